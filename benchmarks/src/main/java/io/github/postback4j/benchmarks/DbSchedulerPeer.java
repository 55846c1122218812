package io.github.postback4j.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * db-scheduler: 50 threads with lock-and-fetch, limits 0.5 and 4.0 as its docs/performance.md has
 * them for 50 threads. It joins the shop's transaction through a data source that hands out the
 * transaction's connection, as the README advises.
 */
final class DbSchedulerPeer implements Peer {

  private static final int THREADS = 50;
  private static final Set<String> ENDINGS = Set.of("close", "commit", "rollback", "setAutoCommit");

  private final Place place;
  private final List<String> urls;
  private final PeerCalls calls = new PeerCalls(THREADS);
  private final DataSource pool;
  private final OneTimeTask<String> task;
  private final SchedulerClient client;

  @SuppressWarnings("ThreadLocalUsage") // of this shop, not of all
  private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();

  DbSchedulerPeer(Place place, List<String> urls) throws SQLException {
    this.place = place;
    this.urls = urls;
    pool = place.pool(THREADS + 5);
    place.run(
        "CREATE TABLE scheduled_tasks (task_name TEXT NOT NULL, task_instance TEXT NOT NULL,"
            + " task_data BYTEA, execution_time TIMESTAMP WITH TIME ZONE, picked BOOLEAN NOT NULL,"
            + " picked_by TEXT, last_success TIMESTAMP WITH TIME ZONE, last_failure TIMESTAMP WITH"
            + " TIME ZONE, consecutive_failures INT, last_heartbeat TIMESTAMP WITH TIME ZONE,"
            + " version BIGINT NOT NULL, priority SMALLINT, state TEXT, PRIMARY KEY (task_name,"
            + " task_instance))",
        "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
        "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");
    task =
        Tasks.oneTime("postback", String.class)
            .execute((instance, context) -> calls.call(instance.getData()));
    client = SchedulerClient.Builder.create(ofTransaction(), task).build();
  }

  /** A data source of the connection that this thread's transaction is on. */
  private DataSource ofTransaction() {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              Connection connection = current.get();
              return connection == null ? pool.getConnection() : lent(connection);
            });
  }

  /** Not ended by whom it is lent to. */
  private static Connection lent(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (ENDINGS.contains(method.getName())) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public String title() {
    return "db-scheduler, " + THREADS + " threads";
  }

  @Override
  public void checkout(int from, int to) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      current.set(connection);
      try {
        Instant now = Instant.now();
        for (int i = from; i < to; i++) {
          Peer.insertOrder(connection, i);
          if (!client.scheduleIfNotExists(task.instance(Shop.orderId(i), urls.get(i)), now)) {
            throw new IllegalStateException("not scheduled");
          }
        }
      } finally {
        current.remove();
      }
      connection.commit();
    }
  }

  @Override
  public void settle() throws SQLException {
    place.run("VACUUM ANALYZE scheduled_tasks");
  }

  @Override
  public void send(int orders) throws SQLException, InterruptedException {
    calls.expect(orders);
    Scheduler scheduler =
        Scheduler.create(pool, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(0.5, 4.0)
            .pollingInterval(Duration.ofSeconds(1))
            .build();
    scheduler.start();
    calls.await();
    while (place.count("SELECT COUNT(*) FROM scheduled_tasks") > 0) {
      LockSupport.parkNanos(1_000_000);
    }
    scheduler.stop();
  }

  @Override
  public void clear() throws SQLException {
    place.run("TRUNCATE TABLE shop_order, scheduled_tasks");
  }

  @Override
  public void close() {
    calls.close();
  }
}
