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
        && TransactionSynchronizationManager.isSynchronizationActive()
        && !CommitWatch.isCommitted();
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

  /** What was to be part of the transaction came when that was committed already. */
  void tooLate() {}

  /** An outcome that nobody knows counts as not committed: the next poll finds what is there. */
  private final class Completion implements TransactionSynchronization {
    private final Consumer<Boolean> action;
    private boolean inTime;

    Completion(Consumer<Boolean> action) {
      this.action = action;
    }

    @Override
    public void beforeCompletion() {
      inTime = true;
    }

    /** Told to what was registered in {@link #beforeCompletion} of others, too. */
    @Override
    public void afterCommit() {
      inTime = true;
    }

    @Override
    public void afterCompletion(int status) {
      if (status == STATUS_COMMITTED && !inTime) {
        tooLate();
      }
      action.accept(status == STATUS_COMMITTED);
    }
  }
}
