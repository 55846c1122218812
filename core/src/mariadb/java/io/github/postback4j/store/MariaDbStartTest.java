package io.github.postback4j.store;

class MariaDbStartTest extends DatabaseStartTest.Rules {
  MariaDbStartTest() {
    super(MariaDbServer.database(pool -> {}), "schema-mariadb.sql");
  }
}
