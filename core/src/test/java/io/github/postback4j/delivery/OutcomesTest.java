package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.Outcomes.Outcome;
import io.github.postback4j.delivery.Outcomes.Sign;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration FAR = Duration.ofDays(14);

  private final Outcomes outcomes =
      new Outcomes(RetryPolicy.builder().jitter(0).maxAttempts(10).build(), new Random(1));

  @ParameterizedTest
  @CsvSource({
    // meaning, status, repeatable, ambiguous before, state, ambiguous after, sign
    "RECORDED,      200, true,  false, RECORDED,  false, ANSWERED",
    "RECORDED,      200, false, true,  RECORDED,  true,  ANSWERED",
    "ACCEPTED,      202, true,  false, RECORDED,  false, ANSWERED",
    "ACCEPTED,      202, false, true,  RECORDED,  true,  ANSWERED",
    "NOT_ATTRIBUTED,404, true,  false, REFUSED,   false, ANSWERED",
    "NOT_ATTRIBUTED,200, true,  true,  REFUSED,   true,  ANSWERED",
    "DUPLICATE,     200, true,  false, DUPLICATE, false, ANSWERED",
    "DUPLICATE,     200, true,  true,  RECORDED,  true,  ANSWERED",
    "DUPLICATE,     200, false, false, DUPLICATE, false, ANSWERED",
    "REFUSED,       200, true,  false, REFUSED,   false, ANSWERED",
    "REFUSED,       404, false, true,  REFUSED,   true,  ANSWERED",
    "NOT_PROCESSED, 429, true,  false, PENDING,   false, TROUBLE",
    "NOT_PROCESSED, 429, false, false, PENDING,   false, TROUBLE",
    "NOT_PROCESSED, 429, true,  true,  PENDING,   true,  TROUBLE",
    "UNKNOWN,       500, true,  false, PENDING,   true,  TROUBLE",
    "UNKNOWN,       500, false, false, UNCERTAIN, true,  TROUBLE",
    "UNKNOWN,       200, false, true,  UNCERTAIN, true,  TROUBLE",
  })
  void answer_decidesTheState(
      Meaning meaning,
      int status,
      boolean repeatable,
      boolean before,
      PostbackState state,
      boolean after,
      Sign sign) {
    Outcome outcome =
        answered(claim(1, repeatable, before, FAR), new Answered(status, "", null), meaning);

    assertThat(outcome.finish().state()).isEqualTo(state);
    assertThat(outcome.finish().ambiguous()).isEqualTo(after);
    assertThat(outcome.finish().attempts()).isEqualTo(1);
    assertThat(outcome.finish().delay())
        .isEqualTo(state == PostbackState.PENDING ? Duration.ofSeconds(5) : Duration.ZERO);
    assertThat(outcome.sign()).isEqualTo(sign);
    assertThat(outcome.code()).isEqualTo(meaning.name().toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void accepted_saysThatTheNetworkMayStillRefuseIt() {
    Answered answered = new Answered(202, "", null);
    Claim claim = claim(1, true, false, FAR);

    Outcome bare =
        outcomes.afterAttempt(claim, answered, new Answer(Meaning.ACCEPTED, null), false, NOW);
    Outcome said =
        outcomes.afterAttempt(claim, answered, new Answer(Meaning.ACCEPTED, "queued"), false, NOW);

    assertThat(bare.finish().reason())
        .isEqualTo("accepted, not yet applied: the network may still refuse it");
    assertThat(said.finish().reason()).endsWith("may still refuse it: queued");
  }

  @Test
  void notAttributed_saysSoAndNamesTheDoubtOfAnEarlierAttempt() {
    Answered answered = new Answered(404, "", null);
    Answer answer = new Answer(Meaning.NOT_ATTRIBUTED, "no click");

    Outcome sure = outcomes.afterAttempt(claim(1, true, false, FAR), answered, answer, false, NOW);
    Outcome doubtful =
        outcomes.afterAttempt(claim(2, true, true, FAR), answered, answer, false, NOW);

    assertThat(sure.finish().reason()).isEqualTo("not attributed: no click");
    assertThat(doubtful.finish().reason())
        .isEqualTo("not attributed: no click; an earlier attempt may have been booked");
  }

  @ParameterizedTest
  @CsvSource({
    // code, permanent, ambiguous before, state, sign, reason
    "dns_error,       false, false, PENDING, TROUBLE, not sent: dns_error",
    "connect_error,   false, true,  PENDING, TROUBLE, not sent: connect_error",
    "blocked_address, true,  false, DEAD,    TROUBLE, not sent: blocked_address",
    "busy,            false, false, PENDING, NONE,    not sent: busy",
    "bad_request,     true,  false, DEAD,    NONE,    not sent: bad_request",
    "bad_request,     true,  true,  DEAD,    NONE,    not sent: bad_request; an earlier attempt may"
        + " have been booked",
  })
  void notSent_neverMakesAmbiguous(
      String code,
      boolean permanent,
      boolean before,
      PostbackState state,
      Sign sign,
      String reason) {
    Outcome outcome = after(claim(1, false, before, FAR), new NotSent(code, permanent), false);

    assertThat(outcome.finish().state()).isEqualTo(state);
    assertThat(outcome.finish().ambiguous()).isEqualTo(before);
    assertThat(outcome.finish().reason()).isEqualTo(reason);
    assertThat(outcome.sign()).isEqualTo(sign);
    assertThat(outcome.code()).isEqualTo(code);
  }

  @Test
  void notSent_becauseTheSenderWasClosed_costsNothing() {
    Claim claim = claim(3, false, false, FAR);

    Finish finish = after(claim, new NotSent("closed", false), false).finish();

    assertThat(finish)
        .isEqualTo(new Finish("p", "t", PostbackState.PENDING, Duration.ZERO, false, 2, "earlier"));
  }

  @ParameterizedTest
  @CsvSource({
    // code, repeatable, attempts, state, delay, sign
    "timeout, true,  1, PENDING,   PT5S,  TROUBLE",
    "reset,   true,  2, PENDING,   PT10S, TROUBLE",
    "stale,   true,  1, PENDING,   PT0S,  NONE",
    "stale,   true,  2, PENDING,   PT0S,  NONE",
    "closed,  true,  1, PENDING,   PT5S,  NONE",
    "timeout, false, 1, UNCERTAIN, PT0S,  TROUBLE",
    "stale,   false, 1, UNCERTAIN, PT0S,  NONE",
  })
  void noAnswer_isAmbiguous(
      String code,
      boolean repeatable,
      int attempts,
      PostbackState state,
      Duration delay,
      Sign sign) {
    Outcome outcome = after(claim(attempts, repeatable, false, FAR), new NoAnswer(code), false);

    assertThat(outcome.finish())
        .isEqualTo(new Finish("p", "t", state, delay, true, attempts, "no answer: " + code));
    assertThat(outcome.sign()).isEqualTo(sign);
  }

  @Test
  void staleTwiceInARow_waitsLikeAnyOther() {
    Claim claim = claim(2, true, true, FAR, "no answer: stale");

    assertThat(after(claim, new NoAnswer("stale"), false).finish().delay())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({
    // what the status says, state, ambiguous after
    "RECORDED, RECORDED, false",
    "UNKNOWN,  PENDING,  true",
    ",         PENDING,  true",
  })
  void answerThatBrokeOff_countsWhereItsStatusDecides(
      Meaning meaning, PostbackState state, boolean ambiguous) {
    Outcome outcome =
        outcomes.afterAttempt(
            claim(1, true, false, FAR),
            new NoAnswer("reset", new Answered(299, "", null)),
            meaning == null ? null : new Answer(meaning, null),
            false,
            NOW);

    assertThat(outcome.finish().state()).isEqualTo(state);
    assertThat(outcome.finish().ambiguous()).isEqualTo(ambiguous);
    assertThat(outcome.finish().reason())
        .isEqualTo(meaning == null ? "no answer: reset" : "HTTP 299; the answer broke off: reset");
  }

  @Test
  void attempts_exhausted_isDeadAndSaysIfItMayHaveBeenBooked() {
    assertThat(after(claim(10, true, false, FAR), new NotSent("dns_error", false), false).finish())
        .isEqualTo(
            new Finish(
                "p",
                "t",
                PostbackState.DEAD,
                Duration.ZERO,
                false,
                10,
                "not sent: dns_error; gave up after 10 attempts"));
    assertThat(after(claim(10, true, false, FAR), new NoAnswer("reset"), false).finish().reason())
        .isEqualTo("no answer: reset; gave up after 10 attempts; one of them may have been booked");
  }

  @ParameterizedTest
  @CsvSource({
    // attempts, left, ambiguous, state, delay
    "9, PT3H,  false, PENDING,   PT21M20S", // the own delay fits
    "9, PT20M, false, PENDING,   PT19M55S", // does not: one more try just before the deadline
    "9, PT5S,  false, EXPIRED,   PT0S",
    "9, PT5S,  true,  UNCERTAIN, PT0S",
    "1, PT-1S, false, EXPIRED,   PT0S",
  })
  void deadline_clampsTheLastDelay(
      int attempts, Duration left, boolean ambiguous, PostbackState state, Duration delay) {
    Finish finish =
        after(claim(attempts, true, ambiguous, left), new NotSent("dns_error", false), false)
            .finish();

    assertThat(finish.state()).isEqualTo(state);
    assertThat(finish.delay()).isEqualTo(delay);
  }

  @ParameterizedTest
  @CsvSource({
    // status, header, left, state, delay, pause of the whole network
    "429, 120,         P14D, PENDING, PT2M, PT2M",
    "503, 120,         P14D, PENDING, PT2M, PT2M",
    "500, 120,         P14D, PENDING, PT2M,",
    "429, 1,           P14D, PENDING, PT5S, PT1S",
    "429, 999999999,   P14D, PENDING, PT6H, PT6H",
    "429, 99999999999, P14D, PENDING, PT6H, PT6H",
    "429, 3600,        PT1H, PENDING, PT59M55S, PT59M55S", // the last try, before the deadline
    "500, 999999999,   PT1H, PENDING, PT59M55S,",
    "429, 3600,        PT5S, EXPIRED, PT0S, PT1H",
  })
  void retryAfter_isHonouredAndCapped(
      int status,
      String header,
      Duration left,
      PostbackState state,
      Duration delay,
      Duration pause) {
    Outcome outcome =
        answered(
            claim(1, true, false, left), new Answered(status, "", header), Meaning.NOT_PROCESSED);

    assertThat(outcome.finish().state()).isEqualTo(state);
    assertThat(outcome.finish().delay()).isEqualTo(delay);
    assertThat(outcome.pause()).isEqualTo(pause);
  }

  @Test
  void probe_thatFails_costsNoAttempt() {
    assertThat(after(claim(3, true, false, FAR), new NotSent("dns_error", false), true).finish())
        .extracting(Finish::state, Finish::attempts)
        .containsExactly(PostbackState.PENDING, 2);
    assertThat(after(claim(10, true, true, FAR), new NoAnswer("reset"), true).finish())
        .extracting(Finish::state, Finish::attempts)
        .containsExactly(PostbackState.PENDING, 9);
  }

  @Test
  void probe_ofUnknownOutcome_parksWhatIsNotRepeatable() {
    assertThat(after(claim(3, false, false, FAR), new NoAnswer("timeout"), true).finish().state())
        .isEqualTo(PostbackState.UNCERTAIN);
  }

  @Test
  void reason_isCutAndCleaned() {
    Outcome outcome =
        outcomes.afterAttempt(
            claim(1, true, false, FAR),
            new Answered(200, "", null),
            new Answer(Meaning.REFUSED, "a\u0000b\nc\ud800d" + "x".repeat(600)),
            false,
            NOW);

    assertThat(outcome.finish().reason()).startsWith("a b c dx").hasSize(500);
  }

  @ParameterizedTest
  @CsvSource({
    // attempts, ambiguous, left, state, reason
    "11, false, P1D,  DEAD,      'attempts exhausted, the node died in the last one'",
    "1,  false, PT0S, EXPIRED,   deadline passed; earlier",
    "2,  true,  PT0S, UNCERTAIN, deadline passed; earlier",
  })
  void claim_thatMakesNoSense_isNotSent(
      int attempts, boolean ambiguous, Duration left, PostbackState state, String reason) {
    Outcome outcome = outcomes.beforeSending(claim(attempts, true, ambiguous, left), NOW);

    assertThat(outcome).isNotNull();
    assertThat(outcome.finish())
        .isEqualTo(new Finish("p", "t", state, Duration.ZERO, ambiguous, attempts - 1, reason));
    assertThat(outcome.sign()).isEqualTo(Sign.NONE);
  }

  @Test
  void claim_thatMakesSense_isSent() {
    assertThat(outcomes.beforeSending(claim(10, true, false, Duration.ofMillis(1)), NOW)).isNull();
  }

  private Outcome after(Claim claim, SendResult result, boolean probe) {
    return outcomes.afterAttempt(claim, result, null, probe, NOW);
  }

  private Outcome answered(Claim claim, Answered result, Meaning meaning) {
    return outcomes.afterAttempt(claim, result, new Answer(meaning, null), false, NOW);
  }

  private static Claim claim(int attempts, boolean repeatable, boolean ambiguous, Duration left) {
    return claim(attempts, repeatable, ambiguous, left, "earlier");
  }

  private static Claim claim(
      int attempts, boolean repeatable, boolean ambiguous, Duration left, String reason) {
    Postback postback =
        new Postback(
            "p",
            "n",
            "o",
            "sale",
            "",
            PostbackRequest.get("https://n.example/?t=1"),
            repeatable,
            PostbackState.IN_FLIGHT,
            attempts,
            ambiguous,
            reason,
            NOW.minusSeconds(60),
            NOW.plusSeconds(30),
            NOW.plus(left));
    return new Claim(postback, "t");
  }
}
