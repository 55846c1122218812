package io.github.postback4j.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;

/** Whatever an HTTP session, or a cookie under a stolen key, holds in place of clicks. */
class CarriedFuzzTest {

  @FuzzTest(maxDuration = "2m")
  void bytes_areReadOrPassedOver(byte @NotNull [] bytes) {
    CarriedClicks carried = CarriedClicks.of(bytes);
    CarriedClicks again = CarriedClicks.of(carried.bytes());
    if (!again.clicks().equals(carried.clicks())) {
      throw new AssertionError("what was read is written as it is");
    }
    if (carried.within(1000).bytes().length > 1000) {
      throw new AssertionError("what is carried fits its room");
    }
  }
}
