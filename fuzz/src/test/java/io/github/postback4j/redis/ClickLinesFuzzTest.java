package io.github.postback4j.redis;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.StoredClicks;
import java.time.Instant;

/** Whatever stands in Redis in place of clicks. */
class ClickLinesFuzzTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ClickLines lines = new ClickLines(new StoredClicks("a secret of the test"));

  @FuzzTest(maxDuration = "2m")
  void value_isReadOrPassedOver(@NotNull String value) {
    if (lines.read(value, NOW).size() > SessionStore.MAX_CLICKS_PER_KEY) {
      throw new AssertionError("no more is found than a key may hold");
    }
  }
}
