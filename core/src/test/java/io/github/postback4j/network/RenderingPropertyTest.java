package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What holds for every value, template and answer. */
class RenderingPropertyTest {

  private static final Set<String> WORDS = Set.of("ID", "AMOUNT");

  @Property(tries = 2000)
  void render_anyValue_changesNothingButItsParameter(@ForAll("values") String value) {
    PostbackTemplate template = PostbackTemplate.parse("https://n.example/p?a=1&t={x}&z=9", WORDS);
    @Nullable String url = template.render(name -> value);

    assertThat(url).isNotNull();
    HttpUrl read = HttpUrl.get(url);
    assertThat(read.toString()).isEqualTo(url);
    assertThat(read.host()).isEqualTo("n.example");
    assertThat(read.encodedPath()).isEqualTo("/p");
    assertThat(read.fragment()).isNull();
    if (value.isEmpty()) {
      assertThat(read.querySize()).isEqualTo(2);
    } else {
      assertThat(read.querySize()).isEqualTo(3);
      assertThat(read.queryParameter("t")).isEqualTo(value);
    }
  }

  @Property(tries = 2000)
  void render_anyValueInThePath_staysOneSegment(@ForAll("values") String value) {
    @Nullable String url =
        PostbackTemplate.parse("https://n.example/p/{x}/q?a=1", WORDS).render(name -> value);

    if (value.isEmpty() || value.equals(".") || value.equals("..")) {
      assertThat(url).isNull();
    } else {
      assertThat(url).isNotNull();
      HttpUrl read = HttpUrl.get(url);
      assertThat(read.toString()).isEqualTo(url);
      assertThat(read.pathSegments()).containsExactly("p", value, "q");
      assertThat(read.querySize()).isEqualTo(1);
    }
  }

  @Property(tries = 2000)
  void parse_anyQuery_rendersAUrlThatNobodyChanges(@ForAll("templates") String query) {
    PostbackTemplate template;
    try {
      template = PostbackTemplate.parse("https://n.example/p?" + query, WORDS);
    } catch (IllegalArgumentException e) {
      assertThat(query).contains("{");
      return;
    }
    @Nullable String url = template.render(name -> "v");

    assertThat(url).isNotNull();
    assertThat(HttpUrl.get(url).toString()).isEqualTo(url);
    assertThat(URI.create(url.replaceAll("[\\[\\]]", "")).getHost()).isEqualTo("n.example");
  }

  @Property(tries = 2000)
  void read_anyBody_neverThrowsAndSuccessIsSaidInPlainWords(@ForAll("bodies") String body) {
    Answer answer =
        Network.preset("tune")
            .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
            .build()
            .readAnswer(200, body);

    if (answer.meaning() == Answer.Meaning.RECORDED) {
      assertThat(body.toLowerCase(java.util.Locale.ROOT)).contains("success");
    }
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> odd =
        Arbitraries.strings().withChars("./?#&=%+;:@\r\n\t \"'<>\\^`{|}é€").ofMaxLength(12);
    return Arbitraries.oneOf(odd, Arbitraries.strings().ofMaxLength(30))
        .filter(RenderingPropertyTest::isText);
  }

  @Provide
  Arbitrary<String> templates() {
    return Arbitraries.strings().withChars("IDAMOUNT_abx2=&#{}()[]%+; '\"|").ofMaxLength(40);
  }

  @Provide
  Arbitrary<String> bodies() {
    return Arbitraries.of(
            "success", "=", "true", "false", ";", "err_msg", " ", "Duplicate", "\n", "<html>", "x")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  private static boolean isText(String text) {
    return text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }
}
