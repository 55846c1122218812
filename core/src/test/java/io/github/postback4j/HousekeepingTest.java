package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.postback4j.outbox.OutboxCare;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Retention;
import io.github.postback4j.store.StoreException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When housekeeping does what; that the outboxes do it right is in their contract. */
class HousekeepingTest {

  private static final RandomGenerator MIDDLE =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public double nextDouble() {
          return 0.5;
        }
      };

  private final Logger logger = (Logger) LoggerFactory.getLogger(Housekeeping.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private final List<String> calls = new ArrayList<>();

  /** How many the next calls delete; none once it is empty. */
  private final Deque<Integer> counts = new ArrayDeque<>();

  private @Nullable Throwable failure;
  private Map<String, Long> stranded = Map.of();
  private int strandedCalls;
  private long now = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos(); // nanoTime may overflow
  private long took;

  private final Housekeeping housekeeping =
      new Housekeeping(
          fake(),
          this::purgeClicks,
          () -> {
            strandedCalls++;
            return stranded;
          },
          new Retention(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(3)),
          MIDDLE,
          () -> now);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void silence() {
    logger.detachAppender(lines);
  }

  @Test
  void round_purgesEachKindByItsOwnAgeAndThenRests() {
    List<Long> pauses = run(7);

    assertThat(calls)
        .containsExactly(
            "purge [DUPLICATE, RECORDED] PT24H 500",
            "purge [EXPIRED, REFUSED] PT48H 500",
            "purge [DEAD, UNCERTAIN] PT48H 500",
            "forgetDecisions PT72H 500",
            "blankRemoved 500",
            "purgeClicks 500");
    assertThat(pauses).containsOnly(Housekeeping.PAUSE);
    assertThat(housekeeping.step()).isGreaterThan(Duration.ofMinutes(9).toNanos());
    assertThat(calls).hasSize(6);
    now += Housekeeping.ROUND;
    housekeeping.step();
    assertThat(calls).hasSize(7);
  }

  @Test
  void fullBatches_goOnAfterAShortPause() {
    counts.addAll(List.of(500, 500, 499));
    List<Long> pauses = run(4);

    assertThat(calls).hasSize(3).allMatch(call -> call.startsWith("purge [DUPLICATE, RECORDED]"));
    assertThat(pauses).containsOnly(Duration.ofMillis(100).toNanos());
    run(1);
    assertThat(calls.get(3)).startsWith("purge [EXPIRED, REFUSED]");
  }

  @Test
  void slowBatch_isFollowedByAPauseAsLong() {
    counts.add(500);
    took = Duration.ofSeconds(3).toNanos();

    run(1);

    assertThat(housekeeping.step()).isEqualTo(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void unseenOnesThatArePurged_areSaidOnceWithTheirCount() {
    counts.addAll(List.of(7, 9, 500, 500, 3, 11, 13, 15));

    run(9);

    assertThat(warnings())
        .containsExactly(
            "1003 uncertain or dead postbacks that nobody replayed or settled within 2 days were"
                + " purged: these sales may never have been paid");
    now += Housekeeping.ROUND;
    run(6);
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void storeThatFails_isLeftAloneLongerAndLongerAndSaidOnce() {
    run(1);
    failure = new StoreException("the database is away", null);

    List<Long> pauses = run(12);

    assertThat(pauses.subList(0, 4))
        .containsExactly(seconds(1), seconds(2), seconds(4), seconds(8));
    assertThat(pauses.get(11)).isEqualTo(seconds(600));
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains("purge").contains("the database is away");
    failure = null;
    assertThat(run(5).get(0)).isEqualTo(Housekeeping.PAUSE);
    failure = new StoreException("away again", null);
    now += Housekeeping.ROUND;
    assertThat(run(1)).containsExactly(seconds(1));
    assertThat(warnings()).hasSize(2);
  }

  @Test
  void anyFailure_endsNothingAndTellsNoForeignWords() {
    run(1);
    failure = new OutOfMemoryError("order o-secret");

    assertThat(run(1)).containsExactly(seconds(1));

    assertThat(warnings()).hasSize(1).noneMatch(line -> line.contains("o-secret"));
  }

  @Test
  void strandedPostbacks_areSaidAtTheStartAndOnceAnHour() {
    stranded = Map.of("old", 12L);

    run(6);

    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0)).contains("{old=12}").contains("Configure the networks again");
    now += Duration.ofMinutes(59).toNanos();
    run(6);
    assertThat(strandedCalls).isEqualTo(1);
    now += Duration.ofMinutes(1).toNanos();
    run(6);
    assertThat(warnings()).hasSize(2);
    assertThat(strandedCalls).isEqualTo(2);
  }

  @Test
  void strandedThatCannotBeCounted_areCountedLater() {
    failure = new StoreException("the database is away", null);
    stranded = Map.of("old", 1L);
    Housekeeping down =
        new Housekeeping(
            fake(),
            this::purgeClicks,
            () -> {
              strandedCalls++;
              if (failure != null) {
                throw (RuntimeException) failure;
              }
              return stranded;
            },
            Retention.ofDefaults(),
            MIDDLE,
            () -> now);

    assertThat(down.step()).isEqualTo(seconds(1));
    failure = null;
    down.step();

    assertThat(strandedCalls).isEqualTo(2);
    assertThat(warnings()).anyMatch(line -> line.contains("{old=1}"));
  }

  @Test
  void thread_stepsUntilItIsStoppedAndIsGoneThen() throws Exception {
    Semaphore steps = new Semaphore(0);
    Housekeeper housekeeper =
        new Housekeeper(
            new Housekeeping(
                fake(),
                this::purgeClicks,
                () -> {
                  steps.release();
                  return Map.of();
                },
                Retention.ofDefaults(),
                MIDDLE,
                System::nanoTime));

    housekeeper.start();
    assertThat(steps.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    housekeeper.stop();
    housekeeper.join();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("postback4j-housekeeper"));
  }

  private List<Long> run(int steps) {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      pauses.add(housekeeping.step());
    }
    return pauses;
  }

  private List<String> warnings() {
    return lines.list.stream()
        .filter(line -> line.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  /** Writes down what it is asked to delete. */
  private OutboxCare fake() {
    return (OutboxCare)
        Proxy.newProxyInstance(
            OutboxCare.class.getClassLoader(),
            new Class<?>[] {OutboxCare.class},
            (proxy, method, arguments) -> {
              if (failure != null) {
                throw failure;
              }
              StringBuilder call = new StringBuilder(method.getName());
              for (Object argument : arguments) {
                call.append(' ').append(argument instanceof Set<?> s ? sorted(s) : argument);
              }
              calls.add(call.toString());
              now += took;
              return counts.isEmpty() ? 0 : counts.poll();
            });
  }

  private int purgeClicks(int limit) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    calls.add("purgeClicks " + limit);
    return counts.isEmpty() ? 0 : counts.poll();
  }

  private static Set<String> sorted(Set<?> states) {
    Set<String> names = new TreeSet<>();
    states.forEach(state -> names.add(((PostbackState) state).name()));
    return names;
  }
}
