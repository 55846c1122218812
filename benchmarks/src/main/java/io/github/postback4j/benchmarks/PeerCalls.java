package io.github.postback4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** What the peers' tasks do: one blocking call each, and its answer read. */
final class PeerCalls {

  private final OkHttpClient client;
  private volatile CountDownLatch answered = new CountDownLatch(0);

  PeerCalls(int concurrency) {
    client =
        new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(concurrency, 1, TimeUnit.MINUTES))
            .build();
  }

  void expect(int calls) {
    answered = new CountDownLatch(calls);
  }

  void await() throws InterruptedException {
    if (!answered.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("still to be sent: " + answered.getCount());
    }
  }

  void call(String url) {
    Request request = new Request.Builder().url(url).build();
    try (Response response = client.newCall(request).execute()) {
      if (!RawCalls.isRecorded(response)) {
        throw new IllegalStateException("not recorded");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answered.countDown();
  }

  void close() {
    client.connectionPool().evictAll();
  }
}
