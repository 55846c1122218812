package io.github.postback4j.spring;

import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.redis.RedisSessionStore;
import io.github.postback4j.session.SessionStore;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/** The session store on Redis, where {@code postback4j.sessions.store} asks for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(
    prefix = Postback4jProperties.PREFIX + ".sessions",
    name = "store",
    havingValue = "redis")
class RedisConfiguration {

  private static final String STORE = "postback4j.sessions.store";
  private static final String SECRET = "postback4j.customer-key-secret";

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass("io.github.postback4j.redis.RedisSessionStore")
  static class WithoutTheModule {

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    SessionStore postback4jNoRedis() {
      throw new ConfigurationException(
          STORE,
          "is redis, but postback4j-redis is not on the class path",
          "Add the dependency io.github.postback4j:postback4j-redis.");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(RedisSessionStore.class)
  static class WithTheModule {

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    SessionStore postback4jRedisSessionStore(
        BeanFactory beans,
        ObjectProvider<AbstractRedisClient> clients,
        ObjectProvider<Clock> clocks,
        Postback4jProperties properties) {
      String secret = properties.customerKeySecret();
      if (secret == null) {
        throw new ConfigurationException(
            SECRET,
            "is missing, though " + STORE + " is redis",
            "Give at least 16 characters, the same on all nodes.");
      }
      AbstractRedisClient given = clients.getIfUnique();
      AbstractRedisClient client = given == null ? ofTheApplication(beans) : given;
      RedisSessionStore.Builder builder =
          Settings.checked(SECRET, "Give at least 16 characters.", () -> builder(client, secret));
      Postback4jProperties.Redis redis = properties.sessions().redis();
      Settings.checked(
          "postback4j.sessions.redis.timeout",
          "Give a duration such as 250ms.",
          () -> builder.timeout(redis.timeout()));
      Settings.checked(
          "postback4j.sessions.redis.keep-partner-clicks",
          "Give a duration such as 400d.",
          () -> builder.keepPartnerClicks(redis.keepPartnerClicks()));
      return builder.prefix(redis.prefix()).clock(clocks.getIfUnique(Clock::systemUTC)).build();
    }

    private static AbstractRedisClient ofTheApplication(BeanFactory beans) {
      boolean hasSpringData =
          ClassUtils.isPresent(
              "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory",
              WithTheModule.class.getClassLoader());
      AbstractRedisClient client = hasSpringData ? SpringData.client(beans) : null;
      if (client == null) {
        throw new ConfigurationException(
            STORE,
            "is redis, but there is no single RedisClient, RedisClusterClient or"
                + " LettuceConnectionFactory bean",
            "Add spring-boot-starter-data-redis and set spring.data.redis.host, or define one such"
                + " bean.");
      }
      return client;
    }

    private static RedisSessionStore.Builder builder(AbstractRedisClient client, String secret) {
      if (client instanceof RedisClusterClient cluster) {
        return RedisSessionStore.builder(cluster, secret);
      }
      return RedisSessionStore.builder((RedisClient) client, secret);
    }
  }

  /** Loaded only where Spring Data is there. */
  private static final class SpringData {

    static @Nullable AbstractRedisClient client(BeanFactory beans) {
      LettuceConnectionFactory factory =
          beans.getBeanProvider(LettuceConnectionFactory.class).getIfUnique();
      return factory == null ? null : factory.getNativeClient();
    }
  }
}
