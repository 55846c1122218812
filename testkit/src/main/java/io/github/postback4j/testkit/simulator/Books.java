package io.github.postback4j.testkit.simulator;

import io.github.postback4j.testkit.simulator.ConversionRules.Decision;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Clicks, conversions and requests of the network, bounded in number. One lock guards them all, so
 * that a request, its conversion and what it uses up become visible together. Thread-safe.
 */
final class Books implements ControlApi.Shown {

  private static final int TRANSACTION_ID_LENGTH = 30;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition booked = lock.newCondition();
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<String, ClickSession> clicks;
  private final Map<String, Boolean> uniqueIds;
  private final History<LedgerEntry> ledger;
  private final History<ReceivedRequest> requests;
  private final ConversionRules rules;
  private int bookedCount;
  private Map<String, List<String>> latestHeaders = Map.of();

  Books(NetworkSetup setup, Clock clock, RandomGenerator random, int limit) {
    this.clock = clock;
    this.random = random;
    clicks = new LatestMap<>(limit);
    uniqueIds = new LatestMap<>(limit);
    ledger = new History<>(limit);
    requests = new History<>(limit);
    rules = new ConversionRules(setup, clicks, uniqueIds);
  }

  ClickSession click(long offerId, long partnerId) {
    lock.lock();
    try {
      String id = newTransactionId();
      while (clicks.containsKey(id)) {
        id = newTransactionId();
      }
      ClickSession click = new ClickSession(id, offerId, partnerId, clock.instant());
      clicks.put(id, click);
      return click;
    } finally {
      lock.unlock();
    }
  }

  /** TUNE's samples: 30 lower-case hex characters that begin with 102. */
  private String newTransactionId() {
    StringBuilder id = new StringBuilder(TRANSACTION_ID_LENGTH).append("102");
    while (id.length() < TRANSACTION_ID_LENGTH) {
      id.append(Character.forDigit(random.nextInt(16), 16));
    }
    return id.toString();
  }

  /**
   * Notes a conversion request and, unless a fault forbids it, books it.
   *
   * @param fault null for none
   * @return the network's own answer; without meaning if the fault does not book
   */
  String convert(
      String method, String target, Map<String, List<String>> headers, @Nullable Fault fault) {
    RequestTarget request = RequestTarget.parse(target);
    lock.lock();
    try {
      Instant now = clock.instant();
      if (fault != null && !fault.books()) {
        note(now, method, target, headers, answerOf(fault, ""));
        return "";
      }
      Decision decision = rules.decide(request, now);
      note(
          now,
          method,
          target,
          headers,
          fault == null ? decision.answer() : answerOf(fault, decision.answer()));
      if (decision.entry() != null) {
        book(decision.entry());
      }
      return decision.answer();
    } finally {
      lock.unlock();
    }
  }

  private void book(LedgerEntry entry) {
    LedgerEntry forgotten = ledger.add(entry);
    bookedCount += (entry.booked() ? 1 : 0) - (forgotten != null && forgotten.booked() ? 1 : 0);
    booked.signalAll();
  }

  private static String answerOf(Fault fault, String own) {
    return switch (fault.kind()) {
      case STATUS -> fault.body();
      case HANG -> "[hang]";
      case RESET -> "[reset]";
      case DELAY, ANSWER -> own;
    };
  }

  /** Notes a request that no rule applies to. */
  void unknown(String method, String target, Map<String, List<String>> headers, String answer) {
    lock.lock();
    try {
      note(clock.instant(), method, target, headers, answer);
    } finally {
      lock.unlock();
    }
  }

  private void note(
      Instant now, String method, String target, Map<String, List<String>> headers, String answer) {
    // One client sends the same headers again and again: keeping one copy keeps long runs small.
    if (!headers.equals(latestHeaders)) {
      latestHeaders = headers;
    }
    requests.add(new ReceivedRequest(now, method, target, latestHeaders, answer));
  }

  List<LedgerEntry> ledger() {
    lock.lock();
    try {
      return ledger.all();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Buffer ledger(int last) throws IOException {
    return Json.ledger(History.last(ledger(), last));
  }

  @Override
  public Buffer requests(int last) throws IOException {
    return Json.requests(History.last(requests(), last));
  }

  List<LedgerEntry> latestEntries(int count) {
    lock.lock();
    try {
      return ledger.newestFirst(count);
    } finally {
      lock.unlock();
    }
  }

  List<ReceivedRequest> requests() {
    lock.lock();
    try {
      return requests.all();
    } finally {
      lock.unlock();
    }
  }

  List<ReceivedRequest> latestRequests(int count) {
    lock.lock();
    try {
      return requests.newestFirst(count);
    } finally {
      lock.unlock();
    }
  }

  /** The booked conversions once there are {@code count}, or those there are in the end. */
  List<LedgerEntry> awaitBooked(int count, Duration timeout) throws InterruptedException {
    long remaining = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (bookedCount < count && remaining > 0) {
        remaining = booked.awaitNanos(remaining);
      }
      return onlyBooked();
    } finally {
      lock.unlock();
    }
  }

  List<LedgerEntry> booked() {
    lock.lock();
    try {
      return onlyBooked();
    } finally {
      lock.unlock();
    }
  }

  private List<LedgerEntry> onlyBooked() {
    List<LedgerEntry> sales = new ArrayList<>(ledger.all());
    sales.removeIf(entry -> !entry.booked());
    return List.copyOf(sales);
  }

  @Override
  public void clear() {
    lock.lock();
    try {
      clicks.clear();
      uniqueIds.clear();
      ledger.clear();
      bookedCount = 0;
      requests.clear();
    } finally {
      lock.unlock();
    }
  }
}
