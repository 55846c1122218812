package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MariaDbStartTest extends DatabaseStartTest.Rules {
  MariaDbStartTest() {
    super(MariaDbServer.database(pool -> {}), "schema-mariadb.sql");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "decision DROP PRIMARY KEY | no primary key or unique index on (order_id, goal, part)",
        "click DROP INDEX postback4j_click_key | no primary key or unique index on (key_hash, click",
        "decision DROP COLUMN repeats | repeats",
        "postback MODIFY due_at INT | column postback4j_postback.due_at is int",
        "decision MODIFY goal VARCHAR(20) COLLATE utf8mb4_nopad_bin | and should hold 60",
        "decision MODIFY order_id VARCHAR(190) COLLATE utf8mb4_general_ci | upper and lower case"
      })
  void changedTable_isRefused(String change, String words) throws Exception {
    runScript();
    test.run("ALTER TABLE postback4j_" + change);

    assertThatThrownBy(() -> inMode(SchemaMode.VALIDATE).start())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("are not as the script")
        .hasMessageContaining(words);
  }

  @Test
  void widerTypesAndMoreColumns_areFine() throws Exception {
    runScript();
    test.run("ALTER TABLE postback4j_postback MODIFY due_at DECIMAL(20), ADD note TEXT");
    test.run("ALTER TABLE postback4j_postback MODIFY reason LONGTEXT, ADD INDEX dba (network)");
    test.run("ALTER TABLE postback4j_decision MODIFY networks LONGTEXT NOT NULL");

    assertThatCode(() -> inMode(SchemaMode.VALIDATE).start()).doesNotThrowAnyException();
  }
}
