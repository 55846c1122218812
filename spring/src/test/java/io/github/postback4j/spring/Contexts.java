package io.github.postback4j.spring;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.session.SessionKey;
import java.math.BigDecimal;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Applications with nothing but the auto-configuration, and what they are asked to do. */
final class Contexts {

  static final String URL =
      "https://network.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT";
  static final SessionKey VISITOR = SessionKey.visitor("AAAAAAAAAAAAAAAAAAAAAA");

  private Contexts() {}

  /** Without a network. */
  static ApplicationContextRunner bare() {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(Postback4jAutoConfiguration.class));
  }

  /** With a network that is never reached. */
  static ApplicationContextRunner runner() {
    return bare().withPropertyValues("postback4j.networks.tune.url=" + URL);
  }

  static WebApplicationContextRunner web() {
    return new WebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(Postback4jAutoConfiguration.class))
        .withPropertyValues("postback4j.networks.tune.url=" + URL);
  }

  static DataSource h2(String name) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    return dataSource;
  }

  static void click(PostbackTracker tracker, String transactionId) {
    if (!tracker.capture(VISITOR, "transaction_id=" + transactionId)) {
      throw new AssertionError("click not kept");
    }
  }

  static Conversion sale(String orderId) {
    return Conversion.sale(orderId, new BigDecimal("12.50"), "EUR");
  }
}
