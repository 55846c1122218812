package io.github.postback4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What holds for every click, and for every text that a browser may send. */
class CarriedPropertyTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CarrierSeal SEAL =
      CarrierSeal.of(List.of(CarrierSeal.newKey(RANDOM)), "pb4j_clicks", RANDOM);
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @Property(tries = 500)
  void clicks_comeBackExactly(@ForAll("clicks") KeptClick kept) {
    assertThat(CarriedCodec.read(CarriedCodec.write(kept))).isEqualTo(kept);
  }

  @Property(tries = 200)
  void sealed_opensToTheSame(@ForAll("lists") List<KeptClick> kept) {
    CarriedClicks clicks = CarriedClicks.none().with(kept, NOW);

    assertThat(SEAL.open(SEAL.seal(clicks, 8000))).isEqualTo(clicks);
  }

  @Property(tries = 200)
  void sealed_isNeverLongerThanItMayBe(
      @ForAll("lists") List<KeptClick> kept, @ForAll @IntRange(min = 100, max = 2000) int most) {
    String text = SEAL.seal(CarriedClicks.none().with(kept, NOW), most);

    assertThat(text).hasSizeLessThanOrEqualTo(most).matches("[A-Za-z0-9_-]+");
    assertThat(SEAL.open(text)).isNotNull();
  }

  @Property(tries = 500)
  void changedAnywhere_isAbsent(
      @ForAll("clicks") KeptClick kept, @ForAll @IntRange(min = 0) int at, @ForAll byte by) {
    byte[] sealed =
        Base64.getUrlDecoder()
            .decode(SEAL.seal(CarriedClicks.none().with(List.of(kept), Instant.MIN), 4000));
    sealed[at % sealed.length] ^= by == 0 ? 1 : by;

    assertThat(SEAL.open(Base64.getUrlEncoder().encodeToString(sealed))).isNull();
  }

  @Property(tries = 1000)
  void anyText_isAbsent(@ForAll String text) {
    assertThat(SEAL.open(text)).isNull();
    assertThat(CarriedClicks.ofText(text).clicks()).isEmpty();
  }

  @Property(tries = 2000)
  void anyBytes_neverThrow(@ForAll @Size(max = 200) byte[] bytes) {
    @Nullable KeptClick read = CarriedCodec.read(bytes);
    CarriedClicks.of(bytes);

    assertThat(read == null || !read.click().network().isBlank()).isTrue();
  }

  @Property(tries = 1000)
  void damagedPlainForm_neverThrows(
      @ForAll("clicks") KeptClick kept, @ForAll @IntRange(min = 0) int at, @ForAll byte by) {
    byte[] bytes = CarriedClicks.none().with(List.of(kept), Instant.MIN).bytes();
    bytes[at % bytes.length] = by;

    assertThat(CarriedClicks.of(bytes).clicks()).hasSizeLessThanOrEqualTo(1);
  }

  @Property(tries = 50)
  void ownedClicks_comeBackOwned(@ForAll("lists") List<KeptClick> kept) {
    CarriedClicks owned = CarriedClicks.none().with(kept, NOW).ownedBy("anna");

    assertThat(CarriedClicks.ofText(owned.text()).clicks()).isEqualTo(owned.clicks());
    assertThat(owned.clicks()).noneMatch(one -> one.owner() == null);
  }

  @Provide
  Arbitrary<List<KeptClick>> lists() {
    return clicks().list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<KeptClick> clicks() {
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.strings().withChars("0123456789abcdef").ofMinLength(1).ofMaxLength(40),
            Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20),
            Arbitraries.strings().withChars("AZaz09-_").ofMinLength(1).ofMaxLength(50),
            Arbitraries.of("tune", "aff_sub", "0", "007", "ünï-中文-🛒", "\ud83d", "A".repeat(43)),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(30).filter(s -> !s.isBlank()));
    Arbitrary<Instant> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli),
            Arbitraries.of(Instant.EPOCH, Instant.MAX, Instant.MIN, NOW.plusNanos(7)));
    Arbitrary<Click> clicks =
        Combinators.combine(
                values,
                values,
                values.injectNull(0.5),
                values.injectNull(0.5),
                Arbitraries.maps(values, Arbitraries.oneOf(values, Arbitraries.just("")))
                    .ofMaxSize(4),
                times)
            .as(CarriedPropertyTest::click);
    return Combinators.combine(clicks, times.injectNull(0.3), values.injectNull(0.5))
        .as(KeptClick::new);
  }

  private static Click click(
      String network,
      String id,
      @Nullable String partnerId,
      @Nullable String offerId,
      Map<String, String> parameters,
      Instant clickedAt) {
    boolean byPartner = partnerId != null && id.length() % 2 == 0;
    return new Click(network, byPartner ? null : id, partnerId, offerId, parameters, clickedAt);
  }
}
