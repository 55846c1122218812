package io.github.postback4j.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** OkHttp's asynchronous GETs, all handed over at once: what delivery is measured against. */
final class RawCalls {

  private RawCalls() {}

  /**
   * Gets each of {@code urls}, and reads its answer's body, as anybody must who wants to know what
   * became of it.
   *
   * @param dispatcher of this run only; it is shut down
   */
  static void send(List<String> urls, int concurrency, Dispatcher dispatcher)
      throws InterruptedException {
    dispatcher.setMaxRequests(concurrency);
    dispatcher.setMaxRequestsPerHost(concurrency);
    OkHttpClient client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(concurrency, 1, TimeUnit.MINUTES))
            .build();
    CountDownLatch answered = new CountDownLatch(urls.size());
    AtomicInteger recorded = new AtomicInteger();
    Callback callback =
        new Callback() {
          @Override
          public void onFailure(Call call, IOException e) {
            answered.countDown();
          }

          @Override
          public void onResponse(Call call, Response response) throws IOException {
            try (response) {
              if (isRecorded(response)) {
                recorded.incrementAndGet();
              }
            } finally {
              answered.countDown();
            }
          }
        };
    for (String url : urls) {
      client.newCall(new Request.Builder().url(url).build()).enqueue(callback);
    }
    answered.await();
    client.connectionPool().evictAll();
    dispatcher.executorService().shutdown();
    if (recorded.get() != urls.size()) {
      throw new IllegalStateException("not all answered: " + recorded);
    }
  }

  static boolean isRecorded(Response response) throws IOException {
    return response.body().string().equals("success=true;");
  }
}
