package io.github.postback4j.spring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells a transaction that is committed from one that work may join. While Spring calls what was to
 * happen after a commit, all that it says of the transaction is as before: only who was there from
 * the beginning knows.
 */
final class CommitWatch implements TransactionExecutionListener, BeanPostProcessor {

  /** Whether the transaction that this thread's synchronizations belong to is committed. */
  static boolean isCommitted() {
    for (TransactionSynchronization each :
        TransactionSynchronizationManager.getSynchronizations()) {
      if (each instanceof Mark mark && mark.committed) {
        return true;
      }
    }
    return false;
  }

  /** Listens to every transaction manager among the beans. */
  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof ConfigurableTransactionManager manager) {
      // The collection that it has may be one that takes no more.
      List<TransactionExecutionListener> listeners =
          new ArrayList<>(manager.getTransactionExecutionListeners());
      listeners.add(this);
      manager.setTransactionExecutionListeners(listeners);
    }
    return bean;
  }

  @Override
  public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
    if (failure == null
        && transaction.isNewTransaction()
        && TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(new Mark());
    }
  }

  /** Called before all others: it is the first of the first. */
  private static final class Mark implements TransactionSynchronization {
    boolean committed;

    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE;
    }

    @Override
    public void afterCommit() {
      committed = true;
    }
  }
}
