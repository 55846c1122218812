package io.github.postback4j;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.click.Click;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.testkit.contract.MutableClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session store that is not in the outbox's file: while it is asked, the file is others'. */
class SessionsElsewhereTest {

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final List<String> meanwhile = new ArrayList<>();
  private final Elsewhere sessions =
      new Elsewhere(SessionStore.inMemory(100, clock), this::useTheFileElsewhere);
  private Database database;
  private PostbackTracker tracker;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = Database.sqliteFile(folder.resolve("outbox.db"));
    Outbox outbox = Outbox.jdbc(database);
    outbox.start();
    tracker =
        PostbackTracker.builder()
            .clock(clock)
            .database(database)
            .outbox(outbox)
            .sessions(sessions)
            .network(TestShop.tune().build())
            .build();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void track_whileSessionsAreAsked_leavesTheFileToOthers() {
    tracker.capture(SessionKey.visitor("v1"), "transaction_id=t1");
    meanwhile.clear();

    Decided decided =
        (Decided) tracker.track(SessionKey.visitor("v1"), TestShop.sale("o-1", "customer"));

    assertThat(decided.queued()).hasSize(1);
    assertThat(meanwhile).hasSizeGreaterThan(1).containsOnly("used");
  }

  @Test
  void trackOfAClick_whileItIsKeptForTheCustomer_leavesTheFileToOthers() {
    Click click = Click.ofTransaction("tune", "t1", clock.instant());

    Decided decided = (Decided) tracker.track(click, TestShop.sale("o-1", "customer"));

    assertThat(decided.queued()).hasSize(1);
    assertThat(meanwhile).hasSizeGreaterThan(1).containsOnly("used");
  }

  @Test
  void linkOrder_leavesTheFileToOthers() {
    tracker.capture(SessionKey.visitor("v1"), "transaction_id=t1");
    meanwhile.clear();

    assertThat(tracker.linkOrder(SessionKey.visitor("v1"), "o-1", "customer")).isTrue();

    assertThat(meanwhile).hasSizeGreaterThan(1).containsOnly("used");
  }

  @Test
  void track_whenSessionsFail_isDecidedByWhatTheBrowserCarriedAndWaitsForNobody() {
    KeptClick carried =
        new KeptClick(Click.ofTransaction("tune", "t1", clock.instant()), null, null);
    Visitor visitor = new Visitor(SessionKey.visitor("v1"), List.of(carried));
    sessions.down = true;

    assertThat(tracker.track(visitor, TestShop.sale("o-1"))).isInstanceOf(Decided.class);
    assertThat(tracker.track(SessionKey.visitor("v1"), TestShop.sale("o-2")))
        .isInstanceOf(Failed.class);

    assertThat(meanwhile).hasSize(2).containsOnly("used");
    assertThat(tracker.postbacks("o-1")).hasSize(1);
    assertThat(tracker.postbacks("o-2")).isEmpty();
  }

  /** As a dispatcher, or another checkout, would. */
  private void useTheFileElsewhere(String asked) {
    CompletableFuture<String> other = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                other.complete(database.write(connection -> "used"));
              } catch (RuntimeException e) {
                other.completeExceptionally(e);
              }
            });
    thread.start();
    try {
      meanwhile.add(other.get(10, SECONDS));
    } catch (ExecutionException e) {
      meanwhile.add(asked + ": " + e.getCause().getMessage());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Tells when it is asked, and fails when the test says so. */
  private static final class Elsewhere implements SessionStore {
    private final SessionStore real;
    private final Consumer<String> asked;
    private boolean down;

    Elsewhere(SessionStore real, Consumer<String> asked) {
      this.real = real;
      this.asked = asked;
    }

    private void ask(String what) {
      asked.accept(what);
      if (down) {
        throw new StoreException("did not answer in time", null);
      }
    }

    @Override
    public void add(SessionKey key, List<KeptClick> clicks) {
      ask("add");
      real.add(key, clicks);
    }

    @Override
    public List<KeptClick> find(SessionKey key) {
      ask("find");
      return real.find(key);
    }

    @Override
    public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
      ask("link");
      real.link(from, to, customer);
    }

    @Override
    public void remove(SessionKey key) {
      ask("remove");
      real.remove(key);
    }

    @Override
    public String ownerOf(SessionKey customer) {
      return real.ownerOf(customer);
    }
  }
}
