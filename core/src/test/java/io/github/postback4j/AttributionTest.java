package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttributionTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Conversion SALE = Conversion.sale("o-1", BigDecimal.TEN, "EUR");

  private final Click b1 = Click.ofTransaction("beta", "b1", NOON);
  private final Click a2 = Click.ofTransaction("alpha", "a2", NOON.plusSeconds(2));
  private final Click b3 = Click.ofTransaction("beta", "b3", NOON.plusSeconds(3));
  private final Click c3 = Click.ofTransaction("gamma", "c3", NOON.plusSeconds(3));
  private final List<Click> candidates = List.of(b1, a2, b3, c3);

  @Test
  void eachRule_choosesByItsName() {
    assertThat(Attribution.lastClickPerNetwork().choose(SALE, candidates))
        .containsExactlyInAnyOrder(a2, b3, c3);
    assertThat(Attribution.firstClickPerNetwork().choose(SALE, candidates))
        .containsExactlyInAnyOrder(b1, a2, c3);
    assertThat(Attribution.lastClick().choose(SALE, candidates)).containsExactly(c3);
    assertThat(Attribution.firstClick().choose(SALE, candidates)).containsExactly(b1);
  }

  @Test
  void priority_takesTheLastClickOfTheFirstNamedThatHasOne() {
    assertThat(Attribution.priority(List.of("delta", "beta", "alpha")).choose(SALE, candidates))
        .containsExactly(b3);
    assertThat(Attribution.priority(List.of("alpha", "beta")).choose(SALE, candidates))
        .containsExactly(a2);
  }

  @Test
  void priority_ofNetworksWithoutAClick_isTheLastClickOverAll() {
    assertThat(Attribution.priority(List.of("delta")).choose(SALE, candidates)).containsExactly(c3);
    assertThat(Attribution.priority(List.of("delta")).choose(SALE, List.of())).isEmpty();
    assertThatThrownBy(() -> Attribution.priority(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void order_isTheSameHoweverTheClicksComeIn() {
    Click one = Click.ofTransaction("alpha", "x", NOON).offer("1");
    Click two = Click.ofTransaction("alpha", "w", NOON).offer("2");
    Click three = Click.ofPartner("alpha", "7", NOON).offer("2");
    Click bare = Click.ofPartner("alpha", "9", NOON);
    List<Click> expected = List.of(bare, one, three, two, b1, a2, b3, c3);
    Random random = new Random(7);

    for (int i = 0; i < 50; i++) {
      List<Click> shuffled = new ArrayList<>(expected);
      Collections.shuffle(shuffled, random);
      shuffled.sort(Attribution.order());

      assertThat(shuffled).isEqualTo(expected);
    }
  }
}
