package io.github.postback4j.delivery;

import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.Answer;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an attempt's result means for its postback: the one place where money is won, lost
 * or paid twice. Pure: nothing but its arguments, and chance for the jitter.
 */
final class Outcomes {

  private static final Duration LAST_CALL = Duration.ofMinutes(1);
  private static final int MOST_REASON = 500;
  private static final String NO_ANSWER = "no answer: ";
  private static final String ACCEPTED =
      "accepted, not yet applied: the network may still refuse it";
  private static final String NOT_ATTRIBUTED = "not attributed";
  private static final String MAYBE = "; an earlier attempt may have been booked";

  private final RetryPolicy retry;
  private final RandomGenerator random;

  Outcomes(RetryPolicy retry, RandomGenerator random) {
    this.retry = retry;
    this.random = random;
  }

  /** What an attempt says about the network as a whole. */
  enum Sign {
    /** It answered and meant it. */
    ANSWERED,
    /** It does not accept our credentials, or its URL is gone. */
    UNAUTHORIZED,
    /** It could not be reached, or what came was no answer. */
    TROUBLE,
    /** Nothing about the network. */
    NONE
  }

  /**
   * @param finish what to write
   * @param sign what it says about the network
   * @param code short and stable, for logs and metrics
   * @param pause how long the network asked everybody to wait, or null
   */
  record Outcome(Finish finish, Sign sign, String code, @Nullable Duration pause) {}

  /**
   * Decides before sending.
   *
   * @return null if {@code claim} is to be sent
   */
  @Nullable Outcome beforeSending(Claim claim, Instant now) {
    Postback postback = claim.postback();
    if (postback.request() == null) {
      return unsent(claim, PostbackState.DEAD, "the stored request cannot be read", "unreadable");
    }
    if (postback.attempts() > retry.maxAttempts()) {
      String reason = "attempts exhausted, the node died in the last one";
      return unsent(claim, PostbackState.DEAD, reason + maybe(postback.ambiguous()), "exhausted");
    }
    if (!now.isBefore(postback.deadline())) {
      return unsent(claim, expired(postback.ambiguous()), late(postback.reason()), "expired");
    }
    return null;
  }

  /** Gives a claim back that was not sent, as it was. */
  Finish giveBack(Claim claim) {
    return giveBack(claim, Duration.ZERO);
  }

  /** As {@link #giveBack(Claim)}, to be claimed again no sooner than after {@code delay}. */
  Finish giveBack(Claim claim, Duration delay) {
    Postback postback = claim.postback();
    return new Finish(
        postback.id(),
        claim.token(),
        PostbackState.PENDING,
        delay,
        postback.ambiguous(),
        Math.max(0, postback.attempts() - 1),
        postback.reason());
  }

  /**
   * Whether its last attempt met an idle connection that was dead: the next one needs a new one.
   */
  static boolean wasStale(Postback postback) {
    return (NO_ANSWER + SendCodes.STALE).equals(postback.reason());
  }

  /**
   * Decides after an attempt.
   *
   * @param answer the network's reading of {@code result}; null unless it is an {@code Answered},
   *     or the begin of one whose status says enough
   * @param probe whether it was to find out if a paused network is back; failing costs no attempt
   */
  Outcome afterAttempt(
      Claim claim, SendResult result, @Nullable Answer answer, boolean probe, Instant now) {
    Attempt attempt = new Attempt(claim, probe, now);
    if (result instanceof NotSent notSent) {
      return notSent(attempt, notSent);
    }
    if (result instanceof NoAnswer noAnswer) {
      Answered begun = noAnswer.begun();
      return begun == null || answer == null
          ? noAnswer(attempt, noAnswer)
          : answered(attempt, begun, brokenOff(begun, answer, noAnswer.code()));
    }
    if (result instanceof Answered answered && answer != null) {
      return answered(attempt, answered, answer);
    }
    throw new IllegalArgumentException("an answer needs its reading");
  }

  /**
   * Decides after an answer that turns everybody away, from a network that is paused for it: this
   * order is not to pay for our configuration, so it waits, and the attempt is not counted.
   */
  Outcome turnedAway(Claim claim, Answer answer, Instant now) {
    Attempt attempt = new Attempt(claim, true, now);
    String reason = answer.reason() == null ? "unauthorized" : answer.reason();
    Finish finish = again(attempt, attempt.postback.ambiguous(), reason, null, false);
    return new Outcome(finish, Sign.UNAUTHORIZED, "refused", null);
  }

