package io.github.postback4j.testkit.simulator;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkDescription.Sample;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.RequestFaults;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What a network of any kind received, by its own declaration, bounded in number. One lock guards
 * it, so that a request and what it uses up become visible together. Thread-safe.
 */
final class PresetBooks implements ControlApi.Shown {

  private static final Set<String> FOLLOW_UPS =
      Set.of(Conversion.REFUND, Conversion.CANCEL, Conversion.STATUS);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition booked = lock.newCondition();
  private final Network network;
  private final PresetAnswers answers;
  private final Clock clock;
  private final History<PresetLedgerEntry> ledger;

  /** By what the network knows a request again, the one that was booked first. */
  private final Map<String, String> known;

  PresetBooks(Network network, PresetAnswers answers, Clock clock, int limit) {
    this.network = network;
    this.answers = answers;
    this.clock = clock;
    ledger = new History<>(limit);
    known = new LatestMap<>(limit);
  }

  /**
   * Checks a request, and books it unless it or a fault forbids it.
   *
   * @param fault null for none
   * @return the network's own answer
   */
  Sample take(PostbackRequest request, @Nullable Fault fault) {
    RequestFaults judged = network.check(request);
    lock.lock();
    try {
      RequestFaults check = orChange(judged, request);
      String told = fault == null ? null : fault.meaning();
      Outcome outcome;
      Sample answer;
      if (fault != null && !fault.books()) {
        outcome = outcomeOf(told);
        answer = told == null ? none(fault) : answers.meaning(check.goal(), check.part(), told);
      } else if (!check.isFine()) {
        outcome = Outcome.REFUSED;
        answer = answers.refused(check.goal(), check.part(), isUnauthorized(check));
      } else {
        outcome = isKnown(check, request) ? Outcome.DUPLICATE : Outcome.BOOKED;
        answer = answerOf(check, outcome, told);
      }
      Sample said = fault == null || told != null ? answer : said(fault, answer);
      ledger.add(
          new PresetLedgerEntry(
              clock.instant(),
              outcome,
              check.goal(),
              check.part(),
              check.values(),
              check.items().stream().filter(item -> !item.isEmpty()).toList(),
              check.faults(),
              said.status(),
              said.body(),
              request));
      booked.signalAll();
      return answer;
    } finally {
      lock.unlock();
    }
  }

  /** What differs from the sale that is known by its ID may be a change of it. */
  private RequestFaults orChange(RequestFaults judged, PostbackRequest request) {
    String key = judged.isFine() ? keyOf(judged, request) : null;
    String first = key == null ? null : known.get(key);
    if (first == null || first.equals(textOf(request))) {
      return judged;
    }
    RequestFaults change = network.checkFollowUp(request);
    return change != null && change.isFine() ? change : judged;
  }

  private static String textOf(PostbackRequest request) {
    return request.url() + "\n" + request.body();
  }

  private Sample answerOf(RequestFaults check, Outcome outcome, @Nullable String told) {
    if (told != null) {
      return answers.meaning(check.goal(), check.part(), told);
    }
    return outcome == Outcome.DUPLICATE
        ? answers.duplicate(check.goal(), check.part())
        : answers.good(check.goal(), check.part());
  }

  private static Outcome outcomeOf(@Nullable String told) {
    if (told == null) {
      return Outcome.FAILED;
    }
    return switch (told) {
      case PresetAnswers.DUPLICATE -> Outcome.DUPLICATE;
      case "not-processed", "unknown" -> Outcome.FAILED;
      default -> Outcome.REFUSED;
    };
  }

  private static Sample none(Fault fault) {
    return new Sample(fault.status(), fault.body(), "unknown");
  }

  /** What goes out where a fault stands between the network and its answer. */
  private static Sample said(Fault fault, Sample own) {
    return switch (fault.kind()) {
      case STATUS -> none(fault);
      case HANG -> new Sample(0, "[hang]", "unknown");
      case RESET -> new Sample(0, "[reset]", "unknown");
      case DELAY, ANSWER -> own;
    };
  }

  private static boolean isUnauthorized(RequestFaults check) {
    return check.faults().stream()
        .anyMatch(fault -> fault.kind() == RequestFaults.Kind.AUTHORIZATION);
  }

  /** Whether the network had it already; remembers it if not. */
  private boolean isKnown(RequestFaults check, PostbackRequest request) {
    String key = keyOf(check, request);
    return key != null && known.putIfAbsent(key, textOf(request)) != null;
  }

  /** What the network would know it again by; null if by nothing. */
  private @Nullable String keyOf(RequestFaults check, PostbackRequest request) {
    if (!check.part().isEmpty()) {
      // A further request adds to what is there: only the very same is known.
      return key(check, request.url(), request.body());
    }
    Map<String, String> values = check.values();
    return switch (network.deDuplication()) {
      case TRANSACTION_ID ->
          values.containsKey("transaction_id") && !FOLLOW_UPS.contains(check.goal())
              ? key(check, values.get("transaction_id"))
              : null;
      case UNIQUE_ID ->
          values.containsKey("unique_id") || values.containsKey("order_id")
              ? key(
                  check,
                  values.get("order_id"),
                  values.get("unique_id"),
                  values.get("refund_id"),
                  values.get("status"),
                  values.get("item.sku")) // there where each line has a request of its own
              : null;
      case NONE -> null;
    };
  }

  private static String key(RequestFaults check, @Nullable String... texts) {
    return check.goal() + check.part() + "\n" + String.join("\n", Arrays.asList(texts));
  }

  List<PresetLedgerEntry> ledger() {
    lock.lock();
    try {
      return ledger.all();
    } finally {
      lock.unlock();
    }
  }

  List<PresetLedgerEntry> latest(int count) {
    lock.lock();
    try {
      return ledger.newestFirst(count);
    } finally {
      lock.unlock();
    }
  }

  List<PresetLedgerEntry> with(Outcome outcome) {
    return ledger().stream().filter(entry -> entry.outcome() == outcome).toList();
  }

  /** The booked ones once there are {@code count}, or those there are in the end. */
  List<PresetLedgerEntry> awaitBooked(int count, Duration timeout) throws InterruptedException {
    long remaining = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (with(Outcome.BOOKED).size() < count && remaining > 0) {
        remaining = booked.awaitNanos(remaining);
      }
      return with(Outcome.BOOKED);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Buffer ledger(int last) throws IOException {
    return Json.presetLedger(History.last(ledger(), last));
  }

  @Override
  public Buffer requests(int last) throws IOException {
    return Json.presetRequests(History.last(ledger(), last));
  }

  /** As of TUNE's simulator, and {@code kind=answer} with {@code means}. */
  @Override
  public Fault fault(Map<String, String> fields) {
    return FaultFields.readWithAnswers(fields);
  }

  @Override
  public void clear() {
    lock.lock();
    try {
      ledger.clear();
      known.clear();
    } finally {
      lock.unlock();
    }
  }
}
