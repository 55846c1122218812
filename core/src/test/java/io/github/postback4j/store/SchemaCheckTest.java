package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Tables that somebody made or changed by hand. */
class SchemaCheckTest {

  private static final String DECISION_KEY = ",\n  PRIMARY KEY (order_id, goal, part)\n";

  @Nested
  class OnPostgresql extends Rules {
    OnPostgresql() {
      super(TestDatabase.postgresql(), "postgresql");
    }

    @Test
    void uniqueForSomeRowsOnly_isRefused() {
      make(Map.of(DECISION_KEY, "\n"));
      test.run(
          "CREATE UNIQUE INDEX dba ON postback4j_decision (order_id, goal, part)"
              + " WHERE decided_at > 0");

      assertRefused("table postback4j_decision has no primary key or unique index on (order_id,");
    }

    @Test
    void sameNamesInOtherSchemas_areNotLookedAt() {
      make(Map.of());
      for (String schema : new String[] {"another", "publi_"}) {
        test.run("CREATE SCHEMA " + schema);
        test.run("CREATE TABLE " + schema + ".postback4j_decision (order_id INT)");
      }

      assertStarts();
      assertThat(messages()).isEmpty();
    }

    @Test
    void viewInThePlaceOfATable_isBelieved() {
      make(Map.of());
      test.run("CREATE SCHEMA hidden");
      test.run("ALTER TABLE postback4j_decision SET SCHEMA hidden");
      test.run("CREATE VIEW postback4j_decision AS SELECT * FROM hidden.postback4j_decision");

      assertStarts();
      test.run("DROP VIEW postback4j_decision");
    }
  }

  @Nested
  class OnH2 extends Rules {
    OnH2() {
      super(TestDatabase.h2(), "h2");
    }
  }

  @Nested
  class OnH2InLowerCase extends Rules {
    OnH2InLowerCase() {
      super(
          TestDatabase.pool(
              "jdbc:h2:mem:check;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
              pool -> {}),
          "h2");
    }
  }

  @Nested
  class OnSqlite extends Rules {
    OnSqlite(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder), "sqlite");
    }

    @Test
    void numbersForTexts_areRefused() {
      make(Map.of("order_id VARCHAR(190)", "order_id INTEGER"));

      assertRefused("column postback4j_decision.order_id is integer, and should be text");
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Rules {

    final TestDatabase test;
    private final String dialect;
    private final Logger logger = (Logger) org.slf4j.LoggerFactory.getLogger(SchemaCheck.class);
    private ListAppender<ILoggingEvent> log = new ListAppender<>();

    Rules(TestDatabase test, String dialect) {
      this.test = test;
      this.dialect = dialect;
    }

    @BeforeEach
    void empty() {
      test.emptied();
      log = new ListAppender<>();
      log.start();
      logger.addAppender(log);
    }

    @AfterEach
    void stop() {
      logger.detachAppender(log);
    }

    @AfterAll
    void close() {
      test.close();
    }

    @Test
    void decisionsWithoutTheirKey_areRefused() {
      make(Map.of(DECISION_KEY, "\n"));

      for (SchemaMode mode : new SchemaMode[] {SchemaMode.VALIDATE, SchemaMode.CREATE}) {
        assertThatThrownBy(() -> start(mode))
            .isInstanceOf(StoreException.class)
            .hasMessage(
                "the Postback4j tables are not as the script io/github/postback4j/schema-"
                    + dialect
                    + ".sql of postback4j-core makes them: table postback4j_decision has no primary"
                    + " key or unique index on (order_id, goal, part), without which one conversion"
                    + " can be stored, and paid, twice");
      }
    }

    @Test
    void clicksWithoutTheirKey_areRefused() {
      make(Map.of("UNIQUE (key_hash, click_hash)", "CHECK (seq > 0)"));

      assertRefused("table postback4j_click has no primary key or unique index on (key_hash,");
    }

    @Test
    void uniqueIndexInThePlaceOfTheKey_isFine() {
      make(Map.of(DECISION_KEY, "\n"));
      test.run("CREATE UNIQUE INDEX dba ON postback4j_decision (goal, part, order_id)");

      assertStarts();
      assertThat(messages()).isEmpty();
    }

    @Test
    void narrowTypes_areRefusedUnlessTheyHoldAllTheSame() {
      make(Map.of("due_at BIGINT", "due_at INT", "part VARCHAR(100)", "part VARCHAR(10)"));

      if (dialect.equals("sqlite")) {
        assertStarts();
      } else {
        assertRefused("column postback4j_postback.due_at is int", "and should be BIGINT");
        assertRefused("column postback4j_decision.part holds 10 characters, and should hold 100");
      }
    }

    @Test
    void whatADatabaseAdministratorAdds_isFine() {
      make(
          Map.of(
              "decided_at BIGINT", "decided_at NUMERIC(20)",
              "SMALLINT", "BIGINT",
              "VARCHAR(60)", "VARCHAR(255)"));
      test.run("ALTER TABLE postback4j_postback ADD COLUMN note VARCHAR(20) DEFAULT 'none'");
      test.run("CREATE INDEX dba ON postback4j_postback (network, state)");

      assertStarts();
      assertThat(messages()).isEmpty();
    }

    @Test
    void indexMissing_isWarnedOf() {
      make(Map.of());
      test.run("DROP INDEX postback4j_postback_due");

      assertStarts();
      assertThat(messages())
          .contains("WARN", "schema-" + dialect + ".sql", "postback4j_postback (")
          .contains("network, repeatable, due_at, id)")
          .doesNotContain("finished_at");
    }

    @Test
    void tablesOfTheLibraryItself_areFine() {
      start(SchemaMode.CREATE);
      assertStarts();
      assertThat(messages()).isEmpty();
    }

    /** Runs the script with some words replaced. */
    void make(Map<String, String> words) {
      String text;
      try (InputStream in =
          Database.class.getResourceAsStream("/io/github/postback4j/schema-" + dialect + ".sql")) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (java.io.IOException e) {
        throw new UncheckedIOException(e);
      }
      for (Map.Entry<String, String> word : words.entrySet()) {
        assertThat(text).contains(word.getKey());
        text = text.replace(word.getKey(), word.getValue());
      }
      for (String statement : text.split(";\\s*\n", -1)) {
        if (!statement.isBlank()) {
          test.run(statement);
        }
      }
    }

    private void start(SchemaMode mode) {
      Database database = Database.builder(test.dataSource()).schema(mode).build();
      database.start();
      database.close();
    }

    void assertStarts() {
      start(SchemaMode.VALIDATE);
    }

    void assertRefused(String... words) {
      assertThatThrownBy(() -> start(SchemaMode.VALIDATE))
          .isInstanceOf(StoreException.class)
          .hasMessageContainingAll(words);
    }

    String messages() {
      StringBuilder all = new StringBuilder();
      log.list.forEach(
          event ->
              all.append(event.getLevel())
                  .append(' ')
                  .append(event.getFormattedMessage())
                  .append('\n'));
      return all.toString();
    }
  }
}
