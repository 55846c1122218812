package io.github.postback4j.faults;

import io.github.postback4j.store.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("faults")
class RowFaultsTest {

  @Nested
  class OnPostgresql extends RowFaultRules {
    OnPostgresql() {
      super(TestDatabase.postgresql());
    }
  }

  @Nested
  class OnPostgresqlWithoutAutoCommit extends RowFaultRules {
    OnPostgresqlWithoutAutoCommit() {
      super(TestDatabase.postgresql(pool -> pool.setAutoCommit(false)));
    }
  }

  @Nested
  class OnH2 extends RowFaultRules {
    OnH2() {
      super(TestDatabase.h2());
    }
  }

  @Nested
  class OnAnSqlitePool extends RowFaultRules {
    OnAnSqlitePool(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder));
    }
  }
}
