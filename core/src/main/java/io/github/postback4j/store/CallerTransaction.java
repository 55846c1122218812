package io.github.postback4j.store;

import java.sql.Connection;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that the calling thread is in, if a framework manages one. The Spring adapter
 * brings an implementation; without a framework there is {@link #NONE}.
 *
 * <p>Must be safe for use by many threads; each call is about the calling thread.
 */
public interface CallerTransaction {

  /** Nobody manages transactions: a connection is handed in, or each call is its own. */
  CallerTransaction NONE =
      new CallerTransaction() {
        @Override
        public boolean isActive() {
          return false;
        }

        @Override
        public @Nullable Connection connection(DataSource dataSource) {
          return null;
        }

        @Override
        public void release(DataSource dataSource, Connection connection) {}

        @Override
        public void afterCompletion(Consumer<Boolean> action) {
          throw new IllegalStateException("no transaction is active");
        }
      };

  /** Whether the calling thread is in a transaction whose end can be told. */
  boolean isActive();

  /**
   * The connection of that transaction to {@code dataSource}, never to be closed or committed by
   * us; null where there is no transaction, or it is about something else.
   */
  @Nullable Connection connection(DataSource dataSource);

  /** Gives back what {@link #connection} returned. */
  void release(DataSource dataSource, Connection connection);

  /**
   * Calls {@code action} once after the transaction ended: true if it was committed.
   *
   * @throws IllegalStateException if {@link #isActive} is false
   */
  void afterCompletion(Consumer<Boolean> action);
}
