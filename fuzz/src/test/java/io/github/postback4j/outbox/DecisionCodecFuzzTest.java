package io.github.postback4j.outbox;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.store.StoreException;
import java.util.List;

/** Whatever stands in a row in place of a decision. */
class DecisionCodecFuzzTest {

  private final DecisionCodec codec = new DecisionCodec();

  @FuzzTest(maxDuration = "2m")
  void text_isReadOrRefused(@NotNull String text) {
    List<NetworkDecision> networks;
    try {
      networks = codec.read(text, text);
    } catch (StoreException e) {
      return;
    }
    if (!networks.equals(codec.read(codec.write(networks), codec.writeMemos(networks)))) {
      throw new AssertionError("what was read is written as it is");
    }
  }
}
