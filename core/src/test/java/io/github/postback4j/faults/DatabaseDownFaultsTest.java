package io.github.postback4j.faults;

import io.github.postback4j.store.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("faults")
class DatabaseDownFaultsTest {

  @Nested
  class OnPostgresql extends DatabaseDownRules {
    OnPostgresql() {
      super(TestDatabase.postgresql(), new SQLException("deadlock detected", "40P01"));
    }
  }

  @Nested
  class OnH2 extends DatabaseDownRules {
    OnH2() {
      super(TestDatabase.h2(), new SQLException("Deadlock detected", "40001", 40001));
    }
  }

  @Nested
  class OnAnSqlitePool extends DatabaseDownRules {
    OnAnSqlitePool(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder), new SQLException("[SQLITE_BUSY]", null, 5));
    }
  }
}
