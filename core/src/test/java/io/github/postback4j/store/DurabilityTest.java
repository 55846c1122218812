package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void h2ThatWritesAtOnce_isFine() {
    start("jdbc:h2:file:" + folder.resolve("shop") + ";WRITE_DELAY=0");

    assertThat(messages()).isEmpty();
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
