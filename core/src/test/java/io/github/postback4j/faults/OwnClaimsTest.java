package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.SteppedDelivery;
import io.github.postback4j.faults.FaultyDataSource.Point;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.MutableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 25 and 29, seen from the node whose claims they concern; in a time that stands still. */
@Tag("faults")
class OwnClaimsTest {

  private final TestDatabase test = TestDatabase.h2();
  private final FaultyDataSource faults = new FaultyDataSource(test.dataSource());
  private final Outbox outbox = Outbox.jdbc(Database.of(faults.dataSource()));
  private final ScriptedSender wire = new ScriptedSender();
  private final List<String> told = new ArrayList<>();
  private final LogLines log = new LogLines();
  private final SteppedDelivery delivery =
      new SteppedDelivery(
          outbox,
          wire,
          List.of(
              Network.preset("tune")
                  .name("acme")
                  .url(
                      "https://acme.example/aff_lsr?offer_id=3&aff_id=AFFILIATE_ID&adv_sub=ORDER_ID")
                  .build()),
          new MutableClock(Instant.now()),
          options -> options.listener(new Telling(told)));

  @AfterEach
  void close() {
    log.close();
    outbox.close();
    test.close();
  }

  private void add(String id, boolean repeatable) {
    Instant now = Instant.now();
    outbox.decide(
        new Decision(
            "o-" + id, "sale", "", now, List.of(new Decision.NetworkDecision("acme", id, null))),
        List.of(
            Postback.pending(
                id,
                "acme",
                "o-" + id,
                "sale",
                PostbackRequest.get("https://acme.example/aff_lsr?adv_sub=" + id),
                repeatable,
                now,
                now.plus(Duration.ofDays(14)))));
  }

  private Postback stored(String id) {
    return Objects.requireNonNull(outbox.get(id));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fault25_databasesClockJumps_callUnderWayKeepsItsClaimAndOthersAreReleased(
      boolean repeatable) {
    outbox.start();
    add("theirs", false);
    outbox.claim(new Outbox.Queue("acme", false), 1, Duration.ofSeconds(30)); // and dies
    add("ours", repeatable);
    delivery.step();
    assertThat(wire.urls()).hasSize(1);

    test.advance(Duration.ofHours(1)); // the database's time, not this node's
    delivery.advance(Duration.ofSeconds(10));
    delivery.step();

    assertThat(stored("theirs").state()).isEqualTo(PostbackState.UNCERTAIN);
    assertThat(stored("ours").state()).isEqualTo(PostbackState.IN_FLIGHT);
    wire.answer();
    delivery.step();
    assertThat(stored("ours").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(stored("ours").attempts()).isEqualTo(1);
    assertThat(wire.urls()).hasSize(1);
  }

  private void loseTheNextAnswerOfACommit() {
    faults.fault(
        (point, sql) -> {
          if (point == Point.AFTER_COMMIT && faults.struck() == 0) {
            throw new SQLException("the answer was lost", "08006");
          }
        });
  }

  @Test
  void fault29_answerOfTheMarkLost_itsEndIsToldAndNobodyIsCalledLate() {
    outbox.start();
    add("a", false);
    delivery.step();
    loseTheNextAnswerOfACommit();

    wire.end(); // of unknown outcome
    delivery.step();
    delivery.advance(Duration.ofSeconds(1));
    delivery.step();

    assertThat(faults.struck()).isEqualTo(1);
    assertThat(stored("a").state()).isEqualTo(PostbackState.UNCERTAIN);
    assertThat(told).containsExactly("finished a UNCERTAIN");
    assertThat(log.with("ended UNCERTAIN")).hasSize(1);
    assertThat(log.with("came after its claim had ended")).isEmpty();
  }

  @Test
  void fault29_answerOfTheMarkLost_aRetryThatIsWrittenIsNotCalledLate() {
    outbox.start();
    add("a", true);
    delivery.step();
    loseTheNextAnswerOfACommit();

    wire.end();
    delivery.step();
    delivery.advance(Duration.ofSeconds(1));
    delivery.step();

    assertThat(stored("a").state()).isEqualTo(PostbackState.PENDING);
    assertThat(told).isEmpty();
    assertThat(log.with("came after its claim had ended")).isEmpty();
  }

  @Test
  void fault29_markFailedAndTheClaimIsLostMeanwhile_isCalledLate() {
    outbox.start();
    add("a", false);
    delivery.step();
    faults.down();
    wire.end();
    delivery.step();
    test.advance(Duration.ofHours(1));
    faults.up();
    outbox.releaseExpired(10); // as another node does

    delivery.advance(Duration.ofSeconds(1));
    delivery.step();

    assertThat(stored("a").state()).isEqualTo(PostbackState.UNCERTAIN);
    assertThat(told).containsExactly("late a no_answer_for_the_test");
    assertThat(log.with("came after its claim had ended")).hasSize(1);
  }

  private record Telling(List<String> told) implements DeliveryListener {
    @Override
    public void finished(Postback postback) {
      told.add("finished " + postback.id() + " " + postback.state());
    }

    @Override
    public void late(Postback postback, String code) {
      told.add("late " + postback.id() + " " + code);
    }
  }
}
