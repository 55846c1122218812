package io.github.postback4j.cli;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkExplanation;
import io.github.postback4j.network.PlannedPostback;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PostbackRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Sends what was explained, once, to hosts that were named, and reads the answers. */
final class SendCommand {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Most of an answer's body that is shown, in characters. */
  private static final int SHOWN = 1000;

  private final NetworkExplanation told;
  private final Conversion conversion;

  /**
   * @param told what was explained
   * @param conversion that it is about
   */
  SendCommand(NetworkExplanation told, Conversion conversion) {
    this.told = told;
    this.conversion = conversion;
  }

  /**
   * A request as it goes out.
   *
   * @param part what tells it from the others of the conversion
   */
  private record Sendable(String part, PostbackRequest request) {}

  /** What a network is sent; empty if nothing is. */
  private List<Sendable> requests(Network network) {
    Click click = network.readClick(LandingParameters.ofUrl(told.landing()), told.clickedAt());
    Instant now = conversion.occurredAt() == null ? told.clickedAt() : conversion.occurredAt();
    PlannedPostback plan =
        conversion.isFollowUp()
            ? network.planFollowUp(click, conversion, now)
            : network.plan(click, conversion, now);
    if (!(plan instanceof Send send)) {
      return List.of();
    }
    return send.requests().stream()
        .map(
            outgoing ->
                new Sendable(
                    outgoing.part(),
                    network.authorize(conversion.goal(), outgoing.part(), outgoing.request())))
        .toList();
  }

  /**
   * @param real the network without test mode
   * @throws UsageException naming the first request that test mode does not change
   */
  void checkTestMode(Network inTest, Network real) {
    List<Sendable> booked = requests(real);
    for (Sendable request : requests(inTest)) {
      if (booked.contains(request)) {
        throw new UsageException(
            "test mode does not change the request for the goal "
                + conversion.goal()
                + (request.part().isEmpty() ? "" : ", [" + request.part() + "]")
                + ": it would be booked. Nothing was sent. Say --no-test-mode if that is what you"
                + " want.");
      }
    }
  }

  /**
   * Sends them one after the other.
   *
   * @param hosts that may be called
   * @param answers told one by one
   * @throws UsageException if a request goes to another host; then none is sent
   */
  void send(Network network, List<TargetHost> hosts, Consumer<SentAnswer> answers) {
    List<Sendable> requests = requests(network);
    requests.forEach(one -> target(network, hosts, one.request().url()));
    try (PostbackSender sender = PostbackSender.okHttp()) {
      for (Sendable one : requests) {
        PostbackRequest request = one.request();
        TargetHost target = target(network, hosts, request.url());
        PostbackRequest led =
            new PostbackRequest(
                request.method(), target.url(request.url()), request.headers(), request.body());
        boolean allowPrivate = network.allowPrivate() || target.isLoopback();
        SendResult result =
            sender.send(led, new PostbackSender.Options(false, allowPrivate, TIMEOUT)).join();
        answers.accept(answer(network, one.part(), result));
      }
    }
  }

  private static TargetHost target(Network network, List<TargetHost> hosts, String url) {
    return TargetHost.among(hosts, url, network.mask(url));
  }

  private SentAnswer answer(Network network, String part, SendResult result) {
    if (result instanceof NotSent notSent) {
      return new SentAnswer(part, null, "not-sent", notSent.code(), "");
    }
    if (result instanceof NoAnswer none) {
      return new SentAnswer(part, null, "unknown", "no answer: " + none.code(), "");
    }
    Answered answered = (Answered) result;
    Answer answer = network.readAnswer(conversion.goal(), part, answered.status(), answered.body());
    String word =
        answer.unauthorized()
            ? "unauthorized"
            : answer.meaning().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String body = network.mask(answered.body());
    return new SentAnswer(
        part,
        answered.status(),
        word,
        answer.reason(),
        body.length() > SHOWN ? body.substring(0, SHOWN) : body);
  }
}
