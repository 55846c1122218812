package io.github.postback4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.click.Click;
import io.github.postback4j.network.ConfigurationException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarrierSealTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");
  private static final String OLD = CarrierSeal.newKey(RANDOM);
  private static final String NEW = CarrierSeal.newKey(RANDOM);

  private final CarriedClicks clicks =
      CarriedClicks.none()
          .with(
              List.of(
                  new KeptClick(
                      new Click("tune", "102656693ac3", "1023", null, Map.of("aff_sub", "x"), NOW),
                      NOW.plus(Duration.ofDays(28)),
                      null)),
              NOW);

  private static CarrierSeal seal(String... keys) {
    return CarrierSeal.of(List.of(keys), "pb4j_clicks", RANDOM);
  }

  /** As TUNE makes them: 30 hexadecimal digits, numbers, three words of the partner's. */
  private static KeptClick realistic(int number) {
    Random random = new Random(number);
    byte[] id = new byte[15];
    random.nextBytes(id);
    Instant at = NOW.plusSeconds(86_400L * number);
    return new KeptClick(
        new Click(
            "tune",
            HexFormat.of().formatHex(id),
            Integer.toString(1000 + random.nextInt(100_000)),
            Integer.toString(100 + random.nextInt(5000)),
            Map.of(
                "aff_sub", "spring-review-" + number,
                "aff_sub2", "blog_sidebar",
                "aff_sub3", "de-DE mobile"),
            at),
        at.plus(Duration.ofDays(28)),
        null);
  }

  @Test
  void eightRealisticClicks_takeUnder1500Characters() {
    CarriedClicks eight =
        CarriedClicks.none()
            .with(IntStream.range(0, 8).mapToObj(CarrierSealTest::realistic).toList(), NOW);

    String free = seal(NEW).seal(eight, 4000);
    String owned = seal(NEW).seal(eight.ownedBy(owner()), 4000);

    assertThat(eight.clicks()).hasSize(8);
    assertThat(seal(NEW).open(owned).clicks()).hasSize(8);
    assertThat(free).hasSizeLessThan(1200);
    assertThat(owned).hasSizeLessThan(1500);
  }

  private static String owner() {
    return SessionStore.none("0123456789abcdef").ownerOf(SessionKey.customer("anna"));
  }

  @Test
  void sameClicks_areSealedAnewEachTime() {
    assertThat(seal(NEW).seal(clicks, 1000)).isNotEqualTo(seal(NEW).seal(clicks, 1000));
  }

  @Test
  void identifiers_areNotToBeSeen() {
    String text = seal(NEW).seal(clicks, 1000);
    byte[] bytes = Base64.getUrlDecoder().decode(text);

    assertThat(HexFormat.of().formatHex(bytes)).doesNotContain("102656693ac3");
  }

  @Test
  void rotation_newKeyFirst_oldStillOpens() {
    String old = seal(OLD).seal(clicks, 1000);

    CarrierSeal rotated = seal(NEW, OLD);

    assertThat(rotated.open(old)).isEqualTo(clicks);
    assertThat(seal(NEW).open(rotated.seal(clicks, 1000))).isEqualTo(clicks);
    assertThat(seal(OLD).open(rotated.seal(clicks, 1000))).isNull();
  }

  @Test
  void unknownKey_isAbsent() {
    assertThat(seal(NEW).open(seal(OLD).seal(clicks, 1000))).isNull();
  }

  @Test
  void anotherPlace_isAbsent() {
    CarrierSeal other = CarrierSeal.of(List.of(NEW), "other_cookie", RANDOM);

    assertThat(other.open(seal(NEW).seal(clicks, 1000))).isNull();
  }

  @Test
  void newerVersion_isAbsent() {
    byte[] bytes = Base64.getUrlDecoder().decode(seal(NEW).seal(clicks, 1000));
    bytes[0] = 2;

    assertThat(seal(NEW).open(Base64.getUrlEncoder().encodeToString(bytes))).isNull();
  }

  @Test
  void cutAnywhere_isAbsent() {
    String text = seal(NEW).seal(clicks, 1000);

    for (int length = 0; length < text.length(); length++) {
      assertThat(seal(NEW).open(text.substring(0, length))).isNull();
    }
  }

  @Test
  void tooMany_dropsTheOldest() {
    CarriedClicks eight =
        CarriedClicks.none()
            .with(IntStream.range(0, 8).mapToObj(CarrierSealTest::realistic).toList(), NOW);

    CarriedClicks held = seal(NEW).open(seal(NEW).seal(eight, 500));

    assertThat(held.clicks()).hasSizeBetween(2, 4);
    assertThat(held.clicks()).isEqualTo(eight.clicks().subList(8 - held.clicks().size(), 8));
  }

  @ParameterizedTest
  @CsvSource({
    "c2hvcnQ=, 'has 5 bytes, not 32'",
    "not base64 at all!, is not base64",
    "'', 'has 0 bytes, not 32'",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, is not random"
  })
  void badKey_isAConfigurationExceptionThatDoesNotTellIt(String key, String problem) {
    assertThatThrownBy(() -> seal(NEW, key))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e -> {
              assertThat(e.where()).isEqualTo("keys[1]");
              assertThat(e.problem()).isEqualTo(problem);
              assertThat(e.remedy()).contains("openssl rand -base64 32");
            })
        .hasMessageNotContaining(key.isEmpty() ? "\u0000" : key);
  }

  @Test
  void noKeyOrTheSameTwice_isAConfigurationException() {
    assertThatThrownBy(CarrierSealTest::seal).hasMessageContaining("there is none");
    assertThatThrownBy(() -> seal(NEW, NEW)).hasMessageContaining("same as one before");
  }

  @Test
  void key_mayBeUrlSafeAndUnpadded() {
    String urlSafe = NEW.replace('+', '-').replace('/', '_').replace("=", "");

    assertThat(seal(NEW).open(seal(urlSafe).seal(clicks, 1000))).isEqualTo(clicks);
  }

  @Test
  void toString_tellsNoKey() {
    assertThat(seal(NEW, OLD).toString()).isEqualTo("CarrierSeal[2 keys]");
  }

  /** Fixed for ever: what a node of this version sealed, every later one must open. */
  @Test
  void versionOne_isOpenedForEver() {
    String key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    String text =
        "AV8UrYilDggCiZZQlBErW-L-eKhdGmVDlwHH1Kn5LKGVz4eXM4zz8kvkKYCsrZNQGt5VNJf9eD2p2-cFiJ4" + "";

    assertThat(seal(key).open(text)).isEqualTo(clicks);
  }
}
