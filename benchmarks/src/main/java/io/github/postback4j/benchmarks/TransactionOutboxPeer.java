package io.github.postback4j.benchmarks;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.ExecutorSubmitter;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.ThreadLocalContextTransactionManager;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * transaction-outbox: 50 threads, a connection for each and some to spare, its queue without a
 * bound (one that is full puts work off by two minutes), one thread that flushes as the README
 * does. What it queues is due after two minutes; for the backlog it is made due at once.
 */
final class TransactionOutboxPeer implements Peer {

  private static final int THREADS = 50;

  /** What its entries call. */
  public interface Sending {
    void send(String url);
  }

  private final Place place;
  private final List<String> urls;
  private final PeerCalls calls = new PeerCalls(THREADS);
  private final ThreadLocalContextTransactionManager transactions;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final TransactionOutbox queueing;
  private final TransactionOutbox sending;

  TransactionOutboxPeer(Place place, List<String> urls) {
    this.place = place;
    this.urls = urls;
    transactions = TransactionManager.fromDataSource(place.pool(THREADS + 5));
    queueing = outbox((entry, work) -> {}); // a backlog: nothing goes out at the commit
    sending = outbox(ExecutorSubmitter.builder().executor(threads).build());
  }

  private TransactionOutbox outbox(Submitter submitter) {
    Sending target = calls::call;
    return TransactionOutbox.builder()
        .transactionManager(transactions)
        .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
        .instantiator(Instantiator.using(type -> target))
        .submitter(submitter)
        .build();
  }

  @Override
  public String title() {
    return "transaction-outbox, " + THREADS + " threads";
  }

  @Override
  public void checkout(int from, int to) throws SQLException {
    transactions.<SQLException>inTransactionThrows(
        transaction -> {
          for (int i = from; i < to; i++) {
            Peer.insertOrder(transaction.connection(), i);
            queueing.schedule(Sending.class).send(urls.get(i));
          }
        });
  }

  @Override
  public void settle() throws SQLException {
    place.run(
        "UPDATE txno_outbox SET nextattempttime = CAST('2000-01-01' AS TIMESTAMP)",
        "VACUUM FULL ANALYZE txno_outbox");
  }

  @Override
  public void send(int orders) throws SQLException, InterruptedException {
    calls.expect(orders);
    Thread flusher =
        new Thread(
            () -> {
              while (!Thread.interrupted()) {
                if (!sending.flush()) {
                  LockSupport.parkNanos(10_000_000);
                }
              }
            });
    flusher.start();
    calls.await();
    while (place.count("SELECT COUNT(*) FROM txno_outbox") > 0) {
      LockSupport.parkNanos(1_000_000);
    }
    flusher.interrupt();
    flusher.join();
  }

  @Override
  public void clear() throws SQLException {
    place.run("TRUNCATE TABLE shop_order, txno_outbox");
  }

  @Override
  public void close() {
    threads.shutdown();
    calls.close();
  }
}
