package io.github.postback4j.outbox;

import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The list of postbacks not yet finished, and the decisions made for orders: what tracking and
 * delivery do with it is here, what people and the housekeeper do in {@link OutboxCare}, what is
 * known about decisions in {@link OutboxDecisions}. Safe for use by many threads; a durable one by
 * many nodes. Every method throws {@code StoreException} if the store cannot do its work now; then
 * nothing of that call happened, or for {@link #finish} it may be called again with the same list.
 */
public interface Outbox extends OutboxCare, OutboxDecisions, AutoCloseable {

  /**
   * Opens what the outbox needs; tables are created or checked here.
   *
   * @throws io.github.postback4j.store.StoreException if it cannot be used, with what would be
   *     right
   */
  void start();

  /**
   * Sets who is told, on any thread and without waiting, that new postbacks became due here: after
   * the commit of the transaction they were added in. One at a time; null for nobody.
   */
  void onDue(@Nullable Runnable wake);

  /**
   * Runs {@code work} so that all it does with this outbox, and with a session store on the same
   * database, happens together or not at all: inside the caller's transaction under a savepoint, or
   * in a transaction of its own where the caller has none. An exception of {@code work} undoes its
   * own doing only, and is thrown on. Where the caller has no transaction and the database rolled
   * {@code work} back and asks for it again (a deadlock), {@code work} is run again.
   */
  <T> T atomically(Supplier<T> work);

  /**
   * Makes {@code decision} final and adds its postbacks, unless this order, goal and part were
   * decided before. Waits for a twin that another transaction has not yet committed.
   *
   * @param postbacks pending ones, those that {@code decision} names
   * @return the decision that holds: {@code decision} itself (same instance) if it was the first,
   *     the earlier one otherwise; then nothing was added
   * @throws OutboxFullException if it is bounded and has no room; then nothing was added
   */
  Decision decide(Decision decision, List<Postback> postbacks);

  /**
   * Which of these queues have a postback that is due now: one cheap question for all networks, to
   * be asked again and again while nothing happens.
   */
  Set<Queue> due(Collection<Queue> queues);

  /**
   * Claims postbacks that are due, the longest due first: they become in flight, their attempt is
   * counted, and until the lease ends nobody else gets them. One whose request cannot be read comes
   * without it, for the dispatcher to end; one that a newer version of this library wrote is left
   * to newer nodes.
   *
   * @param limit most to claim, at least 1
   * @param lease how long; by the store's own clock
   */
  List<Claim> claim(Queue queue, int limit, Duration lease);

  /**
   * Postbacks in flight whose lease ended because their node died: those that may be repeated
   * become pending again, marked ambiguous; the others uncertain.
   *
   * @param limit most to change in one call
   * @return those changed, as they are now
   */
  List<Postback> releaseExpired(int limit);

  /**
   * As {@link #releaseExpired(int)}, but leaves those alone that this node is still busy with: its
   * database's clock may have been set, and the lease of a call under way be over too soon. For an
   * outbox whose time cannot be set it is the same as without, as by default.
   *
   * @param limit most to change in one call
   * @param held IDs of the postbacks that this node is busy with
   * @return those changed, as they are now
   */
  default List<Postback> releaseExpired(int limit, Set<String> held) {
    return releaseExpired(limit);
  }

  /**
   * Writes what became of claimed postbacks, in one go. One whose claim no longer holds (its lease
   * ended and another node has it, or a person settled it) is left as it is.
   *
   * @return the IDs of those left as they are
   */
  Set<String> finish(List<Finish> finished);

  /**
   * Makes every pending postback due now, so that a dispatcher that closes can try each once more.
   * For an outbox in memory; a durable one keeps its due times and does nothing, as by default.
   */
  default void makeAllDue() {}

  /**
   * Takes no more postbacks: {@link #decide} refuses them from now on, so that a dispatcher that
   * closes loses none unseen. For an outbox in memory; a durable one goes on and does nothing, as
   * by default. May be called again.
   *
   * @return how many postbacks are held by transactions that have not ended yet; 0 by default
   */
  default long seal() {
    return 0;
  }

  /** Whether postbacks survive the end of this process. */
  boolean isDurable();

  /** Releases what {@link #start} opened. What is not finished stays, in a durable outbox. */
  @Override
  void close();

  /**
   * One network's postbacks that may be repeated after an attempt of unknown outcome, or those that
   * may not. They are claimed apart, because only the former may be claimed before they can be
   * sent.
   *
   * @param network its name
   * @param repeatable see {@link Postback#repeatable}
   */
  record Queue(String network, boolean repeatable) {}

  /**
   * A claimed postback.
   *
   * @param postback as claimed: in flight, attempt counted
   * @param token fences the claim: {@link #finish} does nothing with an outlived one
   */
  record Claim(Postback postback, String token) {}

  /**
   * What became of a claimed postback.
   *
   * @param id of the postback
   * @param token of its claim
   * @param state PENDING to try again, or a final state
   * @param delay for PENDING, how long from now by the store's clock; otherwise zero
   * @param ambiguous whether this or an earlier attempt may have been booked
   * @param attempts what the count of attempts is to be
   * @param reason in words, or null
   */
  record Finish(
      String id,
      String token,
      PostbackState state,
      Duration delay,
      boolean ambiguous,
      int attempts,
      @Nullable String reason) {

    /** Without the reason, which may hold a network's own words. */
    @Override
    public String toString() {
      return "Finish[" + id + ", " + state + ", attempts " + attempts + "]";
    }
  }

  /**
   * In this process's memory, with the defaults of {@link InMemoryOutboxBuilder}: what is waiting
   * at a crash is lost.
   */
  static InMemoryOutboxBuilder inMemory() {
    return new InMemoryOutboxBuilder();
  }

  /**
   * In this process's memory.
   *
   * @param maxPostbacks see {@link InMemoryOutboxBuilder#maxPostbacks}
   * @param clock what times shown are taken from
   * @param transaction so that what a rolled back transaction tracked is never sent
   */
  static Outbox inMemory(int maxPostbacks, Clock clock, CallerTransaction transaction) {
    return inMemory().maxPostbacks(maxPostbacks).clock(clock).transaction(transaction).build();
  }

  /** In a database, shared by all nodes; joins the caller's transaction. */
  static Outbox jdbc(Database database) {
    return new JdbcOutbox(database);
  }

  /**
   * In an SQLite file of its own, made if absent, with its folder: survives a crash; one process.
   * Needs {@code org.xerial:sqlite-jdbc} on the class path.
   */
  static Outbox file(Path file) {
    return new JdbcOutbox(Database.sqliteFile(file));
  }
}
