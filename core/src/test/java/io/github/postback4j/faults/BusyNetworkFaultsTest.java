package io.github.postback4j.faults;

import static io.github.postback4j.faults.RudeServer.says;
import static io.github.postback4j.faults.Shop.RETRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.faults.RudeServer.Manner;
import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.AnswerRules;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 19 to 22: a network that asks us to wait, or has too much to do. */
@Tag("faults")
@Timeout(60)
class BusyNetworkFaultsTest {

  @Test
  void fault19_tooManyRequests_pausesTheNetworkAndNotOnlyTheRow() throws Exception {
    try (RudeServer server = new RudeServer(says(429, "Retry-After: 3600\r\n", ""));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      Postback waiting = shop.ordered("o-1");
      assertThat(waiting.state()).isEqualTo(PostbackState.PENDING);
      assertThat(waiting.ambiguous()).isFalse(); // a 429 was not processed
      assertThat(shop.delay(waiting)).isEqualTo(Duration.ofHours(1));
      assertThat(shop.pause()).isEqualTo("twice not_processed");

      shop.order("o-2");

      assertThat(shop.tracker().flush(Duration.ofMillis(200))).isFalse(); // it is due, and waits
      assertThat(shop.only("o-2").attempts()).isZero();
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault19_networkPausedBy429_isSentToAgainAfterwards() throws Exception {
    try (RudeServer server =
            new RudeServer(says(429, "Retry-After: 1\r\n", ""), says("success=true;"));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      shop.ordered("o-1");
      shop.order("o-2");

      assertThat(shop.attempted().orderId()).isEqualTo("o-2"); // the first waits for the clock
      shop.passes(Duration.ofSeconds(1));

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.hits()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Retry-After, delay; our own is 250 ms, and noon is now
    "'1', PT1S",
    "' 2 ', PT2S",
    "'99999', PT6H", // cut
    "'9999999999', PT6H",
    "'99999999999', PT6H",
    "'999999999999999999999999', PT6H", // more than a number holds
    "'0', PT0.25S",
    "'-5', PT0.25S",
    "'1.5', PT0.25S",
    "'soon', PT0.25S",
    "'', PT0.25S",
    "'Sun, 01 Mar 2026 12:10:00 GMT', PT10M",
    "'Sunday, 01-Mar-26 12:10:00 GMT', PT10M",
    "'Sun Mar  1 12:10:00 2026', PT10M",
    "'Sun, 01 Mar 2026 11:00:00 GMT', PT0.25S", // past
    "'Thu, 01 Mar 2096 12:00:00 GMT', PT6H",
    "'Sun, 31 Feb 2026 12:10:00 GMT', PT0.25S",
    "'Sun, 01 Mar 2026 12:10:00 PST', PT0.25S",
    "'\u0661\u0662', PT0.25S" // digits, but not those
  })
  void fault20_retryAfterOfAnyKind_isReadOrIgnored(String header, Duration delay) throws Exception {
    Manner busy = says(429, "Retry-After: " + header + "\r\n", "");
    try (RudeServer server = new RudeServer(busy);
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {

      Postback waiting = shop.ordered("o-1");

      assertThat(waiting.state()).isEqualTo(PostbackState.PENDING);
      assertThat(shop.delay(waiting)).isEqualTo(delay);
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault20_twoRetryAfter_areOneOfThem() throws Exception {
    Manner busy = says(429, "Retry-After: 60\r\nRetry-After: 120\r\n", "");
    try (RudeServer server = new RudeServer(busy);
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.delay(shop.ordered("o-1")))
          .isIn(Duration.ofSeconds(60), Duration.ofSeconds(120));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500})
  void fault20_retryAfterBeyondTheDeadline_leavesALastTryBeforeIt(int status) throws Exception {
    try (RudeServer server =
            new RudeServer(says(status, "Retry-After: 99999\r\n", ""), says("success=true;"));
        Shop shop =
            new Shop(
                builder ->
                    builder.retry(
                        RetryPolicy.builder()
                            .backoff(Duration.ofSeconds(2), Duration.ofHours(1))
                            .jitter(0)
                            .build()),
                Shop.deDuplicating(server.http())
                    .attributionWindow(Duration.ofSeconds(3))
                    .build())) {
      Postback first = shop.ordered("o-1");
      assertThat(first.state()).isEqualTo(PostbackState.PENDING);
      assertThat(shop.delay(first)).isEqualTo(Duration.ofSeconds(1));

      shop.passes(Duration.ofSeconds(1));

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.hits()).isEqualTo(2);
    }
  }

  @Test
  void fault21_503WithRetryAfterZero_isOneHitAndOurOwnSchedule() throws Exception {
    Manner zero = says(503, "Retry-After: 0\r\n", "");
    try (RudeServer server = new RudeServer(zero, says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      Postback waiting = shop.ordered("o-1");
      assertThat(waiting.state()).isEqualTo(PostbackState.PENDING);
      assertThat(waiting.ambiguous()).isTrue();
      assertThat(shop.delay(waiting)).isEqualTo(RETRY);
      assertThat(server.hits()).isEqualTo(1);

      shop.passes(RETRY);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
    }
    try (RudeServer server = new RudeServer(zero);
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.UNCERTAIN);
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault21_503DeclaredAsNotProcessed_isRepeatedEverywhere() throws Exception {
    AnswerRules rules =
        AnswerRules.builder()
            .status(503, Meaning.NOT_PROCESSED)
            .otherwise(Meaning.RECORDED)
            .build();
    try (RudeServer server = new RudeServer(says(503, "Retry-After: 0\r\n", ""), says("yes"));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).answers(rules).build())) {
      assertThat(shop.ordered("o-1").ambiguous()).isFalse();

      shop.passes(RETRY);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504})
  void fault22_burstOfServerErrors_isRepeatedWithJitterOrParked(int status) throws Exception {
    int many = 40;
    CyclicBarrier together = new CyclicBarrier(many);
    Manner burst =
        visit -> {
          together.await(20, TimeUnit.SECONDS); // or the pause would spare us the rest
          says(status, "", "").treat(visit);
        };
    try (RudeServer server = new RudeServer(burst);
        Shop shop =
            new Shop(
                builder ->
                    builder.retry(
                        RetryPolicy.builder().backoff(RETRY, Duration.ofHours(1)).build()),
                Shop.deDuplicating(server.http()).maxConcurrency(many).build())) {
      for (int i = 0; i < many; i++) {
        shop.order("o-" + i);
      }

      List<Duration> delays = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        delays.add(shop.delay(shop.attempt().postback()));
      }

      assertThat(delays)
          .allSatisfy(
              delay ->
                  assertThat(delay)
                      .isBetween(
                          RETRY.multipliedBy(8).dividedBy(10),
                          RETRY.multipliedBy(12).dividedBy(10)));
      assertThat(delays.stream().distinct().count()).isGreaterThan(many / 4);
      assertThat(shop.pause()).isEqualTo("tune unknown");
    }
    try (RudeServer server = new RudeServer(says(status, "", ""));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.UNCERTAIN);
    }
  }

  @Test
  void fault22_networkThatIsDown_getsOneProbeAtATimeAndNotTheBacklog() throws Exception {
    int many = 60;
    int atOnce = 8;
    int failures = 48;
    CountDownLatch down = new CountDownLatch(failures);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger mostProbes = new AtomicInteger();
    Manner manner =
        visit -> {
          int together = inside.incrementAndGet();
          if (down.getCount() > 0 && down.getCount() <= failures - 3 * atOnce) {
            mostProbes.accumulateAndGet(together, Math::max); // the first wave is over
          }
          down.countDown();
          boolean up = down.await(20, TimeUnit.MILLISECONDS); // holds it, so that others may come
          inside.decrementAndGet();
          says(up ? 200 : 502, "", up ? "success=true;" : "").treat(visit);
        };
    try (RudeServer server = new RudeServer(manner);
        Shop shop =
            new Shop(
                builder ->
                    builder
                        .clock(Clock.systemUTC())
                        .retry(
                            RetryPolicy.builder()
                                .backoff(Duration.ofMillis(5), Duration.ofMillis(10))
                                .build()),
                Shop.deDuplicating(server.http()).maxConcurrency(atOnce).build())) {
      for (int i = 0; i < many; i++) {
        shop.order("o-" + i);
      }

      for (int recorded = 0; recorded < many; ) {
        recorded += shop.attempt().postback().state() == PostbackState.RECORDED ? 1 : 0;
      }

      assertThat(mostProbes).hasValue(1);
      assertThat(server.hits()).isLessThanOrEqualTo(many + failures);
    }
  }
}
