package io.github.postback4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {

  private static @Nullable String problem(Conversion.Builder builder) {
    return builder.build().problem();
  }

  private static Conversion.Builder valid() {
    return Conversion.builder("o-1").amount(BigDecimal.TEN, "EUR");
  }

  @ParameterizedTest
  @CsvSource({
    "49.9, EUR, 49.90",
    "49.90, EUR, 49.90",
    "1234567.5, USD, 1234567.50",
    "1E+3, EUR, 1000.00",
    "0, EUR, 0.00",
    "0.005, EUR, 0.01",
    "19.994, EUR, 19.99",
    "1234, JPY, 1234",
    "1234.5, JPY, 1235",
    "1.2345, KWD, 1.235",
    "5, eur, 5.00",
    "0.1, CLF, 0.1000"
  })
  void amountText_anyNumber_isPlainInTheCurrencysDigits(
      BigDecimal amount, String currency, String expected) {
    assertThat(Conversion.sale("o", amount, currency).amountText()).isEqualTo(expected);
  }

  @Test
  void amountText_otherDefaultLocale_staysPlain() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(Conversion.sale("o", new BigDecimal("1234.5"), "EUR").amountText())
          .isEqualTo("1234.50");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  ", "a\nb"})
  void problem_badOrderId_isTold(@Nullable String orderId) {
    assertThat(problem(Conversion.builder(orderId).amount(BigDecimal.TEN, "EUR")))
        .contains("order");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "EURO", "12", "XXXX"})
  void problem_noCurrency_isTold(@Nullable String currency) {
    assertThat(problem(Conversion.builder("o").amount(BigDecimal.TEN, currency)))
        .contains("ISO 4217");
  }

  @Test
  void problem_negativeAmount_isTold() {
    assertThat(problem(valid().amount(new BigDecimal("-0.01"), "EUR"))).contains("negative");
  }

  @Test
  void problem_saleWithoutAmount_isToldAndALeadWithoutIsNot() {
    assertThat(problem(Conversion.builder("o"))).contains("amount");
    assertThat(problem(Conversion.builder("o").goal("lead"))).isNull();
  }

  @Test
  void problem_absurdNumber_isToldWithoutWritingItOut() {
    assertThat(problem(valid().amount(new BigDecimal("1E+999999999"), "EUR"))).contains("digits");
    assertThat(problem(valid().amount(new BigDecimal("1E-999999999"), "EUR"))).contains("digits");
  }

  @Test
  void problem_itemOutOfRange_isTold() {
    assertThat(problem(valid().item(Item.of("s", null, 0, BigDecimal.ONE)))).contains("item");
    assertThat(problem(valid().item(Item.of("s", null, 1, BigDecimal.ONE.negate()))))
        .contains("item");
    assertThat(problem(valid().item(Item.of("s", null, 1, BigDecimal.ONE)))).isNull();
  }

  @Test
  void problem_nullItemOfALead_isToldInsteadOfThrown() {
    assertThat(problem(Conversion.builder("o").goal("lead").item(null))).contains("item");
  }

  @Test
  void problem_goalWithControl_isTold() {
    assertThat(problem(Conversion.builder("o").goal("le\nad"))).contains("goal");
  }

  @Test
  void problem_extremeScale_isToldWithoutOverflow() {
    assertThat(problem(valid().amount(new BigDecimal("1E+2147483647"), "EUR"))).contains("digits");
  }

  @Test
  void problem_textTooLongOrWithControl_isTold() {
    assertThat(problem(valid().coupon("a\u0000b"))).contains("coupon");
    assertThat(problem(valid().parameter("p", "x".repeat(1025)))).contains("parameter");
    assertThat(problem(valid().customerId("x".repeat(256)))).contains("customer");
    assertThat(problem(Conversion.builder("x".repeat(191)).amount(BigDecimal.TEN, "EUR")))
        .contains("190");
  }

  @Test
  void build_blankCouponAndCustomer_areAbsent() {
    Conversion conversion = valid().coupon(" ").customerId("").build();

    assertThat(conversion.coupon()).isNull();
    assertThat(conversion.customerId()).isNull();
  }

  @Test
  void toString_conversion_showsNoPerson() {
    assertThat(valid().customerId("jane@example.com").coupon("JANE10").build().toString())
        .doesNotContain("jane")
        .doesNotContain("JANE");
  }

  @Test
  void cancellation_ofAnOrder_isAFollowUpWithoutMoney() {
    Conversion cancellation = Conversion.cancellation("o-1");

    assertThat(cancellation.problem()).isNull();
    assertThat(cancellation.isFollowUp()).isTrue();
    assertThat(cancellation.goal()).isEqualTo("cancel");
    assertThat(cancellation.originalGoal()).isEqualTo(Conversion.SALE);
    assertThat(Conversion.isFollowUp("sale")).isFalse();
  }

  @Test
  void toString_personalData_isNotShown() {
    Conversion conversion =
        valid().email("jane@shop.example").clientIp("192.0.2.7").userAgent("Moz/5").build();

    assertThat(conversion.problem()).isNull();
    assertThat(conversion.toString()).doesNotContain("jane", "192.0", "Moz");
    assertThat(conversion.email()).isEqualTo("jane@shop.example");
    assertThat(conversion.toBuilder().build()).isEqualTo(conversion);
    assertThat(conversion.toBuilder().userAgent("Moz/6").build()).isNotEqualTo(conversion);
    assertThat(conversion.toBuilder().clientIp("192.0.2.8").build()).isNotEqualTo(conversion);
    assertThat(conversion.toBuilder().email(" ").build().email()).isNull();
  }

  @Test
  void problem_badEmail_isToldWithoutIt() {
    assertThat(problem(valid().email("jane\r\nX: y"))).contains("e-mail").doesNotContain("jane");
    assertThat(problem(valid().email("j".repeat(1025)))).contains("e-mail");
  }

  @Test
  void build_browserThatSaysTooMuch_costsNoSale() {
    Conversion conversion =
        valid().userAgent("x".repeat(1025)).clientIp("1.2.3.4\n5.6.7.8").build();

    assertThat(conversion.problem()).isNull();
    assertThat(conversion.userAgent()).isNull();
    assertThat(conversion.clientIp()).isNull();
  }

  @Test
  void discount_any_isKeptAndChecked() {
    assertThat(valid().discount(new BigDecimal("5.00")).build().discount()).isEqualTo("5.00");
    assertThat(problem(valid().discount(new BigDecimal("-1")))).contains("discount");
    assertThat(problem(Conversion.builder("o").goal("lead").discount(new BigDecimal("1E+99"))))
        .contains("discount");
  }

  @Test
  void item_withParameters_isEqualByValueAndLeavesTheFirstAsItWas() {
    Item bare = new Item("a", null, 1, BigDecimal.ONE, "shoes");
    Item with = bare.with("commission_group", "G1").with("commission_group", "G2");

    assertThat(bare.parameters()).isEmpty();
    assertThat(with.parameters()).containsExactly(Map.entry("commission_group", "G2"));
    assertThat(with)
        .isEqualTo(
            new Item("a", null, 1, BigDecimal.ONE, "shoes", Map.of("commission_group", "G2")));
  }

  @Test
  void problem_badItem_isToldAndNothingIsThrown() {
    Item item = Item.of("a", null, 1, BigDecimal.ONE);

    assertThat(problem(valid().item(item.with("k", null)))).contains("lacks its name or value");
    assertThat(problem(valid().item(item.with(null, "v")))).contains("lacks its name or value");
    assertThat(problem(valid().item(item.with("k", "v".repeat(1025))))).contains("too long");
    assertThat(problem(valid().item(Item.of("a", "n".repeat(1025), 1, BigDecimal.ONE))))
        .contains("more than 1024");
    assertThat(problem(valid().item(Item.of("a", null, 1, new BigDecimal("1E+1000000000")))))
        .contains("digits");
    Item many = item;
    for (int i = 0; i <= Conversion.MAX_ITEM_PARAMETERS; i++) {
      many = many.with("p" + i, "v");
    }
    assertThat(problem(valid().item(many))).contains("50");
    assertThat(problem(valid().item(item.with("k", "v")))).isNull();
  }

  @Test
  void problem_partThatLooksLikeOurOwn_isTold() {
    assertThat(problem(Conversion.builder("o").goal("lead").part("+details"))).contains("part");
    assertThat(problem(Conversion.builder("o").goal("lead").part("r/+details"))).contains("part");
    assertThat(problem(Conversion.builder("o").goal("lead").part("x".repeat(61)))).contains("60");
    assertThat(problem(Conversion.builder("o").goal("lead").part("r/1+2"))).isNull();
  }
}
