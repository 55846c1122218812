package io.github.postback4j.session;

import io.github.postback4j.store.MariaDbServer;

class MariaDbSessionStoreTest extends JdbcSessionStoreContractTest.OnADataSource {
  MariaDbSessionStoreTest() {
    super(MariaDbServer.database(pool -> {}));
  }
}