  /** Whether a refusal is not about the order: our credentials, or a URL that is gone (410). */
  static boolean isAboutUs(SendResult result, Answer answer) {
    boolean gone = result instanceof Answered answered && answered.status() == 410;
    return answer.unauthorized() || (gone && answer.meaning() == Answer.Meaning.REFUSED);
  }

  private Outcome notSent(Attempt attempt, NotSent result) {
    String code = result.code();
    if (code.equals(SendCodes.CLOSED)) {
      return new Outcome(giveBack(attempt.claim), Sign.NONE, code, null);
    }
    if (result.permanent()) {
      Sign sign = code.equals("bad_request") ? Sign.NONE : Sign.TROUBLE;
      String reason = "not sent: " + code + maybe(attempt.postback.ambiguous());
      return finished(
          attempt, PostbackState.DEAD, attempt.postback.ambiguous(), reason, sign, code);
    }
    Finish finish = again(attempt, attempt.postback.ambiguous(), "not sent: " + code, null, false);
    Sign sign = code.equals(SendCodes.BUSY) ? Sign.NONE : Sign.TROUBLE;
    return new Outcome(finish, sign, code, null);
  }

  private Outcome noAnswer(Attempt attempt, NoAnswer result) {
    String code = result.code();
    boolean ours = code.equals(SendCodes.CLOSED) || code.equals(SendCodes.STALE);
    Sign sign = ours ? Sign.NONE : Sign.TROUBLE;
    String reason = NO_ANSWER + code;
    if (!attempt.postback.repeatable()) {
      return finished(attempt, PostbackState.UNCERTAIN, true, reason, sign, code);
    }
    // Once, however many attempts there were.
    boolean atOnce = code.equals(SendCodes.STALE) && !wasStale(attempt.postback);
    return new Outcome(again(attempt, true, reason, null, atOnce), sign, code, null);
  }

  private Outcome answered(Attempt attempt, Answered result, Answer answer) {
    boolean ambiguous = attempt.postback.ambiguous();
    String code = answer.meaning().name().toLowerCase(Locale.ROOT);
    String reason = moved(result, answer.reason());
    return switch (answer.meaning()) {
      case RECORDED ->
          finished(attempt, PostbackState.RECORDED, ambiguous, reason, Sign.ANSWERED, code);
      case ACCEPTED -> {
        String words = reason == null ? ACCEPTED : ACCEPTED + ": " + reason;
        yield finished(attempt, PostbackState.RECORDED, ambiguous, words, Sign.ANSWERED, code);
      }
      case NOT_ATTRIBUTED -> {
        // After an attempt of unknown outcome it may be that this one found the click used up by
        // that one. But a network that de-duplicates calls that a duplicate, and another is not
        // asked twice; so it counts as a no, and the reason tells a person of the doubt.
        String words = NOT_ATTRIBUTED + (reason == null ? "" : ": " + reason) + maybe(ambiguous);
        yield finished(attempt, PostbackState.REFUSED, ambiguous, words, Sign.ANSWERED, code);
      }
      case DUPLICATE -> {
        // Ours only if an earlier attempt of this very postback may have been booked.
        PostbackState state = ambiguous ? PostbackState.RECORDED : PostbackState.DUPLICATE;
        yield finished(attempt, state, ambiguous, reason, Sign.ANSWERED, code);
      }
      case REFUSED -> {
        Sign sign = isAboutUs(result, answer) ? Sign.UNAUTHORIZED : Sign.ANSWERED;
        yield finished(attempt, PostbackState.REFUSED, ambiguous, reason, sign, code);
      }
      case NOT_PROCESSED -> repeat(attempt, result, ambiguous, reason, code);
      case UNKNOWN -> {
        if (attempt.postback.repeatable()) {
          yield repeat(attempt, result, true, reason, code);
        }
        Outcome parked =
            finished(
                attempt,
                PostbackState.UNCERTAIN,
                true,
                orStatus(reason, result.status()),
                Sign.TROUBLE,
                code);
        yield new Outcome(parked.finish, parked.sign, code, pause(attempt, result));
      }
    };
  }

  private Outcome repeat(
      Attempt attempt, Answered result, boolean ambiguous, @Nullable String reason, String code) {
    Duration asked = retryAfter(attempt, result);
    String words = orStatus(reason, result.status());
    Finish finish = again(attempt, ambiguous, words, asked, false);
    Duration pause = pause(attempt, result);
    if (pause != null && finish.state() == PostbackState.PENDING) {
      pause = min(pause, finish.delay()); // or its last try would find the network paused
    }
    return new Outcome(finish, Sign.TROUBLE, code, pause);
  }

