package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.store.CallerTransaction;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** After a commit Spring still shows the transaction, but nobody commits its connection again. */
@ExtendWith(OutputCaptureExtension.class)
class AfterCommitTest {

  private TestNetwork network;

  @BeforeEach
  void open() {
    network = new TestNetwork();
  }

  @AfterEach
  void close() {
    network.close();
  }

  private void inShop(boolean autoCommit, Consumer<ApplicationContext> work) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    pool.setMaximumPoolSize(4);
    pool.setAutoCommit(autoCommit);
    Contexts.bare()
        .withPropertyValues(network.properties("tune"))
        .withBean(DataSource.class, () -> pool)
        .withBean(
            PlatformTransactionManager.class,
            () -> {
              JdbcTransactionManager manager = new JdbcTransactionManager(pool);
              manager.setTransactionExecutionListeners(
                  List.of(new TransactionExecutionListener() {}));
              return manager;
            })
        .run(
            context -> {
              Contexts.click(context.getBean(PostbackTracker.class), "T1");
              work.accept(context);
            });
  }

  private static TrackResult track(ApplicationContext context, String order) {
    return context.getBean(PostbackTracker.class).track(Contexts.VISITOR, Contexts.sale(order));
  }

  private static int kept(ApplicationContext context, String order) {
    return context.getBean(PostbackTracker.class).postbacks(order).size();
  }

  private static TransactionTemplate transaction(ApplicationContext context, int propagation) {
    TransactionTemplate template =
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    template.setPropagationBehavior(propagation);
    return template;
  }

  private static void afterCommit(Runnable action) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            action.run();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void trackedAfterTheCommit_keptAndSent(boolean autoCommit) {
    inShop(
        autoCommit,
        context -> {
          List<TrackResult> results = new ArrayList<>();
          transaction(context, TransactionDefinition.PROPAGATION_REQUIRED)
              .executeWithoutResult(status -> afterCommit(() -> results.add(track(context, "O1"))));

          assertThat(results.get(0).queued()).hasSize(1);
          assertThat(kept(context, "O1")).isEqualTo(1);
          assertThat(network.next()).endsWith("adv_sub=O1");
        });
  }

  @Test
  void transactionBegunAfterTheCommit_isJoined() {
    inShop(
        false,
        context -> {
          TransactionTemplate inner =
              transaction(context, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
          Runnable rolledBack =
              () ->
                  inner.executeWithoutResult(
                      status -> {
                        assertThat(track(context, "O1").queued()).hasSize(1);
                        status.setRollbackOnly();
                      });
          transaction(context, TransactionDefinition.PROPAGATION_REQUIRED)
              .executeWithoutResult(status -> afterCommit(rolledBack));

          assertThat(kept(context, "O1")).isZero();
        });
  }

  @Test
  void savepointReleased_transactionIsJoinedStill() {
    inShop(
        false,
        context -> {
          TransactionTemplate nested =
              transaction(context, TransactionDefinition.PROPAGATION_NESTED);
          transaction(context, TransactionDefinition.PROPAGATION_REQUIRED)
              .executeWithoutResult(
                  status -> {
                    nested.executeWithoutResult(inner -> {});
                    assertThat(track(context, "O1").queued()).hasSize(1);
                    status.setRollbackOnly();
                  });

          assertThat(kept(context, "O1")).isZero();
        });
  }

  /** One that the application made by hand cannot be listened to. */
  @Test
  void transactionManagerThatIsNoBean_lossIsTold(CapturedOutput log) {
    DataSource dataSource = Contexts.h2("by-hand");
    CallerTransaction caller = new JdbcSpringTransaction();
    List<Boolean> told = new ArrayList<>();
    TransactionTemplate byHand = new TransactionTemplate(new JdbcTransactionManager(dataSource));

    byHand.executeWithoutResult(status -> write(caller, dataSource, told));
    byHand.executeWithoutResult(
        status ->
            TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                  @Override
                  public void beforeCompletion() {
                    write(caller, dataSource, told);
                  }
                }));
    assertThat(told).containsExactly(true, true);
    assertThat(log).doesNotContain("REQUIRES_NEW");

    byHand.executeWithoutResult(status -> afterCommit(() -> write(caller, dataSource, told)));
    assertThat(told).containsExactly(true, true, true);
    assertThat(log).contains("ERROR").containsOnlyOnce("REQUIRES_NEW");
  }

  private static void write(CallerTransaction caller, DataSource dataSource, List<Boolean> told) {
    Connection connection = caller.connection(dataSource);
    assertThat(connection).isNotNull();
    caller.afterCompletion(told::add);
    caller.release(dataSource, connection);
  }
}
