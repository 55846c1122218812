package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A public type is a promise: adding or removing one changes {@code public-api.txt} as well. */
class PublicApiTest {

  @Test
  void publicTypes_areThoseThatAreListed() throws Exception {
    List<String> actual =
        new ClassFileImporter()
                .importUrl(
                    PostbackTracker.class.getProtectionDomain().getCodeSource().getLocation())
                .stream()
                .filter(PublicApiTest::isPublic)
                .map(JavaClass::getName)
                .sorted()
                .toList();

    assertThat(String.join("\n", actual)).isEqualTo(listed());
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicApiTest::isPublic).orElse(true);
  }

  private static String listed() throws Exception {
    try (InputStream in = PublicApiTest.class.getResourceAsStream("/public-api.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
