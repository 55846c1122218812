package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DurabilityTest {

  @TempDir Path folder;

  private final Logger logger = (Logger) LoggerFactory.getLogger(Durability.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  @Test
  void h2WithItsDefaults_warns() {
    start("jdbc:h2:file:" + folder.resolve("shop"));

    assertThat(messages()).contains("add WRITE_DELAY=0 to its URL");
  }

  @Test
  void h2ThatWritesAtOnce_onlySaysWhatItDoesNotKeep() {
    start("jdbc:h2:file:" + folder.resolve("shop") + ";WRITE_DELAY=0");

    assertThat(messages()).contains("give its pool one connection");
    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
  }

  @Test
  void h2WithItsOldInformationSchema_startsWithAWarning() {
    start("jdbc:h2:file:" + folder.resolve("shop") + ";OLD_INFORMATION_SCHEMA=TRUE");

    assertThat(messages()).contains("does not tell").contains("WRITE_DELAY=0");
  }

  /** There a track succeeded, and no look at the outbox ever. */
  @ParameterizedTest
  @ValueSource(strings = {"MSSQLServer", "STRICT", "Oracle"})
  void h2InAModeThatTheOutboxDoesNotSpeak_isRefused(String mode) {
    assertThatThrownBy(() -> start("jdbc:h2:mem:mode-" + mode + ";MODE=" + mode))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("LIMIT is not understood")
        .hasMessageContaining("MODE=REGULAR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REGULAR", "PostgreSQL", "MySQL", "MariaDB", "DB2", "HSQLDB", "LEGACY"})
  void h2InAnotherMode_starts(String mode) {
    start("jdbc:h2:mem:mode-" + mode + ";MODE=" + mode);

    assertThat(messages()).contains("H2 runs in memory");
  }

  @Test
  void h2ThatIgnoresCase_isRefused() {
    assertThatThrownBy(() -> start("jdbc:h2:mem:caseless;IGNORECASE=TRUE"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("postback4j_decision.order_id takes upper and lower case")
        .hasMessageContaining("without IGNORECASE=TRUE");
  }

  @Test
  void sqliteThatDoesNotForceToDisk_warns() {
    start("jdbc:sqlite:" + folder.resolve("shop.db") + "?synchronous=NORMAL");

    assertThat(messages()).contains("set synchronous=FULL");
  }

  @Test
  void sqliteWithoutBusyTimeOut_warns() {
    start("jdbc:sqlite:" + folder.resolve("shop.db") + "?busy_timeout=0");

    assertThat(messages()).contains("busy_timeout=3000");
  }

  @Test
  void sqliteWithItsDefaults_isSwitchedToItsWriteAheadLog() {
    String url = "jdbc:sqlite:" + folder.resolve("shop.db");
    start(url);

    assertThat(messages()).isEmpty();
    try (TestDatabase shop = TestDatabase.pool(url, pool -> {})) {
      assertThat(shop.ask("PRAGMA journal_mode")).isEqualTo("wal");
    }
  }

  private static void start(String url) {
    try (TestDatabase shop = TestDatabase.pool(url, pool -> {})) {
      Database database = Database.of(shop.dataSource());
      database.start();
      database.close();
    }
  }

  private String messages() {
    StringBuilder all = new StringBuilder();
    log.list.forEach(event -> all.append(event.getFormattedMessage()).append('\n'));
    return all.toString();
  }
}
