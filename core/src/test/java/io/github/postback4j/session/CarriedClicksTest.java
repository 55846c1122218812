package io.github.postback4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.CarriedBytes.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CarriedClicksTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");

  private static KeptClick kept(String transactionId, Instant at) {
    return kept("tune", transactionId, null, at);
  }

  private static KeptClick kept(
      String network, String transactionId, @Nullable String offerId, Instant at) {
    return new KeptClick(
        new Click(network, transactionId, null, offerId, Map.of(), at),
        at.plus(Duration.ofDays(28)),
        null);
  }

  private static String flat(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void with_keepsFirstAndLatestOfANetworkAndOffer() {
    CarriedClicks clicks = CarriedClicks.none();
    for (int i = 0; i < 4; i++) {
      clicks = clicks.with(List.of(kept("t" + i, NOW.plusSeconds(i))), NOW);
    }

    assertThat(clicks.clicks())
        .extracting(kept -> kept.click().transactionId())
        .containsExactly("t0", "t3");
  }

  @Test
  void with_sameClickAgain_keepsTimeAndOwner() {
    CarriedClicks clicks =
        CarriedClicks.none().with(List.of(kept("t1", NOW)), NOW).ownedBy("owner-of-anna");

    CarriedClicks again = clicks.with(List.of(kept("t1", NOW.plusSeconds(9))), NOW);

    assertThat(again).isEqualTo(clicks);
  }

  @Test
  void with_moreThanTheMost_forgetsTheOldest() {
    CarriedClicks clicks =
        CarriedClicks.none()
            .with(
                IntStream.range(0, 20)
                    .mapToObj(i -> kept("tune", "t" + i, "offer" + i, NOW.plusSeconds(i)))
                    .toList(),
                NOW);

    assertThat(clicks.clicks()).hasSize(CarriedClicks.MAX_CLICKS);
    assertThat(clicks.clicks().get(0).click().transactionId()).isEqualTo("t4");
  }

  @Test
  void with_expired_areLeftOut() {
    CarriedClicks clicks = CarriedClicks.none().with(List.of(kept("t1", NOW)), NOW);

    Instant later = NOW.plus(Duration.ofDays(28));

    assertThat(clicks.live(later)).isEmpty();
    assertThat(clicks.with(List.of(kept("t2", later)), later).clicks()).hasSize(1);
  }

  @Test
  void ownedBy_leavesAnotherOwner() {
    CarriedClicks clicks =
        CarriedClicks.none()
            .with(List.of(kept("t1", NOW)), NOW)
            .ownedBy("anna")
            .with(List.of(kept("t2", NOW.plusSeconds(1))), NOW)
            .ownedBy("bert");

    assertThat(clicks.clicks()).extracting(KeptClick::owner).containsExactly("anna", "bert");
  }

  @Test
  void newerEntry_isPassedOnUnread() {
    byte[] newer = new Writer().number(2).text("what only version 2 can read").bytes();
    byte[] mixed =
        new Writer().number(1).block(newer).block(CarriedCodec.write(kept("t1", NOW))).bytes();

    CarriedClicks read = CarriedClicks.ofText(flat(mixed));
    CarriedClicks written =
        CarriedClicks.ofText(read.with(List.of(kept("t2", NOW.plusSeconds(1))), NOW).text());

    assertThat(read.clicks()).containsExactly(kept("t1", NOW));
    assertThat(written.clicks()).hasSize(2);
    assertThat(new String(written.bytes(), StandardCharsets.UTF_8))
        .contains("what only version 2 can read");
    assertThat(written.toString()).isEqualTo("CarriedClicks[2, 1 of a newer version]");
  }

  @Test
  void newerEntries_goFirstWhereThereIsNoRoom() {
    byte[] mixed =
        new Writer()
            .number(1)
            .block(new Writer().number(2).raw(new byte[500]).bytes())
            .block(CarriedCodec.write(kept("t1", NOW)))
            .bytes();

    CarriedClicks fit = CarriedClicks.of(mixed).within(200);

    assertThat(fit.clicks()).containsExactly(kept("t1", NOW));
    assertThat(fit.toString()).contains(" 0 of a newer version");
  }

  @Test
  void within_dropsTheOldestFirst() {
    CarriedClicks clicks =
        CarriedClicks.none()
            .with(
                List.of(
                    kept("tune", "t1", "1", NOW),
                    kept("tune", "t2", "2", NOW.plusSeconds(1)),
                    kept("tune", "t3", "3", NOW.plusSeconds(2))),
                NOW);
    int all = clicks.bytes().length;

    assertThat(clicks.within(all).clicks()).hasSize(3);
    assertThat(clicks.within(all - 1).clicks())
        .extracting(kept -> kept.click().transactionId())
        .containsExactly("t2", "t3");
  }

  @Test
  void within_oneClickTooLarge_losesItsParametersNotItsIdentifiers() {
    Click large = new Click("tune", "t1", "p1", "o1", Map.of("aff_sub", "x".repeat(600)), NOW);

    CarriedClicks fit =
        CarriedClicks.none().with(List.of(new KeptClick(large, null, null)), NOW).within(300);

    assertThat(fit.clicks().get(0).click())
        .isEqualTo(new Click("tune", "t1", "p1", "o1", Map.of(), NOW));
    assertThat(fit.within(10).isEmpty()).isTrue();
  }

  @Test
  void newerForm_isNothing() {
    assertThat(CarriedClicks.ofText(flat(new byte[] {2, 1, 1})).isEmpty()).isTrue();
    assertThat(CarriedClicks.ofText("not base64!").isEmpty()).isTrue();
    assertThat(CarriedClicks.ofText("A".repeat(20_000)).isEmpty()).isTrue();
  }

  /** Fixed for ever: what a node of this version wrote, every later one must read. */
  @Test
  void versionOne_isReadForEver() {
    String text =
        "ARsBEwMxECZWaTrD-j_AuKCaDfYBgKinAgEbCHhBAQ8gYWNtZSjDnG7DrxhwLTERAEIgYW5uYcC4oJoN"
            + "i9OmdQIjABhvd26wAUFhMDlfLUFhMDlfLUFhMDlfLUFhMDk";

    assertThat(CarriedClicks.ofText(text).clicks())
        .containsExactly(
            new KeptClick(
                new Click("tune", "102656693ac3", "1023", null, Map.of("aff_sub", "x"), NOW),
                NOW.plus(Duration.ofDays(28)),
                null),
            new KeptClick(
                new Click(
                    "acme",
                    "Ünï",
                    "p-1",
                    "0042",
                    Map.of("aff_sub2", "", "own", "Aa09_-Aa09_-Aa09_-Aa09"),
                    NOW.plusNanos(5)),
                null,
                "anna"));
  }
}
