package io.github.postback4j.click;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.StoredClicks;
import java.time.Instant;
import java.util.List;

/** Whatever stands behind the question mark of a landing page. */
class LandingFuzzTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Network> NETWORKS = List.of(network("tune"), network("aspire"));
  private static final StoredClicks STORED = new StoredClicks("a secret of the test");

  private static Network network(String preset) {
    return Network.preset(preset)
        .url(
            "https://network.example/aff_lsr?transaction_id=TRANSACTION_ID&aff_id=AFFILIATE_ID"
                + "&amount=AMOUNT")
        .build();
  }

  @FuzzTest(maxDuration = "2m")
  void query_isReadOrPassedOver(@NotNull String query) {
    LandingParameters parameters = LandingParameters.parse(query);
    for (Network network : NETWORKS) {
      Click click = network.readClick(parameters, NOW);
      if (click != null) {
        check(click.transactionId());
        check(click.partnerId());
        check(click.offerId());
        click.parameters().values().forEach(LandingFuzzTest::check);
        require(click.equals(STORED.read(STORED.write(click))), "a click is stored as it is");
      }
    }
  }

  private static void check(String value) {
    if (value != null) {
      require(value.length() <= LandingParameters.MAX_VALUE_LENGTH, "a value is short");
      require(value.chars().noneMatch(Character::isISOControl), "a value has no control character");
    }
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError(rule);
    }
  }
}
