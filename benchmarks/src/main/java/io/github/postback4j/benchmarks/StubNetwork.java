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
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;

/** A network that answers every GET at once, the cheapest way there is: one thread, no parsing. */
final class StubNetwork implements AutoCloseable {

  private static final byte[] ANSWER =
      ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n" + "success=true;")
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] END = {'\r', '\n', '\r', '\n'};

  private final Selector selector;
  private final ServerSocketChannel listening;
  private final Thread thread;
  private final ByteBuffer in = ByteBuffer.allocateDirect(16_384);
  private final AtomicLong requests = new AtomicLong();

  /** How many bytes of the blank line that ends a request have come. */
  private static final class Progress {
    int matched;
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

  long requests() {
    return requests.get();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select();
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
          SelectionKey key = ready.next();
          ready.remove();
          if (key.isAcceptable()) {
            accept();
          } else {
            answer(key);
          }
        }
        if (!listening.isOpen()) {
          closeAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    SocketChannel client = listening.accept();
    if (client != null) {
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.register(selector, SelectionKey.OP_READ, new Progress());
    }
  }

  private void answer(SelectionKey key) {
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
        byte next = in.get();
        progress.matched =
            next == END[progress.matched] ? progress.matched + 1 : next == '\r' ? 1 : 0;
        if (progress.matched == END.length) {
          progress.matched = 0;
          requests.incrementAndGet();
          client.write(ByteBuffer.wrap(ANSWER)); // far smaller than a socket's buffer
        }
      }
    } catch (IOException e) {
      key.cancel(); // the client is gone
    }
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
