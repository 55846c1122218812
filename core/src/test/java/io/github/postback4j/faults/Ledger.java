package io.github.postback4j.faults;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.Network;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * A network's books: which order was reported how often. It books before it answers, and recognises
 * what it booked before, as TUNE does by transaction ID.
 */
final class Ledger implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 120;

  private final MockWebServer server = new MockWebServer();
  private final Map<String, AtomicInteger> booked = new ConcurrentHashMap<>();
  private final List<String> targets = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final Queue<CountDownLatch> held = new ConcurrentLinkedQueue<>();
  private volatile boolean holding;
  private volatile int status = 200;

  Ledger() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            return answer(request);
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private MockResponse answer(RecordedRequest request) throws InterruptedException {
    String order = String.valueOf(request.getUrl().queryParameter("adv_unique1"));
    boolean first =
        booked.computeIfAbsent(order, any -> new AtomicInteger()).getAndIncrement() == 0;
    targets.add(request.getTarget());
    CountDownLatch answering = new CountDownLatch(1);
    held.add(answering);
    if (!holding) {
      answering.countDown();
    }
    requests.incrementAndGet();
    if (!answering.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the test forgot to let answers go");
    }
    String body = first ? "success=true;" : "success=false; err_msg=Duplicate transaction;";
    return new MockResponse.Builder().code(status).body(body).build();
  }

  /** From now on requests are booked, and not answered. */
  void hold() {
    holding = true;
  }

  /** Answers the request that waits longest. */
  void releaseFirst() {
    CountDownLatch first = held.remove();
    while (first.getCount() == 0) {
      first = held.remove();
    }
    first.countDown();
  }

  /** Answers what waits, and all that follows. */
  void release() {
    holding = false;
    held.forEach(CountDownLatch::countDown);
  }

  /** From now on all answers have this HTTP status; requests are booked nevertheless. */
  void status(int code) {
    status = code;
  }

  /** This network, by transaction ID: it de-duplicates. */
  Network network() {
    return network("tune");
  }

  Network network(String name) {
    return Network.preset("tune")
        .name(name)
        .url(url("transaction_id=TRANSACTION_ID"))
        .allowHttp(true)
        .build();
  }

  /** This network, with nothing to recognise a repetition by. */
  Network networkWithoutDeDuplication() {
    return Network.preset("tune")
        .url(url("offer_id=1&aff_id=AFFILIATE_ID"))
        .protocols(Protocol.PARTNER_ID)
        .deDuplication(DeDuplication.NONE)
        .allowHttp(true)
        .build();
  }

  private String url(String query) {
    return "http://127.0.0.1:" + server.getPort() + "/aff_lsr?" + query + "&adv_unique1=ORDER_ID";
  }

  /** Requests so far, answered or not. */
  int requests() {
    return requests.get();
  }

  /** Request lines so far, without the method. */
  List<String> targets() {
    return targets;
  }

  void awaitRequests(int count) {
    Until.happens(count + " requests, are " + requests(), () -> requests() >= count);
  }

  /** How often each order was reported. */
  Map<String, Integer> booked() {
    Map<String, Integer> counts = new TreeMap<>();
    booked.forEach((order, count) -> counts.put(order, count.get()));
    return counts;
  }

  @Override
  public void close() {
    release();
    server.close();
  }
}
