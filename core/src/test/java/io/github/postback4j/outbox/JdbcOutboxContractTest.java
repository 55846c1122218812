package io.github.postback4j.outbox;

import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.OutboxContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every outbox, on real databases. */
class JdbcOutboxContractTest {

  @Nested
  @Tag("server")
  class OnPostgresql extends OnADataSource {
    OnPostgresql() {
      super(TestDatabase.postgresql());
    }
  }

  @Nested
  @Tag("server")
  class OnPostgresqlWithoutAutoCommit extends OnADataSource {
    OnPostgresqlWithoutAutoCommit() {
      super(TestDatabase.postgresql(pool -> pool.setAutoCommit(false)));
    }
  }

  @Nested
  @Tag("server")
  class OnPostgresqlSerializable extends OnADataSource {
    OnPostgresqlSerializable() {
      super(
          TestDatabase.postgresql(
              pool -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE")));
    }
  }

  @Nested
  class OnH2 extends OnADataSource {
    OnH2() {
      super(TestDatabase.h2());
    }
  }

  @Nested
  class OnAnSqlitePool extends OnADataSource {
    OnAnSqlitePool(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder));
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class OnADataSource extends OutboxContract {

    private final TestDatabase database;

    OnADataSource(TestDatabase database) {
      this.database = database;
    }

    @Override
    protected Outbox newOutbox() {
      return Outbox.jdbc(Database.of(database.emptied().dataSource()));
    }

    @Override
    protected Outbox otherNode(Outbox outbox) {
      return Outbox.jdbc(Database.of(database.dataSource()));
    }

    @Override
    protected void advance(Duration time) {
      database.advance(time);
    }

    @AfterAll
    void close() {
      database.close();
    }
  }

  @Nested
  class InAFileOfItsOwn extends OutboxContract {

    @TempDir Path folder;

    @Override
    protected Outbox newOutbox() {
      return Outbox.jdbc(TestDatabase.patientFile(folder.resolve("new").resolve("outbox.db")));
    }

    @Override
    protected void advance(Duration time) {
      String url = "jdbc:sqlite:" + folder.resolve("new").resolve("outbox.db");
      try (TestDatabase file = TestDatabase.pool(url, pool -> {})) {
        file.advance(time);
      }
    }
  }
}
