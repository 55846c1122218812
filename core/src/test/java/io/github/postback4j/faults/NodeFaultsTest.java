package io.github.postback4j.faults;

import io.github.postback4j.store.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("faults")
class NodeFaultsTest {

  @Nested
  class OnPostgresql extends NodeFaultRules {
    OnPostgresql() {
      super(TestDatabase.postgresql());
    }
  }

  @Nested
  class OnPostgresqlSerializable extends NodeFaultRules {
    OnPostgresqlSerializable() {
      super(
          TestDatabase.postgresql(
              pool -> pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE")));
    }
  }

  @Nested
  class OnH2 extends NodeFaultRules {
    OnH2() {
      super(TestDatabase.h2());
    }
  }

  @Nested
  class OnAnSqlitePool extends NodeFaultRules {
    OnAnSqlitePool(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder));
    }
  }
}
