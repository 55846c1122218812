package io.github.postback4j.examples.springshop;

import java.util.List;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes the shop's own tables; Postback4j sees to its own. */
@Component
class ShopSchema {

  ShopSchema(JdbcClient jdbc, DataSourceProperties properties) {
    // MariaDB takes A1 and a1 for the same order unless told not to.
    String suffix =
        properties.determineUrl().matches("jdbc:(mariadb|mysql):.*")
            ? " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
            : "";
    for (String table :
        List.of(
            """
            CREATE TABLE IF NOT EXISTS shop_order (
              order_id VARCHAR(190) NOT NULL PRIMARY KEY,
              kind VARCHAR(10) NOT NULL,
              customer_id VARCHAR(255),
              amount VARCHAR(64) NOT NULL,
              currency VARCHAR(3) NOT NULL,
              coupon VARCHAR(1024),
              items TEXT NOT NULL,
              reported_to VARCHAR(2000)
            )""",
            """
            CREATE TABLE IF NOT EXISTS shop_login (
              token VARCHAR(64) NOT NULL PRIMARY KEY,
              customer_id VARCHAR(255) NOT NULL
            )""")) {
      jdbc.sql(table + suffix).update();
    }
  }
}
