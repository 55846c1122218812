package io.github.postback4j.click;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What holds for every query string. */
class LandingParametersPropertyTest {

  @Property(tries = 2000)
  void first_anyText_neverThrowsAndGivesOnlyUsableValues(@ForAll("queries") String query) {
    @Nullable String value = LandingParameters.parse(query).first("t");

    assertThat(value == null || IdentifierSyntax.isUsable(value, "t")).isTrue();
    assertThat(LandingParameters.parse(query).first("t", true))
        .satisfiesAnyOf(any -> assertThat(any).isNull(), any -> assertThat(any).isNotBlank());
  }

  @Property(tries = 1000)
  void first_encodedValue_comesBackExactly(@ForAll("values") String value) {
    String query = "a=1&t=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&b=2";
    @Nullable String read = LandingParameters.parse(query).first("t");

    if (IdentifierSyntax.isUsable(value, "t")) {
      assertThat(read).isEqualTo(value);
    } else {
      assertThat(read).isNull();
    }
  }

  /** Mostly the characters that mean something, so that pieces of syntax meet. */
  @Provide
  Arbitrary<String> queries() {
    return Arbitraries.strings().withChars("t=&%+#;{}[]()2Cé\u0000 aA4fF_").ofMaxLength(60);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().ofMaxLength(60).filter(text -> text.equals(utf8(text)));
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
