package io.github.postback4j.spring;

import java.sql.Connection;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Spring's transaction of the calling thread, with its connection: that of a transaction manager
 * for JDBC, JPA or whatever else binds its connection to this very {@code DataSource}.
 */
final class JdbcSpringTransaction extends SpringTransaction {

  private static final Logger log = LoggerFactory.getLogger(JdbcSpringTransaction.class);

  @Override
  public @Nullable Connection connection(DataSource dataSource) {
    DataSource bound = isActive() ? bound(dataSource) : null;
    return bound == null ? null : DataSourceUtils.getConnection(bound);
  }

  @Override
  public void release(DataSource dataSource, Connection connection) {
    DataSource bound = bound(dataSource);
    DataSourceUtils.releaseConnection(connection, bound == null ? dataSource : bound);
  }

  @Override
  void tooLate() {
    log.error(
        "a conversion was tracked after the commit of a transaction whose manager is no bean: with"
            + " the outbox in the database it is lost where the pool has auto-commit off; track it"
            + " in a transaction of its own (propagation REQUIRES_NEW), or make the transaction"
            + " manager a bean");
  }

  /**
   * Under which object the transaction manager bound its connection: the {@code DataSource} itself,
   * or a proxy around it, or what it is itself a proxy of.
   */
  private static @Nullable DataSource bound(DataSource dataSource) {
    DataSource direct = withoutAwareness(dataSource);
    if (TransactionSynchronizationManager.getResource(direct) instanceof ConnectionHolder) {
      return direct;
    }
    DataSource pool = pool(direct);
    for (Map.Entry<Object, Object> resource :
        TransactionSynchronizationManager.getResourceMap().entrySet()) {
      if (resource.getKey() instanceof DataSource key
          && resource.getValue() instanceof ConnectionHolder
          && pool(key) == pool) {
        return key;
      }
    }
    return null;
  }

  /** Spring's transaction managers do the same before they bind. */
  private static DataSource withoutAwareness(DataSource dataSource) {
    DataSource current = dataSource;
    while (current instanceof TransactionAwareDataSourceProxy proxy
        && proxy.getTargetDataSource() != null) {
      current = proxy.getTargetDataSource();
    }
    return current;
  }

  private static DataSource pool(DataSource dataSource) {
    DataSource current = dataSource;
    while (current instanceof DelegatingDataSource proxy && proxy.getTargetDataSource() != null) {
      current = proxy.getTargetDataSource();
    }
    return current;
  }
}
