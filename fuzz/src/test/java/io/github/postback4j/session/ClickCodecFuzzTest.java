package io.github.postback4j.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.postback4j.click.Click;

/** Whatever stands in a row or a Redis value in place of a click. */
class ClickCodecFuzzTest {

  private final ClickCodec codec = new ClickCodec();

  @FuzzTest(maxDuration = "2m")
  void text_isReadOrPassedOver(@NotNull String text) {
    Click click = codec.read(text);
    if (click != null && !click.equals(codec.read(codec.write(click)))) {
      throw new AssertionError("what was read is written as it is");
    }
  }
}
