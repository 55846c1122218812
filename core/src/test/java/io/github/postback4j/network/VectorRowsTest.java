package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorRowsTest {

  @Test
  void methodThatIsNoTest_claimsNoRow() {
    assertThat(VectorRows.claimed(Rows.class)).containsExactly(1, 3);
  }

  /** Looked at, not run. */
  static final class Rows {
    @Test
    void row1_plain_isClaimed() {}

    void row2_noTest_isNotClaimed() {}

    @ParameterizedTest
    @ValueSource(ints = 1)
    void row3_withValues_isClaimed(int value) {}
  }
}
