package io.github.postback4j.spring;

import io.github.postback4j.store.CallerTransaction;
import java.sql.Connection;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Spring's transaction of the calling thread, where the application has no JDBC. */
class SpringTransaction implements CallerTransaction {

  @Override
  public final boolean isActive() {
    return TransactionSynchronizationManager.isActualTransactionActive()
        && TransactionSynchronizationManager.isSynchronizationActive();
  }

  @Override
  public @Nullable Connection connection(DataSource dataSource) {
    return null;
  }

  @Override
  public void release(DataSource dataSource, Connection connection) {}

  @Override
  public final void afterCompletion(Consumer<Boolean> action) {
    if (!isActive()) {
      throw new IllegalStateException("no transaction is active");
    }
    TransactionSynchronizationManager.registerSynchronization(new Completion(action));
  }

  /** An outcome that nobody knows counts as not committed: the next poll finds what is there. */
  private record Completion(Consumer<Boolean> action) implements TransactionSynchronization {

    @Override
    public void afterCompletion(int status) {
      action.accept(status == STATUS_COMMITTED);
    }
  }
}
