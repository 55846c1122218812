package io.github.postback4j.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.PostbackSender.Options;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.PostbackRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** What fails before a call is made leaves no doubt whether it was. */
class ShortOfThreadsSenderTest {

  private static final PostbackRequest REQUEST = PostbackRequest.get("http://no-host.invalid/");
  private static final Options OPTIONS = new Options(true, false, Duration.ofSeconds(5));

  private final AtomicInteger clients = new AtomicInteger();

  @Test
  void call_thatNoThreadCanBeMadeFor_isNotSent() {
    PostbackSender sender =
        sender(
            work -> {
              throw new NoThreadError();
            });

    assertThat(sender.send(REQUEST, OPTIONS)).isCompletedWithValue(new NotSent("busy", false));
    assertThat(clients).hasValue(0);
  }

  @Test
  void call_queuedByAnExecutorThatThenFails_isNotSentLaterEither() {
    Deque<Runnable> queue = new ArrayDeque<>();
    PostbackSender sender =
        sender(
            work -> {
              queue.add(work);
              throw new NoThreadError();
            });

    CompletableFuture<SendResult> result = sender.send(REQUEST, OPTIONS);
    queue.remove().run();

    assertThat(result).isCompletedWithValue(new NotSent("busy", false));
    assertThat(clients).hasValue(0);
  }

  @Test
  void call_endedOnTheCallersThreadByAnError_keepsItsResult() {
    PostbackSender sender =
        new OkHttpPostbackSender(
            () -> {
              throw new NoThreadError();
            },
            executor(Runnable::run));

    assertThat(sender.send(REQUEST, OPTIONS))
        .isCompletedWithValue(new NotSent("client_failed", false));
  }

  @Test
  void call_thatCannotBePrepared_isNotSent() throws Exception {
    Options tooLongToCount = new Options(true, false, Duration.ofSeconds(Long.MAX_VALUE));
    try (PostbackSender sender = new OkHttpPostbackSender(OkHttpClient::new, null)) {

      assertThat(sender.send(REQUEST, tooLongToCount).get(10, SECONDS))
          .isEqualTo(new NotSent("client_failed", false));
    }
  }

  private PostbackSender sender(Executor threads) {
    return new OkHttpPostbackSender(
        () -> {
          clients.incrementAndGet();
          return new OkHttpClient();
        },
        executor(threads));
  }

  private static AbstractExecutorService executor(Executor threads) {
    return new AbstractExecutorService() {
      @Override
      public void execute(Runnable work) {
        threads.execute(work);
      }

      @Override
      public void shutdown() {}

      @Override
      public List<Runnable> shutdownNow() {
        return List.of();
      }

      @Override
      public boolean isShutdown() {
        return false;
      }

      @Override
      public boolean isTerminated() {
        return false;
      }

      @Override
      public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
      }
    };
  }

  /** Stands for the OutOfMemoryError of a JVM, which JUnit would end the whole run for. */
  private static final class NoThreadError extends Error {
    private static final long serialVersionUID = 1;
  }
}
