package io.github.postback4j.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.store.StoreException;
import io.lettuce.core.RedisConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A machine that can make no thread to connect with, for a while. */
class RedisConnectionTest {

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong(123_456_789);
  private boolean noThread = true;
  private int refused;

  @Test
  void noThreadToConnectWith_isAnAbsentServer_andIsTriedAgain() throws Exception {
    RedisConnection redis =
        new RedisConnection(
            () -> {
              asked.countDown();
              throw new RedisConnectionException("on purpose");
            },
            Duration.ofSeconds(1),
            this::thread,
            nanos::get);

    redis.open();
    assertThatThrownBy(() -> redis.delete("k")).isInstanceOf(StoreException.class);
    assertThat(refused).isEqualTo(1);
    nanos.addAndGet(SECONDS.toNanos(2));
    assertThatThrownBy(() -> redis.delete("k")).isInstanceOf(StoreException.class);
    assertThat(refused).isEqualTo(2);
    noThread = false;
    nanos.addAndGet(SECONDS.toNanos(2));
    assertThatThrownBy(() -> redis.delete("k")).isInstanceOf(StoreException.class);

    assertThat(asked.await(20, SECONDS)).isTrue();
    redis.close();
  }

  private Thread thread(Runnable work) {
    boolean none = noThread;
    return new Thread(work) {
      @Override
      public synchronized void start() {
        if (none) {
          refused++;
          throw new NoThreadError();
        }
        super.start();
      }
    };
  }

  /** Stands for the OutOfMemoryError of a JVM, which JUnit would end the whole run for. */
  private static final class NoThreadError extends Error {
    private static final long serialVersionUID = 1;
  }
}
