package io.github.postback4j.outbox;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.postback4j.network.PostbackRequest;

/** Whatever stands in a row in place of a request. */
class RequestCodecFuzzTest {

  private final RequestCodec codec = new RequestCodec();

  @FuzzTest(maxDuration = "2m")
  void text_isReadOrPassedOver(@NotNull String text) {
    PostbackRequest request = codec.read(text);
    if (request != null && !request.equals(codec.read(codec.write(request)))) {
      throw new AssertionError("what was read is written as it is");
    }
  }
}
