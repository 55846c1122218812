package io.github.postback4j.spring;

import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.outbox.InMemoryOutboxBuilder;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.spring.Postback4jProperties.SessionsStore;
import io.github.postback4j.spring.Postback4jProperties.Store;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.Database;
import java.time.Clock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stores: in the database where there is one, else in memory, which is said once. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  private static final Logger log = LoggerFactory.getLogger(StoreConfiguration.class);

  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  Outbox postback4jOutbox(
      ObjectProvider<Database> database,
      ObjectProvider<DataSource> dataSources,
      ObjectProvider<CallerTransaction> callerTransaction,
      ObjectProvider<Clock> clock,
      Postback4jProperties properties) {
    Database durable = database.getIfAvailable();
    if (durable != null) {
      return Outbox.jdbc(durable);
    }
    Store store = properties.outbox().store();
    long candidates = dataSources.stream().count();
    if (store == Store.DATA_SOURCE) {
      throw new ConfigurationException(
          "postback4j.outbox.store",
          "is data-source, but there " + count(candidates),
          "Define one DataSource bean, or mark one @Primary.");
    }
    log.warn(
        "Postback4j keeps clicks and postbacks in memory: a crash of this process loses every"
            + " postback that still waits, every kept click, and which orders were tracked already."
            + " (A clean stop sends what it can within {}.) To keep them, {}",
        properties.delivery().closeDeadline(),
        store == Store.AUTO && candidates > 1
            ? "mark one of the "
                + candidates
                + " DataSource beans @Primary, or set postback4j.outbox.path"
            : "give the application a DataSource, or set postback4j.outbox.path to a file");
    return inMemory(properties.outbox())
        .clock(clock.getIfUnique(Clock::systemUTC))
        .transaction(callerTransaction.getIfAvailable(() -> CallerTransaction.NONE))
        .build();
  }

  private static InMemoryOutboxBuilder inMemory(Postback4jProperties.Outbox given) {
    InMemoryOutboxBuilder builder = Outbox.inMemory();
    Settings.checked(
        "postback4j.outbox.max-postbacks",
        "Give a whole number such as 100000.",
        () -> builder.maxPostbacks(given.maxPostbacks()));
    return Settings.checked(
        "postback4j.outbox.max-size",
        "Give a size such as 64MB.",
        () -> builder.maxBytes(given.maxSize().toBytes()));
  }

  private static String count(long dataSources) {
    return dataSources == 0 ? "is none" : "are " + dataSources + " and none is primary";
  }

  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  SessionStore postback4jSessionStore(
      ObjectProvider<Database> database,
      Outbox outbox,
      ObjectProvider<Clock> clocks,
      Postback4jProperties properties) {
    Clock clock = clocks.getIfUnique(Clock::systemUTC);
    SessionsStore store = properties.sessions().store();
    if (store == SessionsStore.NONE) {
      return none(properties.customerKeySecret());
    }
    @Nullable Database durable = database.getIfAvailable();
    if (durable != null && store != SessionsStore.MEMORY) {
      return SessionStore.jdbc(durable, clock);
    }
    if (store == SessionsStore.DATABASE) {
      throw new ConfigurationException(
          "postback4j.sessions.store",
          "is database, but postbacks are in none",
          "Give the application a DataSource, or set postback4j.outbox.path to a file.");
    }
    if (outbox.isDurable() && store == SessionsStore.AUTO) {
      log.warn(
          "Postback4j keeps clicks in memory, as there is a durable Outbox bean but no SessionStore"
              + " bean: a crash of this process loses every kept click");
    }
    return SessionStore.inMemory(TrackerBuilder.DEFAULT_SESSIONS_IN_MEMORY, clock);
  }

  private static SessionStore none(@Nullable String secret) {
    String remedy = "Give at least 16 random characters, the same on all nodes.";
    if (secret == null) {
      throw new ConfigurationException(
          "postback4j.customer-key-secret",
          "is missing: with postback4j.sessions.store=none it marks whose a carried click is",
          remedy);
    }
    return Settings.checked(
        "postback4j.customer-key-secret", remedy, () -> SessionStore.none(secret));
  }
}
