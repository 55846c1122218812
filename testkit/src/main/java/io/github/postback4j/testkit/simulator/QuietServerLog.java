package io.github.postback4j.testkit.simulator;

import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps MockWebServer from logging one server's requests, whose lines hold click IDs and tokens.
 * Other servers in this JVM log as before.
 */
final class QuietServerLog implements Filter, AutoCloseable {

  private final Logger logger; // held, for java.util.logging itself may forget a logger
  private final String serverName;
  private final @Nullable Filter next;
  private volatile boolean closing;

  private QuietServerLog(Logger logger, String serverName) {
    this.logger = logger;
    this.serverName = serverName;
    next = logger.getFilter();
  }

  /** Begins to keep silent about the server whose text form is {@code serverName}. */
  static QuietServerLog about(String serverName) {
    Logger logger = Logger.getLogger("mockwebserver3.MockWebServer");
    synchronized (QuietServerLog.class) {
      QuietServerLog quiet = new QuietServerLog(logger, serverName);
      logger.setFilter(quiet);
      return quiet;
    }
  }

  @Override
  public boolean isLoggable(LogRecord line) {
    String message = line.getMessage();
    return (message == null || !isAboutServer(message)) && (next == null || next.isLoggable(line));
  }

  private boolean isAboutServer(String message) {
    return message.contains(serverName)
        || (closing && message.contains("MockWebServer{closed}")); // its name while it goes down
  }

  /** Tells that the server begins to close. */
  void closing() {
    closing = true;
  }

  /** Ends it, if no later filter stands on this one; otherwise it stays, harmless, below that. */
  @Override
  public void close() {
    synchronized (QuietServerLog.class) {
      if (logger.getFilter() == this) {
        logger.setFilter(next);
      }
    }
  }
}
