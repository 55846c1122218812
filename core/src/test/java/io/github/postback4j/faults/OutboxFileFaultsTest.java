package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fault 40: the disk is full, or somebody else is at the file, or it is damaged. */
@Tag("faults")
class OutboxFileFaultsTest {

  @TempDir Path folder;

  private final Ledger ledger = new Ledger();
  private final LogLines log = new LogLines();
  private Path file;
  private Database database;
  private PostbackTracker node;

  @BeforeEach
  void open() {
    file = folder.resolve("outbox.db");
    open(TestDatabase.patientFile(file));
  }

  private void open(Database on) {
    database = on;
    node = tracker(on);
    node.start();
  }

  @AfterEach
  void close() {
    ledger.release();
    node.close(Duration.ofSeconds(5));
    ledger.close();
    log.close();
  }

  private PostbackTracker tracker(Database on) {
    return PostbackTracker.builder()
        .network(ledger.network())
        .database(on)
        .sender(PostbackSender.okHttp())
        .callTimeout(StoreFixture.CALL_TIMEOUT, StoreFixture.LEASE)
        .pollInterval(Duration.ofMillis(100))
        .build();
  }

  private String pragma(String pragma) {
    return database.read(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute("PRAGMA " + pragma)
                ? statement.getResultSet().getString(1)
                : "";
          }
        });
  }

  @Test
  void fault40_diskFull_trackSaysSoAtOnceAndWhatIsThereIsDelivered() {
    ledger.hold();
    StoreFixture.order(node, "early");
    List<String> kept = new ArrayList<>(List.of("early"));
    pragma("max_page_count = " + (Integer.parseInt(pragma("page_count")) + 4));

    TrackResult full = null;
    for (int i = 0; i < 2000 && !(full instanceof Failed); i++) {
      String order = "o-" + i;
      node.capture(SessionKey.order(order), "transaction_id=t-" + order);
      // Asked once: a page may come free between two attempts, and the second one be kept.
      TrackResult result = StoreFixture.track(node, order);
      if (result.queued().isEmpty()) {
        full = result;
      } else {
        kept.add(order);
      }
    }

    assertThat(full).isInstanceOf(Failed.class);
    assertThat(((Failed) full).reason()).contains("cannot grow, the disk is full");
    ledger.release();
    ledger.awaitRequests(kept.size());
    pragma("max_page_count = 1000000"); // room again
    StoreFixture.order(node, "late");
    kept.add("late");
    StoreFixture.deliver(node);
    assertThat(ledger.booked().keySet()).containsExactlyInAnyOrderElementsOf(kept);
    assertThat(ledger.booked()).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
  }

  @Test
  void fault40_readOnlyFile_trackSaysSoAndAllGoesOnWhenItCanBeWritten() {
    ledger.hold();
    StoreFixture.order(node, "o-1");
    StoreFixture.click(node, "o-2");
    ledger.awaitRequests(1);
    pragma("query_only = 1"); // a test that runs as root may write any file

    TrackResult result = StoreFixture.track(node, "o-2");

    assertThat(((Failed) result).reason()).contains("cannot be written; make it");
    ledger.release();
    Until.happens("noticed", () -> !log.with("The outbox fails while").isEmpty());
    pragma("query_only = 0");
    StoreFixture.queued(StoreFixture.track(node, "o-2"));
    StoreFixture.deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1, "o-2", 1));
  }

  @Test
  void fault40_lockedByASecondProcess_trackSaysSoInTimeAndAllGoesOnAfterwards() throws Exception {
    StoreFixture.click(node, "o-1");
    node.close();
    open(Database.sqliteFile(file)); // as impatient as a shop's
    Process other = SqliteLocker.start(file);
    try {
      long start = System.nanoTime();
      TrackResult result = StoreFixture.track(node, "o-1");

      // The second where the dispatcher is the one that waits for the lock.
      assertThat(((Failed) result).reason())
          .containsAnyOf("is locked by another process", "is busy for more than");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
      assertThatThrownBy(tracker(Database.sqliteFile(file))::start)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is locked by another process; only one may use it");
    } finally {
      other.destroyForcibly().waitFor();
    }

    Until.happens("tracked again", () -> StoreFixture.track(node, "o-1") instanceof Decided);
    StoreFixture.deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault40_notADatabase_isRefusedAtTheStartAndLeftAsItIs() throws IOException {
    node.close();
    Files.writeString(file, "no database ".repeat(500));

    assertThatThrownBy(tracker(Database.sqliteFile(file))::start)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged or not an SQLite file")
        .hasMessageContaining("-wal and -shm")
        .hasMessageContaining("move");
    assertThat(Files.readString(file)).startsWith("no database no database");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void fault40_damagedInside_isSaidAndUndamagedRowsAreDelivered() throws Exception {
    ledger.hold();
    for (String order : StoreFixture.orders("o-", 40)) {
      StoreFixture.order(node, order);
    }
    ledger.awaitRequests(32);
    node.close(Duration.ZERO);
    ledger.release();
    try (TestDatabase direct = TestDatabase.pool("jdbc:sqlite:" + file, pool -> {})) {
      direct.advance(Duration.ofHours(1)); // leases are over
    }
    damageTheDecisions();

    open(TestDatabase.patientFile(file));
    StoreFixture.deliver(node);

    assertThat(ledger.booked()).hasSize(40);
    TrackResult result = StoreFixture.track(node, "o-1");
    assertThat(((Failed) result).reason()).contains("is damaged");
  }

  /** Writes over the pages of one table and its index, as a bad disk does. */
  private void damageTheDecisions() throws IOException, SQLException {
    long pageSize;
    List<Long> pages = new ArrayList<>();
    try (TestDatabase direct = TestDatabase.pool("jdbc:sqlite:" + file, pool -> {})) {
      direct.ask("PRAGMA wal_checkpoint(TRUNCATE)");
      pageSize = Long.parseLong(direct.ask("PRAGMA page_size"));
      for (String name :
          direct
              .ask(
                  "SELECT group_concat(rootpage) FROM sqlite_schema"
                      + " WHERE tbl_name = 'postback4j_decision'")
              .split(",", -1)) {
        pages.add(Long.parseLong(name));
      }
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page : pages) {
        bytes.seek((page - 1) * pageSize);
        bytes.write(new byte[(int) pageSize]);
      }
    }
  }

  @Test
  void fault40_memoryFull_trackSaysSoAndNothingThatWaitsIsDropped() {
    PostbackTracker small =
        PostbackTracker.builder()
            .network(ledger.network())
            .sessions(SessionStore.inMemory(100, Clock.systemUTC()))
            .outbox(Outbox.inMemory(3, Clock.systemUTC(), CallerTransaction.NONE))
            .callTimeout(StoreFixture.CALL_TIMEOUT, StoreFixture.LEASE)
            .build();
    small.start();
    ledger.hold();
    for (String order : StoreFixture.orders("o-", 3)) {
      StoreFixture.order(small, order);
    }
    StoreFixture.click(small, "o-3");

    TrackResult full = StoreFixture.track(small, "o-3");

    assertThat(((Failed) full).reason()).contains("full");
    assertThat(log.with("not tracked")).hasSize(1);
    ledger.release();
    StoreFixture.deliver(small);
    StoreFixture.queued(StoreFixture.track(small, "o-3"));
    StoreFixture.deliver(small);
    assertThat(ledger.booked().keySet()).containsExactly("o-0", "o-1", "o-2", "o-3");
    assertThat(small.postbacks("o-3").get(0).state()).isEqualTo(PostbackState.RECORDED);
    small.close();
  }
}