  /** To be tried again later, unless attempts or time are used up. */
  private Finish again(
      Attempt attempt, boolean ambiguous, String reason, @Nullable Duration asked, boolean atOnce) {
    Postback postback = attempt.postback;
    int attempts = attempt.probe ? Math.max(0, postback.attempts() - 1) : postback.attempts();
    if (attempts >= retry.maxAttempts()) {
      String words = reason + "; gave up after " + attempts + " attempts" + booked(ambiguous);
      return attempt.finish(PostbackState.DEAD, Duration.ZERO, ambiguous, attempts, words);
    }
    Duration left = Duration.between(attempt.now, postback.deadline());
    Duration lastCall = min(LAST_CALL, retry.initialDelay());
    if (left.compareTo(lastCall) <= 0) {
      return attempt.finish(expired(ambiguous), Duration.ZERO, ambiguous, attempts, late(reason));
    }
    Duration delay = atOnce ? Duration.ZERO : retry.delayAfter(attempts, random);
    if (asked != null && asked.compareTo(delay) > 0) {
      delay = asked;
    }
    delay = min(delay, left.minus(lastCall)); // one more try just before the deadline
    return attempt.finish(PostbackState.PENDING, delay, ambiguous, attempts, reason);
  }

  private Outcome finished(
      Attempt attempt,
      PostbackState state,
      boolean ambiguous,
      @Nullable String reason,
      Sign sign,
      String code) {
    Finish finish =
        attempt.finish(state, Duration.ZERO, ambiguous, attempt.postback.attempts(), reason);
    return new Outcome(finish, sign, code, null);
  }

  private static Outcome unsent(Claim claim, PostbackState state, String reason, String code) {
    Postback postback = claim.postback();
    int attempts = Math.max(0, postback.attempts() - 1);
    Finish finish =
        new Finish(
            postback.id(),
            claim.token(),
            state,
            Duration.ZERO,
            postback.ambiguous(),
            attempts,
            clean(reason));
    return new Outcome(finish, Sign.NONE, code, null);
  }

  private @Nullable Duration retryAfter(Attempt attempt, Answered result) {
    return RetryAfter.parse(result.retryAfter(), attempt.now, retry.maxRetryAfter());
  }

  /** Only 429 and 503 speak for the network as a whole. */
  private @Nullable Duration pause(Attempt attempt, Answered result) {
    boolean whole = result.status() == 429 || result.status() == 503;
    return whole ? retryAfter(attempt, result) : null;
  }

  private static Answer brokenOff(Answered begun, Answer answer, String code) {
    String words = orStatus(answer.reason(), begun.status());
    String reason = words + "; the answer broke off: " + code;
    return new Answer(answer.meaning(), reason, answer.unauthorized());
  }

  private static @Nullable String moved(Answered result, @Nullable String reason) {
    return result.movedTo() == null
        ? reason
        : orStatus(reason, result.status()) + ", moved to " + result.movedTo();
  }

  private static PostbackState expired(boolean ambiguous) {
    return ambiguous ? PostbackState.UNCERTAIN : PostbackState.EXPIRED;
  }

  private static String late(@Nullable String reason) {
    return reason == null ? "deadline passed" : "deadline passed; " + reason;
  }

  private static String orStatus(@Nullable String reason, int status) {
    return reason == null ? "HTTP " + status : reason;
  }

  private static String maybe(boolean ambiguous) {
    return ambiguous ? MAYBE : "";
  }

  private static String booked(boolean ambiguous) {
    return ambiguous ? "; one of them may have been booked" : "";
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Cut to a length, and without characters that some database refuses. */
  private static @Nullable String clean(@Nullable String reason) {
    if (reason == null) {
      return null;
    }
    StringBuilder text = new StringBuilder(Math.min(reason.length(), MOST_REASON));
    reason
        .codePoints()
        .limit(MOST_REASON)
        .map(c -> Character.isISOControl(c) || (c >= 0xd800 && c <= 0xdfff) ? ' ' : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private record Attempt(Claim claim, Postback postback, boolean probe, Instant now) {

    Attempt(Claim claim, boolean probe, Instant now) {
      this(claim, claim.postback(), probe, now);
    }

    Finish finish(
        PostbackState state,
        Duration delay,
        boolean ambiguous,
        int attempts,
        @Nullable String reason) {
      return new Finish(
          postback.id(), claim.token(), state, delay, ambiguous, attempts, clean(reason));
    }
  }
}
