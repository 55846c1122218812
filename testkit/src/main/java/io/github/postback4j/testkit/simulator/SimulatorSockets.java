package io.github.postback4j.testkit.simulator;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sockets below MockWebServer, which by itself can neither reset a connection nor hear that a
 * client has hung up while its answer is held back, and which never closes a connection that failed
 * under it. Thread-safe.
 */
final class SimulatorSockets extends ServerSocketFactory {

  private static final int BACKLOG = 1_024;

  /** By MockWebServer's connection index, which counts what {@code accept} returned. */
  private final Map<Integer, ConnectionSocket> open = new ConcurrentHashMap<>();

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new Listener();
  }

  @Override
  public ServerSocket createServerSocket(int port) {
    throw new UnsupportedOperationException("MockWebServer binds by itself");
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) {
    throw new UnsupportedOperationException("MockWebServer binds by itself");
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address) {
    throw new UnsupportedOperationException("MockWebServer binds by itself");
  }

  /** Lets the next close of this connection be a reset (RST) instead of an orderly end. */
  void resetOnClose(int connectionIndex) throws IOException {
    Socket socket = open.get(connectionIndex);
    if (socket != null) {
      socket.setSoLinger(true, 0);
    }
  }

  /** Blocks until the client gives this connection up, or the server is closed. */
  void awaitHangUp(int connectionIndex) throws IOException {
    Socket socket = open.get(connectionIndex);
    if (socket != null) {
      InputStream in = socket.getInputStream();
      byte[] ignored = new byte[256];
      while (in.read(ignored) >= 0) {
        // What a client sends after its request waits for an answer that will not come.
      }
    }
  }

  int openConnections() {
    return open.size();
  }

  private final class Listener extends ServerSocket {
    private int nextIndex;

    Listener() throws IOException {}

    @Override
    public void bind(SocketAddress endpoint, int backlog) throws IOException {
      super.bind(endpoint, BACKLOG);
    }

    @Override
    public Socket accept() throws IOException {
      ConnectionSocket socket = new ConnectionSocket(nextIndex++);
      implAccept(socket);
      socket.setTcpNoDelay(true); // head and body go out in two writes
      open.put(socket.index, socket);
      return socket;
    }
  }

  /** Shows the server a failure as the end of input, so that it tidies up as after any request. */
  private final class ConnectionSocket extends Socket {
    private final int index;

    ConnectionSocket(int index) throws IOException {
      super((SocketImpl) null);
      this.index = index;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int offset, int length) {
          try {
            return super.read(bytes, offset, length);
          } catch (IOException e) {
            closeQuietly();
            return -1;
          }
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) {
          try {
            out.write(bytes, offset, length);
          } catch (IOException e) {
            closeQuietly();
          }
        }
      };
    }

    private void closeQuietly() {
      try {
        close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }

    @Override
    public synchronized void close() throws IOException {
      open.remove(index, this);
      super.close();
    }
  }
}
