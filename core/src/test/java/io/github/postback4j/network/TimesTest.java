package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimesTest {

  private static final Instant BEFORE_CHRIST = Instant.parse("-0001-03-02T12:30:00Z");

  @Test
  void yearBeforeTheFirst_isNotThatOfAnEra() {
    Map<String, String> forms =
        Map.of(
            "iso-offset", "-0001-03-02T12:30:00+00:00",
            "compact", "-00010302_1230",
            "sql", "-0001-03-02 12:30:00",
            "sql-offset", "-0001-03-02 12:30:00+00:00",
            "date", "-0001-03-02");
    forms.forEach(
        (form, text) -> assertThat(Times.of(form, null).text(BEFORE_CHRIST)).isEqualTo(text));
    assertThat(Times.of("iso", ZoneId.of("+02:00")).text(BEFORE_CHRIST))
        .isEqualTo("-0001-03-02T14:30:00+02:00");
  }
}
