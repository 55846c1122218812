package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    // as, digits, currency, amount, text
    "minor-units,  , KWD, 12.5,   12500",
    "minor-units,  , JPY, 5000,   5000",
    "minor-units, 2, JPY, 5000,   500000",
    "cents,        , EUR, 49.905, 4991",
    "cents,        , KWD, 12.5,   1250",
    "cents,        , JPY, 5000,   5000",
    "cents,        ,    , 49.9,   4990",
    "cents,       1, EUR, 49.90,  499",
    "cents,       1, JPY, 5000,   5000",
  })
  void integer_ofACurrency_countsItsUnit(
      String as, @Nullable Integer digits, @Nullable String currency, String amount, String text) {
    Money money = new Money(Money.FORMS.get(as), digits);

    assertThat(money.text(new BigDecimal(amount), currency)).isEqualTo(text);
  }
}
