package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackingException;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.store.CallerTransaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What is tracked belongs to the transaction of the order. */
class TransactionTest {

  @TempDir Path folder;

  private TestNetwork network;

  @BeforeEach
  void open() {
    network = new TestNetwork();
  }

  @AfterEach
  void close() {
    network.close();
  }

  /** Polls so rarely that what is sent is sent because of the commit. */
  private ApplicationContextRunner shop(DataSource dataSource) {
    return Contexts.bare()
        .withPropertyValues(network.properties("tune"))
        .withPropertyValues("postback4j.delivery.poll-interval=1h")
        .withBean(DataSource.class, () -> dataSource)
        .withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(dataSource));
  }

  private DataSource database(String kind) {
    HikariDataSource pool = new HikariDataSource();
    pool.setMaximumPoolSize(4);
    if (kind.equals("h2")) {
      pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    } else {
      pool.setJdbcUrl("jdbc:sqlite:" + folder.resolve("shop.db"));
      pool.addDataSourceProperty("journal_mode", "WAL");
      pool.addDataSourceProperty("synchronous", "FULL");
      pool.addDataSourceProperty("busy_timeout", "5000");
      pool.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    }
    new JdbcTemplate(pool).execute("CREATE TABLE shop_order (id VARCHAR(40) PRIMARY KEY)");
    return pool;
  }

  private static TransactionTemplate transaction(ApplicationContext context) {
    return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  private static int orders(ApplicationContext context) {
    Integer count =
        new JdbcTemplate(context.getBean(DataSource.class))
            .queryForObject("SELECT COUNT(*) FROM shop_order", Integer.class);
    return count == null ? -1 : count;
  }

  private static TrackResult order(ApplicationContext context, String id) {
    new JdbcTemplate(context.getBean(DataSource.class))
        .update("INSERT INTO shop_order (id) VALUES (?)", id);
    return context.getBean(PostbackTracker.class).track(Contexts.VISITOR, Contexts.sale(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "sqlite"})
  void commit_sentAtOnce(String kind) {
    shop(database(kind))
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              transaction(context)
                  .executeWithoutResult(
                      status -> {
                        assertThat(order(context, "O1").queued()).hasSize(1);
                        assertThat(network.within(Duration.ofMillis(200))).isNull();
                      });
              assertThat(network.next())
                  .isEqualTo("/aff_lsr?transaction_id=T1&amount=12.50&adv_sub=O1");
              assertThat(orders(context)).isEqualTo(1);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "sqlite"})
  void rollback_nothingQueuedAndNothingSent(String kind) {
    shop(database(kind))
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              transaction(context)
                  .executeWithoutResult(
                      status -> {
                        assertThat(order(context, "O1").queued()).hasSize(1);
                        status.setRollbackOnly();
                      });
              assertThat(tracker.postbacks("O1")).isEmpty();
              assertThat(orders(context)).isZero();
              // Sent in order: had the first been queued, it would come first.
              transaction(context).executeWithoutResult(status -> order(context, "O2"));
              assertThat(network.next()).endsWith("adv_sub=O2");
              assertThat(network.requests()).isEqualTo(1);
              assertThat(order(context, "O1").queued()).hasSize(1);
            });
  }

  @Test
  void inMemoryRollback_nothingSent() {
    DataSource dataSource = database("h2");
    shop(dataSource)
        .withPropertyValues("postback4j.outbox.store=memory")
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              transaction(context)
                  .executeWithoutResult(
                      status -> {
                        assertThat(order(context, "O1").queued()).hasSize(1);
                        status.setRollbackOnly();
                      });
              transaction(context).executeWithoutResult(status -> order(context, "O2"));
              assertThat(network.next()).endsWith("adv_sub=O2");
              assertThat(network.requests()).isEqualTo(1);
            });
  }

  @Test
  void withoutTransaction_sentAtOnce() {
    shop(database("h2"))
        .run(
            context -> {
              Contexts.click(context.getBean(PostbackTracker.class), "T1");
              order(context, "O1");
              assertThat(network.next()).endsWith("adv_sub=O1");
            });
  }

  @Test
  void sameOrderAgain_firstDecisionAndTheTransactionGoesOn() {
    shop(database("h2"))
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              order(context, "O1");
              network.next();
              transaction(context)
                  .executeWithoutResult(
                      status -> {
                        TrackResult again = tracker.track(Contexts.VISITOR, Contexts.sale("O1"));
                        assertThat(again.queued()).hasSize(1);
                        assertThat(again)
                            .isInstanceOfSatisfying(
                                TrackResult.Decided.class,
                                decided -> assertThat(decided.first()).isFalse());
                        order(context, "O2");
                      });
              assertThat(network.next()).endsWith("adv_sub=O2");
              assertThat(network.requests()).isEqualTo(2);
              assertThat(orders(context)).isEqualTo(2);
            });
  }

  @Test
  void innerTransactionOfItsOwn_survivesTheOuterRollback() {
    shop(database("h2"))
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              TransactionTemplate inner = transaction(context);
              inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
              transaction(context)
                  .executeWithoutResult(
                      outer -> {
                        inner.executeWithoutResult(status -> order(context, "O1"));
                        outer.setRollbackOnly();
                      });
              assertThat(network.next()).endsWith("adv_sub=O1");
              assertThat(orders(context)).isEqualTo(1);
            });
  }

  @Test
  void storeFails_orderIsKeptAndTheResultSaysSo() {
    shop(database("h2"))
        .run(
            context -> {
              breakTables(context);
              transaction(context)
                  .executeWithoutResult(
                      status ->
                          assertThat(order(context, "O1")).isInstanceOf(TrackResult.Failed.class));
              assertThat(orders(context)).isEqualTo(1);
            });
  }

  @Test
  void strictAndStoreFails_orderIsLost() {
    shop(database("h2"))
        .withPropertyValues("postback4j.strict=true")
        .run(
            context -> {
              breakTables(context);
              assertThatThrownBy(
                      () ->
                          transaction(context).executeWithoutResult(status -> order(context, "O1")))
                  .isInstanceOf(TrackingException.class);
              assertThat(orders(context)).isZero();
            });
  }

  private static void breakTables(ApplicationContext context) {
    JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
    List<String> tables =
        jdbc.queryForList(
            "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE UPPER(TABLE_NAME) LIKE"
                + " 'POSTBACK4J%'",
            String.class);
    tables.forEach(table -> jdbc.execute("DROP TABLE \"" + table + "\""));
  }

  @Test
  void proxiesAroundTheDataSource_sameConnectionFound() {
    DataSource pool = Contexts.h2("proxies");
    DataSource lazy = new LazyConnectionDataSourceProxy(pool);
    DataSource aware = new TransactionAwareDataSourceProxy(pool);
    CallerTransaction transaction = new JdbcSpringTransaction();
    inTransaction(
        pool,
        connection -> {
          assertThat(transaction.connection(pool)).isSameAs(connection);
          assertThat(transaction.connection(aware)).isSameAs(connection);
          assertThat(transaction.connection(lazy)).isSameAs(connection);
        });
    inTransaction(
        lazy,
        connection -> {
          assertThat(transaction.connection(pool)).isSameAs(connection);
          assertThat(transaction.connection(lazy)).isSameAs(connection);
        });
  }

  @Test
  void otherDataSource_noConnection() {
    DataSource other = Contexts.h2("other");
    CallerTransaction transaction = new JdbcSpringTransaction();
    inTransaction(
        Contexts.h2("one"), connection -> assertThat(transaction.connection(other)).isNull());
    assertThat(transaction.isActive()).isFalse();
    assertThat(transaction.connection(other)).isNull();
    assertThatThrownBy(() -> transaction.afterCompletion(committed -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void afterCompletion_trueOnlyForACommit() {
    DataSource dataSource = Contexts.h2("completion");
    CallerTransaction transaction = new JdbcSpringTransaction();
    List<Boolean> told = new ArrayList<>();
    inTransaction(dataSource, connection -> transaction.afterCompletion(told::add));
    assertThat(told).containsExactly(true);
    assertThatThrownBy(
            () ->
                inTransaction(
                    dataSource,
                    connection -> {
                      transaction.afterCompletion(told::add);
                      throw new IllegalStateException("roll back");
                    }))
        .hasMessage("roll back");
    assertThat(told).containsExactly(true, false);
  }

  private static void inTransaction(DataSource dataSource, Consumer<Connection> work) {
    new TransactionTemplate(new JdbcTransactionManager(dataSource))
        .executeWithoutResult(
            status ->
                work.accept(
                    org.springframework.jdbc.datasource.DataSourceUtils.getConnection(dataSource)));
  }

  @Test
  void flushedPostback_recorded() {
    shop(database("sqlite"))
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              order(context, "O1");
              assertThat(tracker.flush(TestNetwork.PATIENCE)).isTrue();
              assertThat(tracker.postbacks("O1"))
                  .extracting(Postback::state)
                  .containsExactly(io.github.postback4j.outbox.PostbackState.RECORDED);
            });
  }
}
