package io.github.postback4j.spring;

import io.github.postback4j.store.CallerTransaction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the stores learn of the application's transactions: as far as it has them. */
@Configuration(proxyBeanMethods = false)
class TransactionConfiguration {

  static final String JDBC = "org.springframework.jdbc.datasource.DataSourceUtils";

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = TransactionConfiguration.JDBC)
  static class Jdbc {

    @Bean
    @ConditionalOnMissingBean
    CallerTransaction postback4jCallerTransaction() {
      return new JdbcSpringTransaction();
    }

    @Bean
    static CommitWatch postback4jCommitWatch() {
      return new CommitWatch();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.transaction.support.TransactionSynchronizationManager")
  @ConditionalOnMissingClass(TransactionConfiguration.JDBC)
  static class Any {

    @Bean
    @ConditionalOnMissingBean
    CallerTransaction postback4jCallerTransaction() {
      return new SpringTransaction();
    }

    @Bean
    static CommitWatch postback4jCommitWatch() {
      return new CommitWatch();
    }
  }
}
