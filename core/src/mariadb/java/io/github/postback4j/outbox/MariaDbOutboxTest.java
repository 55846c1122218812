package io.github.postback4j.outbox;

import io.github.postback4j.store.MariaDbServer;
import org.junit.jupiter.api.Nested;

class MariaDbOutboxTest {

  @Nested
  class Contract extends JdbcOutboxContractTest.OnADataSource {
    Contract() {
      super(MariaDbServer.database(pool -> {}));
    }
  }

  @Nested
  class ContractWithoutAutoCommit extends JdbcOutboxContractTest.OnADataSource {
    ContractWithoutAutoCommit() {
      super(MariaDbServer.database(pool -> pool.setAutoCommit(false)));
    }
  }

  @Nested
  class CallersTransaction extends CallersTransactionTest.Rules {
    CallersTransaction() {
      super(MariaDbServer.database(pool -> {}));
    }
  }
}
