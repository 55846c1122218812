package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PlannedPostback;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.Rate;
import io.github.postback4j.network.Renewals;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.servlet.VisitorCookie;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;

/** What the properties come to. */
class PropertiesTest {

  @TempDir Path folder;

  @Test
  void url_enoughForANetworkNamedLikeAPreset() {
    NetworkProperties given = network("postback4j.networks.aspire.url=" + Contexts.URL);
    Network network = NetworkFactory.network("aspire", given);
    assertThat(network.protocols()).containsExactly(Protocol.TRANSACTION_ID);
    assertThat(network.deDuplication()).isEqualTo(DeDuplication.TRANSACTION_ID);
    assertThat(network.longestWindow()).isEqualTo(Duration.ofDays(28));
  }

  @Test
  void otherName_generic() {
    NetworkProperties given = network("postback4j.networks.mine.url=" + Contexts.URL);
    assertThat(NetworkFactory.network("mine", given).identifierNames())
        .containsExactly("transaction_id", "click_id", "clickid");
  }

  @Test
  void fixedNames_areUnderstood() {
    NetworkProperties given =
        network(
            "postback4j.networks.mine.preset=tune",
            "postback4j.networks.mine.url="
                + "http://127.0.0.1:1/aff_lsr?transaction_id=TRANSACTION_ID&offer_id=OFFER_ID"
                + "&aff_id=AFFILIATE_ID&conversion_unique_id=ORDER_ID",
            "postback4j.networks.mine.allow-http=true",
            "postback4j.networks.mine.protocol=partner-id, transaction-id",
            "postback4j.networks.mine.landing.transaction-id=tid, trans",
            "postback4j.networks.mine.landing.partner-id=pid",
            "postback4j.networks.mine.attribution-window=100ms",
            "postback4j.networks.mine.de-duplication=unique-id");
    Network network = NetworkFactory.network("mine", given);
    assertThat(network.protocols()).containsExactly(Protocol.PARTNER_ID, Protocol.TRANSACTION_ID);
    assertThat(network.identifierNames()).containsExactlyInAnyOrder("tid", "trans", "pid");
    assertThat(network.deDuplication()).isEqualTo(DeDuplication.UNIQUE_ID);
  }

  @Test
  void windowNone_noEnd() {
    NetworkProperties given =
        network(
            "postback4j.networks.tune.url=" + Contexts.URL,
            "postback4j.networks.tune.attribution-window=none");
    assertThat(NetworkFactory.network("tune", given).longestWindow()).isNull();
  }

