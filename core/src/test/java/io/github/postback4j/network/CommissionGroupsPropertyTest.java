package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.PlannedPostback.Send;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The commission groups of an order share the amount that is sent, whatever its lines cost. */
class CommissionGroupsPropertyTest {

  private static final Network AWIN =
      Network.preset("awin")
          .setting("MERCHANT", "12345")
          .setting("BASKET_ENCODING", "no-basket")
          .build();

  private static final Network OWN =
      OwnNetwork.own(
              """
              'commission_group':'item.category',
              'parts':{'each':'group','template':'{group.code}:{group.amount}','separator':'|'}
              """,
              "'query':{'amount':'{amount}','parts':'{parts}'}")
          .build();

  @Property(tries = 500)
  void shares_areNeverNegativeAndSumUpToTheAmountThatIsSent(
      @ForAll("amounts") BigDecimal amount,
      @ForAll("lines") List<Item> lines,
      @ForAll("currencies") String currency) {
    for (Network network : List.of(AWIN, OWN)) {
      Map<String, String> sent = sent(network, amount, currency, lines);

      BigDecimal sum = BigDecimal.ZERO;
      for (String part : sent.get("parts").split("\\|", -1)) {
        assertThat(part).doesNotContain("-");
        sum = sum.add(new BigDecimal(part.substring(part.indexOf(':') + 1)));
      }
      assertThat(sum).isEqualByComparingTo(sent.get("amount"));
    }
  }

  @Example
  void amountWithAPartOfACent_isRoundedBeforeItIsShared() {
    Item paid = line("A", new BigDecimal("52.40")).with("commission_group", "DEFAULT");
    Item free = line("B", BigDecimal.ZERO).with("commission_group", "FREE");

    assertThat(sent(AWIN, new BigDecimal("49.905"), "EUR", List.of(paid, free)))
        .containsEntry("amount", "49.91")
        .containsEntry("parts", "DEFAULT:49.91|FREE:0.00");
  }

  private static Map<String, String> sent(
      Network network, BigDecimal amount, String currency, List<Item> lines) {
    Conversion.Builder order =
        Conversion.builder("ORD-1").amount(amount, currency).occurredAt(OwnNetwork.BOUGHT);
    lines.forEach(order::item);
    Click click = Click.ofTransaction(network.name(), "c1", OwnNetwork.CLICKED);
    Send plan = (Send) network.plan(click, order.build(), OwnNetwork.BOUGHT);
    return VectorRows.parameters(plan.request().url());
  }

  private static Item line(String group, BigDecimal price) {
    return new Item("SKU", null, 1, price, group).with("commission_group", group);
  }

  /** Many end in half of a smallest unit, and many lines are free: there rounding is hardest. */
  @Provide
  Arbitrary<BigDecimal> amounts() {
    Arbitrary<BigDecimal> any =
        Combinators.combine(
                Arbitraries.integers().between(0, 9_999_999), Arbitraries.integers().between(0, 4))
            .as((digits, scale) -> BigDecimal.valueOf(digits, scale));
    Arbitrary<BigDecimal> half =
        Combinators.combine(
                Arbitraries.integers().between(0, 99_999), Arbitraries.integers().between(1, 4))
            .as((digits, scale) -> BigDecimal.valueOf(digits * 10L + 5, scale));
    return Arbitraries.oneOf(any, half);
  }

  @Provide
  Arbitrary<List<Item>> lines() {
    Arbitrary<BigDecimal> prices =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(BigDecimal.ZERO)), Tuple.of(2, amounts()));
    return Combinators.combine(Arbitraries.of("A", "B", "C", "D"), prices)
        .as(CommissionGroupsPropertyTest::line)
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> currencies() {
    return Arbitraries.of("EUR", "JPY", "KWD");
  }
}
