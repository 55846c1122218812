package io.github.postback4j.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.security.SecureRandom;
import java.util.List;

/** Whatever a browser sends as the cookie: nobody without the key makes one that opens. */
class CarrierSealFuzzTest {

  private final CarrierSeal seal =
      CarrierSeal.of(
          List.of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), "cookie", new SecureRandom());

  @FuzzTest(maxDuration = "2m")
  void text_doesNotOpen(@NotNull String text) {
    if (seal.open(text) != null) {
      throw new AssertionError("a text that nobody sealed was opened");
    }
  }
}
