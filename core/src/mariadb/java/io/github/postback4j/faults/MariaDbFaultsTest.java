package io.github.postback4j.faults;

import io.github.postback4j.store.MariaDbServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

@Tag("faults")
class MariaDbFaultsTest {

  @Nested
  class DatabaseDown extends DatabaseDownRules {
    DatabaseDown() {
      super(MariaDbServer.database(pool -> {}), new SQLException("Deadlock found", "40001", 1213));
    }
  }

  @Nested
  class Rows extends RowFaultRules {
    Rows() {
      super(MariaDbServer.database(pool -> {}));
    }
  }

  @Nested
  class Nodes extends NodeFaultRules {
    Nodes() {
      super(MariaDbServer.database(pool -> {}));
    }
  }
}
