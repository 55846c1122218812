package io.github.postback4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network that answers every GET, at once or after a while, the cheapest way there is: one
 * thread, which never waits for one answer. Counts what it was asked, by the number of the order.
 */
final class StubNetwork implements AutoCloseable {

  /** Orders numbered from this on are counted as requests only. */
  static final int MOST_ORDERS = 1_000_000;

  private static final byte[] ANSWER =
      ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n" + "success=true;")
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] END = {'\r', '\n', '\r', '\n'};
  private static final byte[] ORDER = Shop.ORDER_PREFIX.getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final ServerSocketChannel listening;
  private final Thread thread;
  private final ByteBuffer in = ByteBuffer.allocateDirect(16_384);
  private final AtomicLong requests = new AtomicLong();
  private final AtomicIntegerArray byOrder = new AtomicIntegerArray(MOST_ORDERS);
  private final ArrayDeque<Due> delayed = new ArrayDeque<>();
  private volatile long delayNanos;

  /** What of a request has come: of the order's number, and of the blank line at the end. */
  private static final class Progress {
    int matched;
    int ofPrefix;
    int digits;
    int number;
  }

  private record Due(SocketChannel client, long at) {}

  /**
   * What a network was asked.
   *
   * @param requests all of them
   * @param missing orders it was never asked about
   * @param repeated orders it was asked about more than once
   */
  record Report(long requests, int missing, int repeated) {

    /** Whether it was asked about each of {@code orders} orders once, and about nothing else. */
    boolean isOnceEach(int orders) {
      return requests == orders && missing == 0 && repeated == 0;
    }
  }

  StubNetwork() throws IOException {
    selector = Selector.open();
    listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
    thread = new Thread(this::run, "stub-network");
    thread.setDaemon(true);
    thread.start();
  }

  String origin() throws IOException {
    return "http://127.0.0.1:" + ((InetSocketAddress) listening.getLocalAddress()).getPort();
  }

  /** From now on answers come so much later. */
  void delay(int millis) {
    delayNanos = millis * 1_000_000L;
  }

  /** Forgets what it was asked. */
  void reset() {
    requests.set(0);
    for (int i = 0; i < MOST_ORDERS; i++) {
      byOrder.set(i, 0);
    }
  }

  /** What it was asked, if the orders are numbered from 0. */
  Report report(int orders) {
    int missing = 0;
    int repeated = 0;
    for (int i = 0; i < MOST_ORDERS; i++) {
      int times = byOrder.get(i);
      missing += i < orders && times == 0 ? 1 : 0;
      repeated += times > 1 ? 1 : 0;
    }
    return new Report(requests.get(), missing, repeated);
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(untilNextAnswer());
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
          SelectionKey key = ready.next();
          ready.remove();
          if (key.isAcceptable()) {
            accept();
          } else {
            read(key);
          }
        }
        answerDelayed();
        if (!listening.isOpen()) {
          closeAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In milliseconds, 0 for ever. */
  private long untilNextAnswer() {
    Due next = delayed.peek();
    return next == null ? 0 : Math.max(1, (next.at - System.nanoTime()) / 1_000_000);
  }

  private void accept() throws IOException {
    SocketChannel client = listening.accept();
    if (client != null) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ, new Progress());
    }
  }

  private void read(SelectionKey key) {
    SocketChannel client = (SocketChannel) key.channel();
    Progress progress = (Progress) key.attachment();
    try {
      in.clear();
      if (client.read(in) < 0) {
        client.close();
        return;
      }
      in.flip();
      while (in.hasRemaining()) {
        if (ends(progress, in.get())) {
          asked(progress);
          if (delayNanos == 0) {
            answer(client);
          } else {
            delayed.add(new Due(client, System.nanoTime() + delayNanos));
          }
        }
      }
    } catch (IOException e) {
      key.cancel(); // the client is gone
    }
  }

  /** Whether the request ends with this byte. */
  private static boolean ends(Progress progress, byte next) {
    if (progress.ofPrefix == ORDER.length) {
      if (next >= '0' && next <= '9' && progress.digits < Shop.ORDER_DIGITS) {
        progress.number = progress.number * 10 + next - '0';
        progress.digits++;
      }
    } else {
      progress.ofPrefix =
          next == ORDER[progress.ofPrefix] ? progress.ofPrefix + 1 : next == ORDER[0] ? 1 : 0;
    }
    progress.matched = next == END[progress.matched] ? progress.matched + 1 : next == '\r' ? 1 : 0;
    return progress.matched == END.length;
  }

  private void asked(Progress progress) {
    requests.incrementAndGet();
    if (progress.digits == Shop.ORDER_DIGITS && progress.number < MOST_ORDERS) {
      byOrder.incrementAndGet(progress.number);
    }
    progress.matched = 0;
    progress.ofPrefix = 0;
    progress.digits = 0;
    progress.number = 0;
  }

  private void answerDelayed() {
    long now = System.nanoTime();
    Due next = delayed.peek();
    while (next != null && next.at - now <= 0) {
      delayed.poll();
      try {
        answer(next.client);
      } catch (IOException e) {
        // The client is gone; reading from it will tell.
      }
      next = delayed.peek();
    }
  }

  private static void answer(SocketChannel client) throws IOException {
    client.write(ByteBuffer.wrap(ANSWER)); // far smaller than a socket's buffer
  }

  private void closeAll() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
