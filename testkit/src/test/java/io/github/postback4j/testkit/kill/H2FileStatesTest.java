package io.github.postback4j.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.Database;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop on H2, killed after each of some hundred writes to its file. H2 writes what several
 * transactions change as one image, but takes that image table by table and index by index while
 * they go on, so that it may hold a part of a transaction; as a rule the next image mends it (H2
 * issue 2080). One that is the last, because the process was killed, leaves postbacks without their
 * order, orders without postbacks, or rows that an index does not know. With one connection there
 * is one transaction at a time, and every image is whole.
 *
 * <p>{@code -Dpostback4j.h2.connections=4 -Dpostback4j.h2.states=3000} shows what happens with
 * more.
 */
@Tag("faults")
@Tag("kill")
@Timeout(1800)
final class H2FileStatesTest {

  private static final int CONNECTIONS = Integer.getInteger("postback4j.h2.connections", 1);
  private static final int STATES = Integer.getInteger("postback4j.h2.states", 300);
  private static final int STATES_OF_A_FILE = 100;
  private static final int ALL = 1_000_000;

  @TempDir private Path folder;

  @BeforeAll
  static void register() {
    FilePath.register(new FileStates());
  }

  @Test
  void fault36_h2WithOneConnection_isWholeAfterEveryWrite() throws Exception {
    List<String> problems = new ArrayList<>();
    int read = 0;
    int orders = 0;
    while (read < STATES) {
      BlockingQueue<FileStates.State> states = new ArrayBlockingQueue<>(4);
      try (Running running = new Running(folder.resolve("shop" + read), states)) {
        for (int i = 0; i < STATES_OF_A_FILE; i++) {
          FileStates.State state = states.poll(1, TimeUnit.MINUTES);
          assertThat(state).as("H2 writes").isNotNull();
          orders += problems(state, folder.resolve("killed" + read++), problems);
        }
        running.endsWell();
      }
    }
    assertThat(problems).as("%s states, %s connections", read, CONNECTIONS).isEmpty();
    assertThat(orders).as("orders seen in all states").isGreaterThan(STATES);
  }

  /** Opens it as a shop does that was killed; returns how many orders there are. */
  private static int problems(FileStates.State state, Path file, List<String> problems)
      throws IOException, SQLException {
    Path database = Path.of(file + ".mv.db");
    Files.write(database, state.file().array());
    JdbcDataSource pool = new JdbcDataSource();
    pool.setURL("jdbc:h2:file:" + file + ";WRITE_DELAY=0");
    Set<String> found = new TreeSet<>();
    try (Connection connection = pool.getConnection()) {
      if (!hasTables(connection)) {
        return 0; // of the first writes of all
      }
      Set<String> orders = texts(connection, "SELECT id FROM shop_order");
      Set<String> postbacks =
          texts(
              connection,
              "SELECT order_id || ' ' || network FROM postback4j_postback USE INDEX ()"
                  + " ORDER BY _ROWID_");
      Set<String> expected = new TreeSet<>();
      for (String order : orders) {
        for (ShopNetwork network : ShopNetwork.values()) {
          expected.add(order + " " + network.text());
        }
      }
      differ(found, "orders lost", without(state.kept(), orders));
      differ(found, "orders without postback", without(expected, postbacks));
      differ(found, "postbacks without order", without(postbacks, expected));
      Set<String> decisions = texts(connection, "SELECT order_id FROM postback4j_decision");
      differ(found, "orders without decision", without(orders, decisions));
      differ(found, "decisions without order", without(decisions, orders));
      Set<String> listed = listed(pool);
      differ(found, "postbacks not in the lists", without(postbacks, listed));
      differ(found, "in the lists, and no postbacks", without(listed, postbacks));
      if (!found.isEmpty()) {
        problems.add(file.getFileName() + " " + found);
        Path kept = Path.of("target", database.getFileName().toString());
        Files.copy(database, kept, StandardCopyOption.REPLACE_EXISTING);
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN IMMEDIATELY");
      } catch (SQLException expectedEnd) {
        assertThat(expectedEnd.getMessage()).contains("closed");
      }
      Files.delete(database);
      return orders.size();
    }
  }

  private static boolean hasTables(Connection connection) throws SQLException {
    return texts(
                connection,
                "SELECT LOWER(table_name) FROM information_schema.tables"
                    + " WHERE LOWER(table_name) IN ('shop_order', 'postback4j_postback')")
            .size()
        == 2;
  }

  /** By way of the indexes. */
  private static Set<String> listed(DataSource pool) {
    Set<String> listed = new TreeSet<>();
    try (Outbox outbox = Outbox.jdbc(Database.of(pool))) {
      outbox.start();
      for (PostbackState state : PostbackState.values()) {
        for (Postback postback : outbox.list(state, null, ALL)) {
          listed.add(postback.orderId() + " " + postback.network());
        }
      }
    }
    return listed;
  }

  private static Set<String> texts(Connection connection, String sql) throws SQLException {
    Set<String> texts = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    return all.stream()
        .filter(text -> !others.contains(text))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void differ(Set<String> found, String what, Set<String> which) {
    if (!which.isEmpty()) {
      found.add(what + " " + which);
    }
  }

  /** The shop and its networks. */
  private static final class Running implements AutoCloseable {
    private final List<NetworkSimulator> networks = new ArrayList<>();
    private final Set<String> kept = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final ShopStore store;
    private final ShopNode node;

    Running(Path file, BlockingQueue<FileStates.State> states) throws SQLException {
      List<String> urls = new ArrayList<>();
      for (ShopNetwork network : ShopNetwork.values()) {
        networks.add(network.open(0));
        urls.add(networks.get(networks.size() - 1).url());
      }
      FileStates.record(states, kept);
      store = new ShopStore("jdbc:h2:states:" + file + ";WRITE_DELAY=0", CONNECTIONS);
      store.createTables();
      node = new ShopNode("n1", store, urls, kept::add);
      node.open();
    }

    void endsWell() throws SQLException {
      node.close();
      assertThat(store.orders()).isEqualTo(kept);
    }

    @Override
    public void close() {
      node.close();
      store.close();
      networks.forEach(NetworkSimulator::close);
    }
  }
}
