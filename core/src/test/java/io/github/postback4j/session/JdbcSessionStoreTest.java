package io.github.postback4j.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.MutableClock;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store on a database asks of it: statements, purge, versions of the stored form. */
class JdbcSessionStoreTest {

  private static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final SessionKey ANNA = SessionKey.customer("anna");

  @Nested
  class OnPostgresql extends Rules {
    OnPostgresql() {
      super(TestDatabase.postgresql());
    }
  }

  @Nested
  class OnH2 extends Rules {
    OnH2() {
      super(TestDatabase.h2());
    }
  }

  @Nested
  class OnSqlite extends Rules {
    OnSqlite(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder));
    }
  }

  abstract static class Rules {

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> statements = new ArrayList<>();
    private final TestDatabase database;
    private final SessionStore store;

    Rules(TestDatabase database) {
      this.database = database;
      store = SessionStore.jdbc(Database.of(recorded(database.dataSource())), clock);
      store.start();
    }

    @AfterEach
    void close() {
      store.close();
      database.close();
    }

    @Test
    void capture_isOneReadAndOneWrite() {
      assertThat(statementsOf(() -> save("t-1"))).containsExactly("SELECT", "upsert");
      assertThat(statementsOf(() -> save("t-2"))).containsExactly("SELECT", "upsert");
    }

    @Test
    void captureThatChangesNothing_onlyReads() {
      save("t-1");

      assertThat(statementsOf(() -> save("t-1"))).containsExactly("SELECT");
    }

    @Test
    void lookUp_isOneStatement() {
      save("t-1");

      assertThat(statementsOf(() -> store.find(VISITOR))).containsExactly("SELECT");
    }

    @Test
    void linkAgain_onlyReadsTheTwoKeys() {
      save("t-1");
      store.link(VISITOR, ANNA, null);

      assertThat(statementsOf(() -> store.link(VISITOR, ANNA, null)))
          .containsExactly("SELECT", "SELECT");
    }

    @Test
    void whatIsNoLongerFirstOrLatest_isDeletedWithTheNextCapture() throws SQLException {
      for (int i = 0; i < 5; i++) {
        save("t-" + i);
        clock.advance(Duration.ofSeconds(1));
      }

      assertThat(rows()).isEqualTo(2);
    }

    @Test
    void purge_deletesWhatExpiredInBatchesAndNothingElse() throws SQLException {
      Instant soon = clock.instant().plusSeconds(60);
      for (int i = 0; i < 5; i++) {
        store.save(SessionKey.visitor("v" + i), click("t-" + i), soon);
      }
      store.save(SessionKey.visitor("v5"), click("t-5"), soon.plusMillis(1));
      store.save(SessionKey.visitor("v6"), click("t-6"), null);
      assertThat(store.purgeExpired(10)).isZero();
      clock.advance(Duration.ofSeconds(60));

      assertThat(store.purgeExpired(3)).isEqualTo(3);
      assertThat(store.purgeExpired(3)).isEqualTo(2);
      assertThat(store.purgeExpired(3)).isZero();

      assertThat(rows()).isEqualTo(2);
      assertThat(store.find(SessionKey.visitor("v5"))).hasSize(1);
      assertThat(store.find(SessionKey.visitor("v6"))).hasSize(1);
    }

    /** While a new version is rolled out, both use one table. */
    @Test
    void olderAndNewerVersion_leaveEachOthersClicksAlone() throws SQLException {
      SessionStore newer =
          new JdbcSessionStore(Database.of(database.dataSource()), clock, new ClickCodec(2));
      newer.start();
      save("old");
      newer.save(VISITOR, offer("new"), clock.instant().plusSeconds(60));

      assertThat(ids(store)).containsExactly("old");
      assertThat(ids(newer)).containsExactlyInAnyOrder("old", "new");
      for (int i = 0; i < 4; i++) {
        clock.advance(Duration.ofSeconds(1));
        save("old-" + i);
      }
      store.link(VISITOR, ANNA, null);
      assertThat(ids(store)).containsExactly("old", "old-3");
      assertThat(ids(newer)).containsExactlyInAnyOrder("old", "new", "old-3");
      assertThat(newer.find(ANNA)).hasSize(2);

      newer.link(VISITOR, ANNA, null);
      assertThat(newer.find(ANNA)).hasSize(3);
      assertThat(store.find(ANNA)).hasSize(2);
      newer.save(VISITOR, click("old-3"), null);
      assertThat(ids(store)).containsExactly("old", "old-3");
      newer.close();
    }

    private void save(String transactionId) {
      store.save(VISITOR, click(transactionId), null);
    }

    private Click click(String transactionId) {
      return new Click("acme", transactionId, null, null, Map.of(), clock.instant());
    }

    private Click offer(String transactionId) {
      return new Click("acme", transactionId, null, "7", Map.of(), clock.instant());
    }

    private static List<String> ids(SessionStore store) {
      return store.find(VISITOR).stream()
          .map(kept -> String.valueOf(kept.click().transactionId()))
          .toList();
    }

    private long rows() throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement();
          ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM postback4j_click")) {
        count.next();
        return count.getLong(1);
      }
    }

    /** The kinds of statements about clicks that {@code work} makes. */
    private List<String> statementsOf(Runnable work) {
      statements.clear();
      work.run();
      return statements.stream()
          .filter(sql -> sql.contains("postback4j_click"))
          .map(sql -> sql.startsWith("INSERT") || sql.startsWith("MERGE") ? "upsert" : word(sql))
          .toList();
    }

    private static String word(String sql) {
      return sql.substring(0, sql.indexOf(' '));
    }

    private DataSource recorded(DataSource real) {
      return proxy(
          DataSource.class,
          (self, method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof Connection connection ? recorded(connection) : result;
          });
    }

    private Connection recorded(Connection real) {
      return proxy(
          Connection.class,
          (self, method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
              statements.add((String) arguments[0]);
            }
            return call(real, method, arguments);
          });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
      return type.cast(
          Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments)
        throws ReflectiveOperationException, SQLException {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof SQLException cause) {
          throw cause;
        }
        throw e;
      }
    }
  }
}
