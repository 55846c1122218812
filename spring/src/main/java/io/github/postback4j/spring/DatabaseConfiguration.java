package io.github.postback4j.spring;

import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.Database;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Which database keeps clicks and postbacks: the application's own, a file, or none. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

  @Bean(destroyMethod = "")
  @Conditional(StoreCondition.OfDataSource.class)
  @ConditionalOnMissingBean
  @ConditionalOnSingleCandidate(DataSource.class)
  Database postback4jDatabase(
      DataSource dataSource,
      Postback4jProperties properties,
      ObjectProvider<CallerTransaction> callerTransaction) {
    if (properties.outbox().path() != null) {
      log.warn(
          "postback4j.outbox.path is not used: postbacks are kept in the application's"
              + " DataSource, in the transaction of the order. Set postback4j.outbox.store=file"
              + " to keep them in that file instead");
    }
    Database.Builder builder =
        Database.builder(dataSource)
            .schema(properties.schema())
            .callerTransaction(callerTransaction.getIfAvailable(() -> CallerTransaction.NONE));
    String secret = properties.customerKeySecret();
    if (secret != null) {
      Settings.checked(
          "postback4j.customer-key-secret",
          "Give at least 16 characters.",
          () -> builder.customerKeySecret(secret));
    }
    return builder.build();
  }

  /** After the one above: beans of a class are looked at in their order. */
  @Bean(destroyMethod = "")
  @Conditional(StoreCondition.OfFile.class)
  @ConditionalOnMissingBean
  Database postback4jFile(Postback4jProperties properties) {
    if (properties.outbox().path() == null) {
      throw new ConfigurationException(
          "postback4j.outbox.path",
          "is missing, though postback4j.outbox.store is file",
          "Give the path of the file, such as /var/lib/shop/postbacks.db.");
    }
    return Database.sqliteFile(properties.outbox().path());
  }
}
