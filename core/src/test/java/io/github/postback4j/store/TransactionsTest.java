package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class TransactionsTest {

  private TestDatabase test;
  private Database database;

  @BeforeAll
  void openDatabase() {
    test = TestDatabase.h2();
  }

  @AfterAll
  void closeDatabase() {
    test.close();
  }

  @BeforeEach
  void open() {
    database = Database.of(test.emptied().dataSource());
    database.start();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void deadlock_isTriedThreeTimesMore() {
    AtomicInteger tries = new AtomicInteger();

    int result = database.write(connection -> failing(tries, 3, "40001"));

    assertThat(result).isEqualTo(4);
  }

  @Test
  void deadlockThatLasts_isGivenUp() {
    AtomicInteger tries = new AtomicInteger();

    assertThatThrownBy(() -> database.write(connection -> failing(tries, 9, "40001")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("40001");
    assertThat(tries).hasValue(6);
  }

  @Test
  void otherFailure_isNotRepeated() {
    AtomicInteger tries = new AtomicInteger();

    assertThatThrownBy(() -> database.write(connection -> failing(tries, 1, "42000")))
        .isInstanceOf(StoreException.class);
    assertThat(tries).hasValue(1);
  }

  @Test
  void deadlockInTheCallersTransaction_isNotRepeated() throws SQLException {
    AtomicInteger tries = new AtomicInteger();
    try (Connection shop = test.dataSource().getConnection()) {
      shop.setAutoCommit(false);

      assertThatThrownBy(
              () ->
                  database.using(
                      shop, () -> database.write(connection -> failing(tries, 1, "40001"))))
          .isInstanceOf(StoreException.class);
      shop.rollback();
    }
    assertThat(tries).hasValue(1);
  }

  private static int failing(AtomicInteger tries, int times, String state) throws SQLException {
    if (tries.incrementAndGet() <= times) {
      throw new SQLException("on purpose", state);
    }
    return tries.get();
  }

  @Test
  void actionAfterTheCommit_isForWorkUnderWayOnly() {
    assertThatThrownBy(() -> database.afterCommit(() -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void actionAfterTheCommitThatFails_harmsNothing() {
    String result =
        database.write(
            connection -> {
              database.afterCommit(
                  () -> {
                    throw new IllegalStateException("on purpose");
                  });
              return "done";
            });

    assertThat(result).isEqualTo("done");
  }

  @Test
  void anotherConnectionInTheMiddleOfWork_isRefused() throws SQLException {
    try (Connection shop = test.dataSource().getConnection()) {
      assertThatThrownBy(
              () -> database.atomically(() -> database.using(shop, () -> "never reached")))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** A pool's validation query begins a transaction where auto-commit is off. */
  @Test
  void poolThatAskedSomethingFirst_workIsReadCommittedAllTheSame() throws SQLException {
    try (TestDatabase postgresql =
        TestDatabase.postgresql(
            pool -> {
              pool.setAutoCommit(false);
              pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
            })) {
      Database shop = Database.of(validated(postgresql.dataSource()));
      shop.start();

      assertThat(shop.write(TransactionsTest::isolation)).isEqualTo("read committed");
      assertThat(shop.statement(TransactionsTest::isolation)).isEqualTo("read committed");
      shop.close();
    }
  }

  private static String isolation(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW transaction_isolation")) {
      row.next();
      return row.getString(1);
    }
  }

  private static DataSource validated(DataSource pool) {
    return (DataSource)
        Proxy.newProxyInstance(
            TransactionsTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(pool, arguments);
              if (result instanceof Connection connection) {
                try (Statement statement = connection.createStatement()) {
                  statement.execute("SELECT 1");
                }
              }
              return result;
            });
  }

  /** Connector/J gives a wait for a lock that was too long the state of a deadlock. */
  @Test
  void lockWaitedForInVainOnMysql_isNoDeadlock() {
    SQLException lockWait = new SQLException("Lock wait timeout exceeded", "40001", 1205);

    assertThat(SqlErrors.isRollback(lockWait)).isFalse();
    assertThat(SqlErrors.isTransient(Dialect.MYSQL, lockWait)).isTrue();
    assertThat(SqlErrors.isRollback(new SQLException("Deadlock found", "40001", 1213))).isTrue();
  }

  @Test
  void message_holdsNoValueOfARow() {
    assertThat(SqlErrors.describe(new SQLException("Key (id)=(secret) exists", "23505")))
        .isEqualTo("SQLState 23505, error 0");
    assertThat(SqlErrors.describe(new SQLException("relation is away\nDetail: secret", "42P01")))
        .isEqualTo("relation is away (SQLState 42P01, error 0)");
  }
}
