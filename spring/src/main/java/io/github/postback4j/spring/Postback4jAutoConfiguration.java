package io.github.postback4j.spring;

import io.github.postback4j.Attribution;
import io.github.postback4j.CouponBook;
import io.github.postback4j.KeyedUse;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Sets a {@link PostbackTracker} up from {@code postback4j.*}, on Spring Boot 3.5 and 4.
 *
 * <p>Every bean gives way to one of the application's own: {@link PostbackTracker} (not started; it
 * is started and closed with the context), {@link Database}, {@link Outbox}, {@link SessionStore},
 * {@code CallerTransaction}, {@link Attribution}, {@link CouponBook}, {@link RetryPolicy}, {@link
 * CurrentVisitor}, {@code VisitorCookie}, {@code ClickCarrier}, {@code RequestVisitors} and the
 * filter. Taken where there are any: a {@code ConsentPolicy}, {@link Network} beans, beside the
 * configured ones, {@link DeliveryListener} beans, a {@link PostbackSender} and a {@link Clock}.
 */
@AutoConfiguration(
    afterName = {
      // Boot 3.5
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      // Boot 4
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration"
    })
@ConditionalOnProperty(
    prefix = Postback4jProperties.PREFIX,
    name = "enabled",
    matchIfMissing = true)
@EnableConfigurationProperties(Postback4jProperties.class)
@Import({
  TransactionConfiguration.class,
  DatabaseConfiguration.class,
  RedisConfiguration.class,
  StoreConfiguration.class,
  WebConfiguration.class
})
public final class Postback4jAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Attribution postback4jAttribution(Postback4jProperties properties) {
    return properties.attribution().attribution(properties.attributionPriority());
  }

  @Bean
  @ConditionalOnMissingBean
  CouponBook postback4jCoupons(Postback4jProperties properties) {
    return CouponSettings.book(properties.coupons());
  }

  @Bean
  @ConditionalOnMissingBean
  RetryPolicy postback4jRetryPolicy(Postback4jProperties properties) {
    return RetrySettings.policy(Postback4jProperties.PREFIX + ".retry.", properties.retry());
  }

  /**
   * Closed by its life cycle, and again, which does nothing, if the context never came to start.
   */
  @Bean
  @ConditionalOnMissingBean
  PostbackTracker postback4jTracker(
      Postback4jProperties properties,
      ObjectProvider<Network> networks,
      ObjectProvider<Database> database,
      SessionStore sessions,
      Outbox outbox,
      Attribution attribution,
      CouponBook coupons,
      RetryPolicy retry,
      ObjectProvider<PostbackSender> sender,
      ObjectProvider<SslBundles> sslBundles,
      ObjectProvider<DeliveryListener> listeners,
      ObjectProvider<CurrentVisitor> currentVisitor,
      ObjectProvider<Clock> clock) {
    TrackerBuilder builder =
        PostbackTracker.builder()
            .sessions(limited(sessions, properties.sessions().timeLimit()))
            .needs(properties.sessions().needs().toArray(KeyedUse[]::new))
            .outbox(outbox)
            .attribution(attribution)
            .coupons(coupons)
            .retry(retry)
            .retention(RetentionSettings.retention(properties.retention()))
            .strict(properties.strict())
            .listener(DeliveryListeners.of(listeners.orderedStream().toList()));
    addNetworks(builder, properties, networks.orderedStream().toList());
    addDelivery(builder, properties.delivery());
    database.ifAvailable(builder::database);
    builder.sender(
        sender.getIfAvailable(
            () -> HttpSettings.sender(properties.http(), sslBundles.getIfAvailable())));
    currentVisitor.ifAvailable(builder::currentVisitor);
    clock.ifUnique(builder::clock);
    try {
      return builder.build();
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          Postback4jProperties.PREFIX + "." + e.where(), e.problem(), e.remedy());
    }
  }

  private static SessionStore limited(SessionStore sessions, @Nullable Duration limit) {
    return limit == null
        ? sessions
        : Settings.checked(
            Postback4jProperties.PREFIX + ".sessions.time-limit",
            "Give a duration such as 200ms, or leave it out for no limit.",
            () -> SessionStore.within(limit, sessions));
  }

  private static void addNetworks(
      TrackerBuilder builder, Postback4jProperties properties, List<Network> beans) {
    if (properties.networks().isEmpty() && beans.isEmpty()) {
      throw new ConfigurationException(
          Postback4jProperties.PREFIX + ".networks",
          "no network is configured",
          "Paste the postback URL that the network's screen shows, such as"
              + " postback4j.networks.tune.url=https://network.example/aff_lsr"
              + "?transaction_id=TRANSACTION_ID&amount=AMOUNT,"
              + " or set postback4j.enabled=false to do without.");
    }
    properties
        .networks()
        .forEach(
            (name, given) -> {
              builder.network(NetworkFactory.network(name, given));
              if (given.retry() != null) {
                String prefix = Postback4jProperties.PREFIX + ".networks." + name + ".retry.";
                builder.retry(name, RetrySettings.policy(prefix, given.retry()));
              }
            });
    beans.forEach(builder::network);
  }

  private static void addDelivery(TrackerBuilder builder, Postback4jProperties.Delivery given) {
    DeliveryChecks.check(given);
    builder
        .pollInterval(given.pollInterval())
        .callTimeout(given.callTimeout(), given.lease())
        .maxInFlight(given.maxInFlight());
  }

  @Bean
  @ConditionalOnMissingBean
  TrackerLifecycle postback4jLifecycle(PostbackTracker tracker, Postback4jProperties properties) {
    return new TrackerLifecycle(tracker, properties.delivery().closeDeadline());
  }
}