  @Test
  void keysOfMaps_keepTheirCase() throws Exception {
    String yaml =
        """
        postback4j:
          networks:
            tune:
              url: https://{NETWORK}.network.example/aff_lsr?transaction_id=TRANSACTION_ID&x=MY_Sub&security_token=TOKEN
              placeholders:
                MY_Sub: click:aff_sub
              settings:
                NETWORK: shop
                "[TOKEN]": t0ken
        """;
    var source =
        new YamlPropertySourceLoader()
            .load("test", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
            .get(0);
    Contexts.bare()
        .withInitializer(context -> context.getEnvironment().getPropertySources().addFirst(source))
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              tracker.capture(Contexts.VISITOR, "transaction_id=T1&aff_sub=S1");
              tracker.track(Contexts.VISITOR, Contexts.sale("O1"));
              assertThat(tracker.postbacks("O1"))
                  .extracting(postback -> String.valueOf(postback.request().url()))
                  .containsExactly(
                      "https://shop.network.example/aff_lsr?transaction_id=T1&x=S1&security_token=t0ken");
            });
  }

  @Test
  void goals_haveUrlsOfTheirOwn() {
    Contexts.runner()
        .withPropertyValues(
            "postback4j.networks.tune.goals.lead="
                + "https://network.example/aff_goal?a=lsr&goal_id=7&transaction_id=TRANSACTION_ID")
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              tracker.track(Contexts.VISITOR, Conversion.builder("O1").goal("lead").build());
              assertThat(tracker.postbacks("O1"))
                  .extracting(postback -> postback.request().url())
                  .containsExactly(
                      "https://network.example/aff_goal?a=lsr&goal_id=7&transaction_id=T1");
            });
  }

  @Test
  void file_instanceOfAPreset() throws Exception {
    Path json = folder.resolve("mine.json");
    Files.writeString(
        json,
        "{\"name\":\"x\",\"landing\":{\"transaction-id\":[\"abc\"]},"
            + "\"request\":{\"url\":\"https://mine.example/?c=TRANSACTION_ID\"}}");
    NetworkProperties given = network("postback4j.networks.mine.file=" + json);
    Network network = NetworkFactory.network("mine", given);
    assertThat(network.name()).isEqualTo("mine");
    assertThat(network.identifierNames()).containsExactly("abc");
  }

  @Test
  void attribution_asNamed() {
    for (Map.Entry<String, Integer> rule :
        Map.of("last-click-per-network", 2, "last-click", 1, "first-click", 1).entrySet()) {
      Contexts.runner()
          .withPropertyValues(
              "postback4j.attribution=" + rule.getKey(),
              "postback4j.networks.mine.url=https://mine.example/?c=TRANSACTION_ID",
              "postback4j.networks.mine.landing.transaction-id=cid")
          .run(
              context -> {
                PostbackTracker tracker = context.getBean(PostbackTracker.class);
                tracker.capture(Contexts.VISITOR, "transaction_id=T1");
                tracker.capture(Contexts.VISITOR, "cid=C1");
                assertThat(tracker.track(Contexts.VISITOR, Contexts.sale("O1")).queued())
                    .as(rule.getKey())
                    .hasSize(rule.getValue());
              });
    }
  }

  @Test
  void attributionPriority_prefersAsListed() {
    Contexts.runner()
        .withPropertyValues(
            "postback4j.attribution=priority",
            "postback4j.attribution-priority=mine, tune",
            "postback4j.networks.mine.url=https://mine.example/?c=TRANSACTION_ID",
            "postback4j.networks.mine.landing.transaction-id=cid")
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              tracker.capture(Contexts.VISITOR, "cid=C1");
              tracker.capture(Contexts.VISITOR, "transaction_id=T1");
              assertThat(tracker.track(Contexts.VISITOR, Contexts.sale("O1")).queued())
                  .extracting(queued -> queued.network())
                  .containsExactly("mine");
            });
  }

  @Test
  void coupons_creditTheirPartner() {
    Contexts.runner()
        .withPropertyValues(
            "postback4j.networks.mine.url=https://mine.example/?a=AFFILIATE_ID",
            "postback4j.networks.mine.landing.partner-id=pid",
            "postback4j.coupons.codes.mine.Kim-10=77",
            "postback4j.coupons.rules.mine=click-wins")
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Conversion sale = Contexts.sale("O1").toBuilder().coupon("KIM-10").build();
              tracker.track(Contexts.VISITOR, sale);
              assertThat(url(tracker, "O1")).isEqualTo("https://mine.example/?a=77");
              tracker.capture(Contexts.VISITOR, "pid=5");
              Conversion clicked = Contexts.sale("O2").toBuilder().coupon("KIM-10").build();
              tracker.track(Contexts.VISITOR, clicked);
              assertThat(url(tracker, "O2")).isEqualTo("https://mine.example/?a=5");
            });
  }

  private static String url(PostbackTracker tracker, String orderId) {
    PostbackRequest request = tracker.postbacks(orderId).get(0).request();
    return request == null ? "gone" : request.url();
  }

  @Test
  void goalWindowsAndRenewals_areTheNetworks() {
    NetworkProperties given =
        network(
            "postback4j.networks.tune.url=" + Contexts.URL,
            "postback4j.networks.tune.goal-windows.lead=60d",
            "postback4j.networks.tune.renewals=count 12",
            "postback4j.networks.tune.list-follow-ups=false");
    Network network = NetworkFactory.network("tune", given);
    assertThat(network.longestWindow()).isEqualTo(Duration.ofDays(60));
    assertThat(network.renewals()).isEqualTo(Renewals.count(12));
    assertThat(network.remembersCredit()).isFalse();
  }

  @Test
  void limitsAndTestMode_areTheNetworks(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("acme.json");
    Files.writeString(
        file,
        """
        {'name':'acme','landing':{'transaction-id':'CID'},
         'settings':{'EVENT.*':{'about':'The event of a goal.'},'KEY':{'about':'The key.'}},
         'placeholders':{'event':{'of':'goal','map':'EVENT'}},
         'request':{'url':'https://a.example/p?c={transaction_id}&e={event}&g=GOAL&k={KEY}'},
         'test':{'about':'A flag.','request':{'query':{'t':1}}}}
        """
            .replace('\'', '"'));
    NetworkProperties given =
        network(
            "postback4j.networks.acme.file=" + file,
            "postback4j.networks.acme.settings.KEY=k-1",
            "postback4j.networks.acme.settings.EVENT=9",
            "postback4j.networks.acme.settings.EVENT.lead=7",
            "postback4j.networks.acme.landing.ignore-case=true",
            "postback4j.networks.acme.rate=20/1m",
            "postback4j.networks.acme.deadline=3d",
            "postback4j.networks.acme.late-after=3m",
            "postback4j.networks.acme.renewals-by-transaction-id=true",
            "postback4j.networks.acme.test-mode=true");

    Network network = NetworkFactory.network("acme", given);

    assertThat(network.rate()).isEqualTo(new Rate(20, Duration.ofMinutes(1)));
    assertThat(network.lateAfter()).isEqualTo(Duration.ofMinutes(3));
    assertThat(network.isTestMode()).isTrue();
    assertThat(network.ignoresCase()).isTrue();
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    Click click = Click.ofTransaction("acme", "t1", now);
    Conversion renewal =
        Conversion.renewal("o-1", "c-1", BigDecimal.ONE, "EUR").toBuilder().goal("lead").build();
    assertThat(network.plan(click, renewal.occurredBy(now), now))
        .isInstanceOfSatisfying(
            PlannedPostback.Send.class,
            send -> {
              assertThat(send.request().url())
                  .isEqualTo("https://a.example/p?c=t1&e=7&g=lead&k=k-1&t=1");
              assertThat(send.deadline()).isEqualTo(now.plus(Duration.ofDays(3)));
            });
  }

  @Test
  void onlyOneDelaySet_theOtherFollows() {
    Contexts.runner()
        .withPropertyValues("postback4j.retry.max-delay=1s")
        .run(
            context -> {
              RetryPolicy retry = context.getBean(RetryPolicy.class);
              assertThat(retry.initialDelay()).isEqualTo(Duration.ofSeconds(1));
              assertThat(retry.maxDelay()).isEqualTo(Duration.ofSeconds(1));
            });
    Contexts.runner()
        .withPropertyValues("postback4j.retry.initial-delay=7h")
        .run(
            context ->
                assertThat(context.getBean(RetryPolicy.class).maxDelay())
                    .isEqualTo(Duration.ofHours(7)));
  }

  @Test
  void retryOfOneNetwork_holdsForItAlone() {
    Contexts.runner()
        .withBean(PostbackSender.class, Unreachable::new)
        .withPropertyValues(
            "postback4j.networks.tune.retry.max-attempts=1",
            "postback4j.networks.other.url=https://other.example/aff_lsr"
                + "?transaction_id=TRANSACTION_ID&amount=AMOUNT")
        .run(
            context -> {
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              tracker.track(Contexts.VISITOR, Contexts.sale("O1"));
              assertThat(tracker.flush(Duration.ofSeconds(10))).isTrue();

              assertThat(tracker.postbacks("O1"))
                  .extracting(Postback::network, Postback::state)
                  .containsExactlyInAnyOrder(
                      Tuple.tuple("tune", PostbackState.DEAD),
                      Tuple.tuple("other", PostbackState.PENDING));
            });
  }

  /** A network that nobody can reach. */
  private static final class Unreachable implements PostbackSender {
    @Override
    public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
      return CompletableFuture.completedFuture(new SendResult.NotSent("connect_error", false));
    }

    @Override
    public void close() {}
  }

  @Test
  void nothingSet_defaultsOfTheCore() {
    Contexts.web()
        .run(
            context -> {
              Postback4jProperties given = context.getBean(Postback4jProperties.class);
              RetryPolicy retry = context.getBean(RetryPolicy.class);
              RetryPolicy defaults = RetryPolicy.ofDefaults();
              assertThat(retry.initialDelay()).isEqualTo(defaults.initialDelay());
              assertThat(retry.maxDelay()).isEqualTo(defaults.maxDelay());
              assertThat(retry.maxAttempts()).isEqualTo(defaults.maxAttempts());
              assertThat(given.delivery().closeDeadline())
                  .isEqualTo(PostbackTracker.DEFAULT_CLOSE_DEADLINE);
              assertThat(context.getBean(VisitorCookie.class).toString())
                  .isEqualTo(VisitorCookie.ofDefaults().toString());
            });
  }

  private static NetworkProperties network(String... properties) {
    NetworkProperties[] found = new NetworkProperties[1];
    Contexts.bare()
        .withPropertyValues(properties)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              found[0] =
                  context.getBean(Postback4jProperties.class).networks().values().iterator().next();
            });
    return found[0];
  }
}
