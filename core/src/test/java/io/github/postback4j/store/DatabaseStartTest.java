package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** How the tables come to be, and what is said when they are not as they should be. */
class DatabaseStartTest {

  @Nested
  class OnPostgresql extends Rules {
    OnPostgresql() {
      super(TestDatabase.postgresql(), "schema-postgresql.sql");
    }
  }

  @Nested
  class OnPostgresqlWithoutAutoCommit extends Rules {
    OnPostgresqlWithoutAutoCommit() {
      super(TestDatabase.postgresql(pool -> pool.setAutoCommit(false)), "schema-postgresql.sql");
    }
  }

  @Nested
  class OnPostgresqlSerializable extends Rules {
    OnPostgresqlSerializable() {
      super(
          TestDatabase.postgresql(pool -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE")),
          "schema-postgresql.sql");
    }
  }

  @Nested
  class OnH2 extends Rules {
    OnH2() {
      super(TestDatabase.h2(), "schema-h2.sql");
    }
  }

  @Nested
  class OnAnSqlitePool extends Rules {
    OnAnSqlitePool(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder), "schema-sqlite.sql");
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Rules {

    final TestDatabase test;
    private final String script;

    Rules(TestDatabase test, String script) {
      this.test = test;
      this.script = script;
    }

    @BeforeEach
    void empty() {
      test.emptied();
    }

    @AfterAll
    void close() {
      test.close();
    }

    @Test
    void fiveNodesAtOnce_makeTheTablesAndShareTheSecret() throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(5);
      CountDownLatch go = new CountDownLatch(1);
      List<Future<String>> nodes = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        nodes.add(
            threads.submit(
                () -> {
                  Database node = Database.of(test.dataSource());
                  go.await();
                  node.start();
                  return node.keyedHash("key");
                }));
      }
      go.countDown();
      Set<String> hashes = new HashSet<>();
      for (Future<String> node : nodes) {
        hashes.add(node.get(60, TimeUnit.SECONDS));
      }
      threads.shutdownNow();

      assertThat(hashes).hasSize(1);
      assertThat(test.ask("SELECT COUNT(*) FROM postback4j_schema")).isEqualTo("1");
    }

    @Test
    void startedAgain_keepsTheSecret() {
      assertThat(hashOf(Database.of(test.dataSource())))
          .isEqualTo(hashOf(Database.of(test.dataSource())))
          .hasSize(43);
    }

    @Test
    void secretOfTheUser_isUsedInPlaceOfTheOneKept() {
      String kept = hashOf(Database.of(test.dataSource()));
      String own = hashOf(withSecret("0123456789abcdef"));

      assertThat(own).isNotEqualTo(kept).isEqualTo(hashOf(withSecret("0123456789abcdef")));
      assertThat(hashOf(withSecret("0123456789abcdeF"))).isNotEqualTo(own);
    }

    private Database withSecret(String secret) {
      return Database.builder(test.dataSource()).customerKeySecret(secret).build();
    }

    @Test
    void validateWithoutTables_namesTheScript() {
      assertThatThrownBy(() -> inMode(SchemaMode.VALIDATE).start())
          .isInstanceOf(StoreException.class)
          .hasMessage(
              "the Postback4j tables are absent: run the script io/github/postback4j/"
                  + script
                  + " of postback4j-core, or start with schema mode CREATE");
    }

    @Test
    void validateAfterTheScriptWasRunTwice_starts() throws Exception {
      runScript();
      runScript();

      assertThat(hashOf(inMode(SchemaMode.VALIDATE))).hasSize(43);
    }

    @Test
    void noneWithTables_startsAndChecksNothing() throws Exception {
      runScript();
      test.run("UPDATE postback4j_schema SET version = 99");

      assertThatCode(() -> inMode(SchemaMode.NONE).start()).doesNotThrowAnyException();
    }

    @Test
    void newerTables_areRefused() {
      hashOf(Database.of(test.dataSource()));
      test.run("UPDATE postback4j_schema SET version = 2");

      for (SchemaMode mode : List.of(SchemaMode.CREATE, SchemaMode.VALIDATE)) {
        assertThatThrownBy(() -> inMode(mode).start())
            .isInstanceOf(StoreException.class)
            .hasMessage(
                "the Postback4j tables are of version 2 and this library knows version 1: use the"
                    + " library that made them, or a later one");
      }
    }

    @Test
    void olderTables_areRefused() {
      hashOf(Database.of(test.dataSource()));
      test.run("UPDATE postback4j_schema SET version = 0");

      assertThatThrownBy(() -> inMode(SchemaMode.CREATE).start())
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("are of version 0 and this library needs version 1")
          .hasMessageContaining(script);
    }

    @Test
    void tableMissing_isToldAtTheStart() {
      hashOf(Database.of(test.dataSource()));
      test.run("DROP TABLE postback4j_click");

      assertThatThrownBy(() -> inMode(SchemaMode.VALIDATE).start())
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("are not as the script")
          .hasMessageContaining(script);
    }

    Database inMode(SchemaMode mode) {
      return Database.builder(test.dataSource()).schema(mode).build();
    }

    void runScript() throws Exception {
      try (InputStream in = Database.class.getResourceAsStream("/io/github/postback4j/" + script)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (String statement : text.split(";\\s*\n", -1)) {
          if (!statement.isBlank()) {
            test.run(statement);
          }
        }
      }
    }
  }

  private static String hashOf(Database database) {
    database.start();
    String hash = database.keyedHash("key");
    database.close();
    return hash;
  }

  @Test
  void beforeTheStart_nothingIsOpened() {
    Database database = Database.of(TestDatabase.unreachable());

    assertThatThrownBy(() -> database.keyedHash("key"))
        .isInstanceOf(StoreException.class)
        .hasMessage("the database is not started");
    assertThatThrownBy(database::start)
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the database cannot be opened: ");
  }

  @Test
  void shortSecret_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Database.builder(TestDatabase.unreachable()).customerKeySecret("0123456789abcde"))
        .withMessage("customerKeySecret must have at least 16 characters: 15");
  }
}
