package io.github.postback4j.session;

import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.SessionStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every session store, on real databases. */
class JdbcSessionStoreContractTest {

  @Nested
  class OnPostgresql extends OnADataSource {
    OnPostgresql() {
      super(TestDatabase.postgresql());
    }
  }

  @Nested
  class OnPostgresqlWithoutAutoCommit extends OnADataSource {
    OnPostgresqlWithoutAutoCommit() {
      super(TestDatabase.postgresql(pool -> pool.setAutoCommit(false)));
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
  abstract static class OnADataSource extends SessionStoreContract {

    private final TestDatabase database;

    OnADataSource(TestDatabase database) {
      this.database = database;
    }

    @Override
    protected SessionStore newStore() {
      return SessionStore.jdbc(Database.of(database.emptied().dataSource()), clock);
    }

    @AfterAll
    void close() {
      database.close();
    }
  }

  @Nested
  class InAFileOfItsOwn extends SessionStoreContract {

    @TempDir Path folder;

    @Override
    protected SessionStore newStore() {
      return SessionStore.jdbc(TestDatabase.patientFile(folder.resolve("sessions.db")), clock);
    }
  }
}
