package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkDescription.Reading;
import io.github.postback4j.network.NetworkExplanation.Call;
import io.github.postback4j.network.NetworkExplanation.Read;
import io.github.postback4j.network.PlannedPostback.Manual;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains what a network would capture and would be sent. Immutable. */
final class Explainer {

  private final Network network;
  private final Secrets secrets;
  private final KeyedValues keyed;

  Explainer(Network network, Secrets secrets, KeyedValues keyed) {
    this.network = network;
    this.secrets = secrets;
    this.keyed = keyed;
  }

  NetworkExplanation explain() {
    NetworkDescription description = network.describe();
    return explain(
        SampleOrder.landing(description.landing(), network.protocols()),
        SampleOrder.order().build());
  }

  NetworkExplanation explain(String landingUrl, Conversion given) {
    Instant now = given.occurredAt() == null ? SampleOrder.BOUGHT : given.occurredAt();
    Conversion conversion = given.occurredBy(now);
    Instant clickedAt = now.minus(SampleOrder.BEFORE);
    LandingParameters parameters = LandingParameters.ofUrl(landingUrl);
    Click click = network.readClick(parameters, clickedAt);
    String reason = given.problem() == null ? null : "not tracked: " + given.problem();
    PlannedPostback plan = reason == null ? plan(click, conversion, now) : new Skip(reason);
    List<Call> calls = new ArrayList<>();
    Send send = plan instanceof Send sent ? sent : null;
    if (send != null) {
      Scope scope = Scope.of(click, conversion, send.protocol(), network.isTestMode());
      Secrets all = secrets.and(keyed.texts(scope));
      for (Outgoing outgoing : send.requests()) {
        calls.add(call(conversion, outgoing, all));
      }
    }
    return new NetworkExplanation(
        network.name(),
        network.isTestMode(),
        landingUrl,
        read(network.describe().landing(), parameters),
        click != null,
        conversion.goal() + " of order " + conversion.orderId(),
        calls,
        Map.of(),
        reason(plan, click != null),
        send == null || send.protocol() == null ? null : send.protocol().text(),
        clickedAt,
        send == null ? null : send.deadline(),
        network.hints());
  }

  /** What is not as it should be; that a network is never sent anything is as it should be. */
  private @Nullable String reason(PlannedPostback plan, boolean captured) {
    if (network.isCaptureOnly()) {
      return captured ? null : "not captured: the landing brought no click";
    }
    return plan instanceof Skip skip
        ? skip.reason()
        : plan instanceof Manual manual ? manual.reason() : null;
  }

  private PlannedPostback plan(@Nullable Click click, Conversion conversion, Instant now) {
    if (network.isCaptureOnly()) {
      return new Skip("not sent: clicks are kept, and nothing is ever sent");
    }
    if (conversion.isFollowUp()) {
      return network.planFollowUp(click, conversion, now);
    }
    boolean coupon = network.isByCouponOnly() && conversion.coupon() != null;
    if (click != null || coupon || network.servesWithoutClick(conversion)) {
      return network.plan(click, conversion, now);
    }
    if (network.isByCouponOnly()) {
      return new Skip("not sent: no coupon");
    }
    return new Skip("not sent: the landing brought no click, and nothing else tells whose it is");
  }

  /** What became of each parameter. */
  static List<Read> read(Reading reading, LandingParameters parameters) {
    Map<String, Read> taken = new LinkedHashMap<>();
    boolean any = reading.ignoreCase();
    take(taken, "transaction-id", reading.transactionId(), parameters, any);
    take(taken, "partner-id", reading.partnerId(), parameters, any);
    take(taken, "offer-id", reading.offerId(), parameters, any);
    reading.keep().forEach(name -> take(taken, "keep", List.of(name), parameters, any));
    reading
        .when()
        .forEach(
            (name, wanted) -> {
              String value = parameters.first(name, any);
              if (wanted.equals(value)) {
                taken.putIfAbsent(key(name, any), new Read(name, "when", value, ""));
              } else {
                String why = "it must be " + wanted + " for this network";
                taken.put(key(name, any), new Read(name, "", null, why));
              }
            });
    List<Read> all = new ArrayList<>();
    for (String name : parameters.names()) {
      Read read = taken.get(key(name, any));
      all.add(
          read == null
              ? new Read(name, "", null, "not this network's")
              : new Read(name, read.taken(), read.value(), read.why()));
    }
    reading.when().keySet().stream()
        .filter(name -> !parameters.has(name, any))
        .forEach(name -> all.add(new Read(name, "", null, "it must be there for this network")));
    return all;
  }

  private static String key(String name, boolean ignoreCase) {
    return ignoreCase ? name.toLowerCase(java.util.Locale.ROOT) : name;
  }

  private static void take(
      Map<String, Read> taken,
      String as,
      List<String> names,
      LandingParameters parameters,
      boolean ignoreCase) {
    String before = null;
    for (String name : names) {
      String value = parameters.first(name, ignoreCase);
      String problem = parameters.problem(name, ignoreCase);
      Read read =
          problem != null
              ? new Read(name, "", null, problem)
              : before != null
                  ? new Read(name, "", null, before + " comes first")
                  : new Read(name, as, value, "");
      taken.putIfAbsent(key(name, ignoreCase), read);
      before = before == null && value != null ? name : before;
    }
  }

  private Call call(Conversion conversion, Outgoing outgoing, Secrets hidden) {
    PostbackRequest request =
        network.authorize(conversion.goal(), outgoing.part(), outgoing.request());
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, value) ->
                headers.put(
                    name,
                    name.equalsIgnoreCase("Authorization")
                        ? value.replaceAll("(?<=^(Basic|Bearer) ).*|^(?!Basic |Bearer ).*", "***")
                        : hidden.mask(value)));
    String body = request.body();
    return new Call(
        outgoing.part(),
        request.method(),
        hidden.mask(request.url()),
        headers,
        body == null ? null : hidden.mask(body),
        outgoing.repeatable(),
        new LeftOut(network.describe()).of(conversion, outgoing.part(), request));
  }
}
