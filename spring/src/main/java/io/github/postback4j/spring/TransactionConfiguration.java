package io.github.postback4j.spring;

import io.github.postback4j.store.CallerTransaction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** How the stores learn of the application's transactions: as far as it has them. */
@Configuration(proxyBeanMethods = false)
@Import({TransactionConfiguration.Jdbc.class, TransactionConfiguration.Any.class})
class TransactionConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.jdbc.datasource.DataSourceUtils")
  static class Jdbc {

    @Bean
    @ConditionalOnMissingBean
    CallerTransaction postback4jCallerTransaction() {
      return new JdbcSpringTransaction();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(
      name = "org.springframework.transaction.support.TransactionSynchronizationManager")
  static class Any {

    @Bean
    @ConditionalOnMissingBean
    CallerTransaction postback4jCallerTransaction() {
      return new SpringTransaction();
    }
  }
}
