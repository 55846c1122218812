package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.testkit.contract.Claims;
import io.github.postback4j.testkit.contract.MutableClock;
import io.github.postback4j.testkit.contract.OutboxContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InMemoryOutboxTest extends OutboxContract {

  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private Outbox small;

  @Override
  protected Outbox newOutbox() {
    return inMemory(500);
  }

  private Outbox inMemory(int maxPostbacks) {
    return Outbox.inMemory()
        .maxPostbacks(maxPostbacks)
        .clock(clock)
        .nanoTime(clock::nanoTime)
        .build();
  }

  @Override
  protected void advance(Duration time) {
    clock.advance(time);
  }

  @Override
  protected Instant now() {
    return clock.instant();
  }

  @BeforeEach
  void makeSmallOutbox() {
    small = inMemory(2);
  }

  @Test
  void fullOfWaiting_refusesAndChangesNothing() {
    decide("1");
    decide("2");
    Claims.of(small, "acme", 1, Duration.ofMinutes(1));

    assertThatExceptionOfType(OutboxFullException.class)
        .isThrownBy(() -> decide("3"))
        .withMessageContaining("full: 2 postbacks wait");

    assertThat(small.decision("o-3", "sale", "")).isNull();
    assertThat(small.get("p-3")).isNull();
    assertThat(small.get("p-1")).isNotNull();
    assertThat(small.get("p-2")).isNotNull();
  }

  @Test
  void fullOfWaiting_stillAnswersWithEarlierDecisions() {
    Decision first = decide("1");
    decide("2");

    assertThat(decide("1")).isSameAs(first);
  }

  @Test
  void fullOfFinished_theOldestGivesWay() {
    decide("1");
    record("1");
    decide("2");
    record("2");

    decide("3");

    assertThat(small.get("p-1")).isNull();
    assertThat(small.find("o-1")).isEmpty();
    assertThat(small.get("p-2")).isNotNull();
    assertThat(small.get("p-3")).isNotNull();
  }

  @Test
  void fullAndReplayed_theReplayedOneDoesNotGiveWay() {
    decide("1");
    finish(PostbackState.DEAD);
    decide("2");
    record("2");
    small.replay("p-1", now().plus(Duration.ofDays(1)));

    decide("3");

    assertThat(small.get("p-1")).isNotNull();
    assertThat(small.get("p-2")).isNull();
  }

  @Test
  void oldDecisions_giveWayOldestFirst() {
    decideNobody("1");
    decideNobody("2");
    decideNobody("3");

    assertThat(small.decision("o-1", "sale", "")).isNull();
    assertThat(small.decision("o-2", "sale", "")).isNotNull();
    assertThat(small.decision("o-3", "sale", "")).isNotNull();
  }

  @Test
  void decisionWithAWaitingPostback_doesNotGiveWay() {
    decide("1");
    decideNobody("2");
    decideNobody("3");

    assertThat(small.decision("o-1", "sale", "")).isNotNull();
    assertThat(small.decision("o-2", "sale", "")).isNull();
    assertThat(small.decision("o-3", "sale", "")).isNotNull();
  }

  @Test
  void decisionOfAReplayedPostback_doesNotGiveWay() {
    decide("1");
    finish(PostbackState.DEAD);
    small.replay("p-1", now().plus(Duration.ofDays(1)));
    decideNobody("2");
    decideNobody("3");

    assertThat(small.decision("o-1", "sale", "")).isNotNull();
  }

  @Test
  void idTakenAlready_isRefusedAndChangesNothing() {
    small = newOutbox();
    decide("1");

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> decide("2", "p-2", "p-1"))
        .withMessageContaining("this ID");

    assertThat(small.get("p-2")).isNull();
    assertThat(small.find("o-2")).isEmpty();
    assertThat(small.decision("o-2", "sale", "")).isNull();
    assertThat(small.find("o-1")).hasSize(1);
    assertThat(Claims.of(small, "acme", 10, Duration.ofMinutes(1))).hasSize(1);
  }

  @Test
  void closed_dropsEverythingAndRefusesMore() {
    decide("1");

    small.close();

    assertThat(small.get("p-1")).isNull();
    assertThat(small.counts()).isEmpty();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> decide("2"))
        .withMessageContaining("closed");
  }

  @Test
  void memory_isNotDurable() {
    assertThat(small.isDurable()).isFalse();
  }

  @Test
  void impossibleNumbers_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Outbox.inMemory(0, clock, CallerTransaction.NONE))
        .withMessage("maxPostbacks must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Claims.of(small, "acme", 0, Duration.ofMinutes(1)))
        .withMessage("limit must be at least 1: 0");
  }

  @Test
  void resultInFlight_isRefused() {
    decide("1");

    assertThatIllegalArgumentException().isThrownBy(() -> finish(PostbackState.IN_FLIGHT));
  }

  private Decision decide(String order) {
    return decide(order, "p-" + order);
  }

  private Decision decide(String order, String... ids) {
    List<NetworkDecision> networks =
        List.of(ids).stream().map(id -> new NetworkDecision("acme", id, null)).toList();
    List<Postback> postbacks =
        List.of(ids).stream().map(id -> postbackOf("o-" + order, id)).toList();
    return small.decide(new Decision("o-" + order, "sale", "", now(), networks), postbacks);
  }

  private void decideNobody(String order) {
    NetworkDecision nobody = new NetworkDecision("acme", null, "no click");
    small.decide(new Decision("o-" + order, "sale", "", now(), List.of(nobody)), List.of());
  }

  private Postback postbackOf(String orderId, String id) {
    PostbackRequest request = PostbackRequest.get("https://track.example/" + id);
    Instant deadline = now().plus(Duration.ofDays(28));
    return Postback.pending(id, "acme", orderId, "sale", request, true, now(), deadline);
  }

  private void record(String order) {
    assertThat(finish(PostbackState.RECORDED)).isEqualTo("p-" + order);
  }

  private String finish(PostbackState state) {
    Claim claim = Claims.of(small, "acme", 1, Duration.ofMinutes(1)).get(0);
    String id = claim.postback().id();
    small.finish(List.of(new Finish(id, claim.token(), state, Duration.ZERO, false, 1, "because")));
    return id;
  }
}
