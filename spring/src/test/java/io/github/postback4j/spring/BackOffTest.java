package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.Attribution;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.servlet.ClickCaptureFilter;
import io.github.postback4j.servlet.VisitorCookie;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every bean gives way to one of the application's own. */
class BackOffTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  @Test
  void disabled_nothingIsThere() {
    Contexts.bare()
        .withPropertyValues("postback4j.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(PostbackTracker.class)
                    .doesNotHaveBean(TrackerLifecycle.class));
  }

  @Test
  void ownTracker_startedAndClosedWithTheContext() {
    Outbox outbox = Outbox.inMemory(10, CLOCK, CallerTransaction.NONE);
    PostbackTracker own =
        PostbackTracker.builder()
            .network(Network.preset("tune").url(Contexts.URL).build())
            .outbox(outbox)
            .clock(CLOCK)
            .build();
    Contexts.bare()
        .withBean(PostbackTracker.class, () -> own)
        .run(
            context -> {
              assertThat(context).getBean(PostbackTracker.class).isSameAs(own);
              assertThat(context.getBean(TrackerLifecycle.class).isRunning()).isTrue();
              Contexts.click(own, "T1");
              assertThat(own.track(Contexts.VISITOR, Contexts.sale("O1")).queued()).hasSize(1);
            });
  }

  @Test
  void ownStores_used() {
    SessionStore sessions = SessionStore.inMemory(10, CLOCK);
    Outbox outbox = Outbox.inMemory(10, CLOCK, CallerTransaction.NONE);
    Contexts.runner()
        .withBean(SessionStore.class, () -> sessions)
        .withBean(Outbox.class, () -> outbox)
        .withBean(Clock.class, () -> CLOCK)
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              tracker.track(Contexts.VISITOR, Contexts.sale("O1"));
              assertThat(sessions.find(Contexts.VISITOR)).hasSize(1);
              assertThat(outbox.find("O1"))
                  .extracting(Postback::createdAt)
                  .containsExactly(CLOCK.instant());
            });
  }

  @Test
  void ownDatabase_used() {
    Database database = Database.of(Contexts.h2("ownDatabase"));
    Contexts.runner()
        .withBean("other", javax.sql.DataSource.class, () -> Contexts.h2("otherThanOwn"))
        .withBean(Database.class, () -> database)
        .run(context -> assertThat(context).getBean(Database.class).isSameAs(database));
  }

  @Test
  void ownRules_used() {
    Attribution nobody = (conversion, candidates) -> java.util.List.of();
    RetryPolicy once = RetryPolicy.builder().maxAttempts(1).build();
    Contexts.runner()
        .withBean(Attribution.class, () -> nobody)
        .withBean(RetryPolicy.class, () -> once)
        .run(
            context -> {
              assertThat(context).getBean(Attribution.class).isSameAs(nobody);
              assertThat(context).getBean(RetryPolicy.class).isSameAs(once);
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              assertThat(tracker.track(Contexts.VISITOR, Contexts.sale("O1")).queued()).isEmpty();
            });
  }

  @Test
  void ownSenderAndListeners_usedAllOfThem() {
    try (TestNetwork network = new TestNetwork()) {
      Queue<String> heard = new ConcurrentLinkedQueue<>();
      CountDownLatch finished = new CountDownLatch(2);
      Contexts.bare()
          .withPropertyValues(network.properties("tune"))
          .withBean(PostbackSender.class, PostbackSender::okHttp)
          .withBean("first", DeliveryListener.class, () -> listener("first", heard, finished))
          .withBean("second", DeliveryListener.class, () -> listener("second", heard, finished))
          .run(
              context -> {
                PostbackTracker tracker = context.getBean(PostbackTracker.class);
                Contexts.click(tracker, "T1");
                tracker.track(Contexts.VISITOR, Contexts.sale("O1"));
                assertThat(finished.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(heard).containsExactlyInAnyOrder("first RECORDED", "second RECORDED");
              });
    }
  }

  /** Throws after it has heard: the other one is told all the same. */
  private static DeliveryListener listener(
      String name, Queue<String> heard, CountDownLatch finished) {
    return new DeliveryListener() {
      @Override
      public void finished(Postback postback) {
        heard.add(name + " " + postback.state());
        finished.countDown();
        throw new IllegalStateException("a listener that fails");
      }
    };
  }

  @Test
  void networkBean_servedBesideTheConfiguredOnes() {
    Contexts.runner()
        .withBean(
            Network.class,
            () -> Network.builder("mine").url("https://mine.example/?c=TRANSACTION_ID").build())
        .run(
            context ->
                assertThat(context.getBean(PostbackTracker.class).networks())
                    .containsExactly("tune", "mine"));
  }

  @Test
  void networkBeanAlone_isEnough() {
    Contexts.bare()
        .withBean(Network.class, () -> Network.preset("aspire").url(Contexts.URL).build())
        .run(
            context ->
                assertThat(context.getBean(PostbackTracker.class).networks())
                    .containsExactly("aspire"));
  }

  @Test
  void ownWebBeans_used() {
    Contexts.web()
        .withUserConfiguration(OwnWeb.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(VisitorCookie.class).toString()).contains("mine");
              assertThat(context).getBeans(FilterRegistrationBean.class).hasSize(1);
              assertThat(context.getBean(CurrentVisitor.class).get().key())
                  .isEqualTo(Contexts.VISITOR);
            });
  }

  @Test
  void filterDisabled_notRegistered() {
    Contexts.web()
        .withPropertyValues("postback4j.filter.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(FilterRegistrationBean.class)
                    .hasSingleBean(CurrentVisitor.class));
  }

  @Test
  void nonWeb_worksWithoutFilterAndVisitor() {
    Contexts.runner()
        .run(
            context -> {
              assertThat(context)
                  .doesNotHaveBean(VisitorCookie.class)
                  .doesNotHaveBean(CurrentVisitor.class)
                  .doesNotHaveBean(FilterRegistrationBean.class);
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              assertThat(tracker.track(Contexts.sale("O1")).queued()).isEmpty();
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnWeb {

    @Bean
    VisitorCookie cookie() {
      return VisitorCookie.builder().name("mine").build();
    }

    @Bean
    CurrentVisitor visitor() {
      return () -> Visitor.of(Contexts.VISITOR);
    }

    @Bean
    FilterRegistrationBean<ClickCaptureFilter> filter(
        PostbackTracker tracker, VisitorCookie cookie) {
      return new FilterRegistrationBean<>(new ClickCaptureFilter(tracker, cookie));
    }
  }
}
