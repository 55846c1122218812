package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work made of other work: when it has a connection, and what becomes of it without one. */
class LateTransactionTest {

  private final TestDatabase test = TestDatabase.h2();
  private final List<String> done = new ArrayList<>();
  private Database database;
  private boolean noConnection;
  private int failingCommits;

  @BeforeEach
  void open() {
    test.run("CREATE TABLE line (text VARCHAR(40))");
    database = Database.of(dataSource());
    database.start();
    done.clear();
  }

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  @Test
  void work_withoutAStatement_takesNoConnection() {
    assertThat(database.atomically(() -> "done")).isEqualTo("done");

    assertThat(done).isEmpty();
  }

  @Test
  void statements_areOneTransactionOnOneConnection() {
    database.atomically(
        () -> {
          insert("a");
          assertThat(count()).isEqualTo(1);
          insert("b");
          assertThat(test.ask("SELECT COUNT(*) FROM line")).isEqualTo("0");
          return "done";
        });

    assertThat(done).containsExactly("take", "commit", "give");
    assertThat(test.ask("SELECT COUNT(*) FROM line")).isEqualTo("2");
  }

  @Test
  void failureOfTheWork_undoesWhatItDid() {
    IllegalStateException failure = new IllegalStateException("on purpose");

    assertThatThrownBy(
            () ->
                database.atomically(
                    () -> {
                      insert("a");
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(done).containsExactly("take", "rollback", "give");
    assertThat(test.ask("SELECT COUNT(*) FROM line")).isEqualTo("0");
  }

  @Test
  void failureBeforeTheFirstStatement_hasNothingToUndo() {
    assertThatThrownBy(
            () ->
                database.atomically(
                    () -> {
                      throw new StoreException(
                          "another database", new SQLException("deadlock", "40001"));
                    }))
        .hasMessage("another database");

    assertThat(done).isEmpty();
  }

  @Test
  void noConnection_failsTheWorkOnceAndWhateverItMakesOfIt() {
    AtomicInteger runs = new AtomicInteger();
    noConnection = true;

    assertThatThrownBy(
            () ->
                database.atomically(
                    () -> {
                      runs.incrementAndGet();
                      try {
                        count();
                      } catch (StoreException e) {
                        noConnection = false; // too late for this work
                      }
                      try {
                        insert("a");
                      } catch (StoreException e) {
                        return "swallowed";
                      }
                      return "done";
                    }))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("all are taken");

    assertThat(runs).hasValue(1);
    assertThat(done).containsExactly("refuse");
    assertThat(test.ask("SELECT COUNT(*) FROM line")).isEqualTo("0");
  }

  @Test
  void deadlock_isTriedAgainWithAllOfTheWork() {
    AtomicInteger runs = new AtomicInteger();
    failingCommits = 1;

    database.atomically(
        () -> {
          runs.incrementAndGet();
          insert("a");
          return "done";
        });

    assertThat(runs).hasValue(2);
    assertThat(test.ask("SELECT COUNT(*) FROM line")).isEqualTo("1");
  }

  @Test
  void actionAfterTheCommit_isDoneWhenTheConnectionIsGivenBack() {
    database.atomically(
        () -> {
          insert("a");
          database.afterCommit(() -> done.add("told"));
          return "done";
        });

    assertThat(done).containsExactly("take", "commit", "give", "told");
  }

  private void insert(String text) {
    database.write(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("INSERT INTO line (text) VALUES ('" + text + "')");
          }
        });
  }

  private int count() {
    return database.read(
        connection -> {
          try (Statement statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT COUNT(*) FROM line")) {
            rows.next();
            return rows.getInt(1);
          }
        });
  }

  /** Tells what is done with its connections. */
  private DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, args) -> {
              if (noConnection) {
                done.add("refuse");
                throw new SQLException("all are taken", "08001");
              }
              done.add("take");
              return connection(test.dataSource().getConnection());
            });
  }

  private Connection connection(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, args) -> {
              switch (method.getName()) {
                case "commit" -> {
                  if (failingCommits-- > 0) {
                    throw new SQLException("deadlock", "40001");
                  }
                  done.add("commit");
                }
                case "rollback" -> done.add("rollback");
                case "close" -> done.add("give");
                default -> {}
              }
              try {
                return method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
