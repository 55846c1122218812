package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every rule and any clicks, many of them of the same moment. */
class AttributionPropertyTest {

  private static final Conversion SALE = Conversion.sale("o-1", BigDecimal.TEN, "EUR");
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final List<String> NETWORKS = List.of("acme", "best", "cool");

  @Property(tries = 500)
  void everyRule_choosesTheSameWhateverOrderClicksWereFoundIn(
      @ForAll("clicks") List<Click> clicks, @ForAll("rules") Attribution rule, @ForAll long seed) {
    List<Click> shuffled = new ArrayList<>(clicks);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(rule.choose(SALE, sorted(shuffled))).isEqualTo(rule.choose(SALE, sorted(clicks)));
  }

  @Property(tries = 500)
  void everyRule_choosesAmongCandidatesAndAtMostOneForEachNetwork(
      @ForAll("clicks") List<Click> clicks, @ForAll("rules") Attribution rule) {
    List<Click> chosen = rule.choose(SALE, sorted(clicks));

    assertThat(clicks).containsAll(chosen);
    assertThat(chosen).extracting(Click::network).doesNotHaveDuplicates();
    assertThat(chosen.isEmpty()).isEqualTo(clicks.isEmpty());
  }

  @Property(tries = 500)
  void lastAndFirst_areNotBeatenByAnyOther(@ForAll("clicks") List<Click> clicks) {
    List<Click> sorted = sorted(clicks);

    for (Click other : clicks) {
      assertThat(Attribution.lastClick().choose(SALE, sorted))
          .allMatch(last -> !last.clickedAt().isBefore(other.clickedAt()));
      assertThat(Attribution.firstClick().choose(SALE, sorted))
          .allMatch(first -> !first.clickedAt().isAfter(other.clickedAt()));
      assertThat(Attribution.lastClickPerNetwork().choose(SALE, sorted))
          .anyMatch(
              last ->
                  last.network().equals(other.network())
                      && !last.clickedAt().isBefore(other.clickedAt()));
      assertThat(Attribution.firstClickPerNetwork().choose(SALE, sorted))
          .anyMatch(
              first ->
                  first.network().equals(other.network())
                      && !first.clickedAt().isAfter(other.clickedAt()));
    }
  }

  @Property(tries = 500)
  void priority_creditsNoOtherNetworkWhereAPreferredOneHasAClick(
      @ForAll("clicks") List<Click> clicks) {
    List<Click> chosen = Attribution.priority(List.of("cool", "acme")).choose(SALE, sorted(clicks));

    for (String preferred : List.of("cool", "acme")) {
      if (clicks.stream().anyMatch(click -> click.network().equals(preferred))) {
        assertThat(chosen).extracting(Click::network).containsExactly(preferred);
        return;
      }
    }
    assertThat(chosen).isEqualTo(Attribution.lastClick().choose(SALE, sorted(clicks)));
  }

  private static List<Click> sorted(List<Click> clicks) {
    return clicks.stream().sorted(Attribution.order()).toList();
  }

  @Provide
  Arbitrary<List<Click>> clicks() {
    return Combinators.combine(
            Arbitraries.of(NETWORKS),
            Arbitraries.strings().withChars("abc").ofMinLength(1).ofMaxLength(2),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(true, false))
        .as(
            (network, id, second, byTransaction) -> {
              Instant at = START.plusSeconds(second);
              return byTransaction
                  ? Click.ofTransaction(network, id, at)
                  : Click.ofPartner(network, id, at);
            })
        .list()
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<Attribution> rules() {
    return Arbitraries.of(
        Attribution.lastClickPerNetwork(),
        Attribution.lastClick(),
        Attribution.firstClick(),
        Attribution.firstClickPerNetwork(),
        Attribution.priority(List.of("cool", "acme")));
  }
}
