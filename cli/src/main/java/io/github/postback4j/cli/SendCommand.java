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
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PostbackRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends one conversion, once, to a host that was named, and explains the answer. */
final class SendCommand {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final PrintStream out;
  private final PrintStream err;

  SendCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(
      Network network, NetworkExplanation told, Conversion conversion, String host, boolean json) {
    Click click = network.readClick(LandingParameters.ofUrl(told.landing()), told.clickedAt());
    PlannedPostback plan =
        conversion.isFollowUp()
            ? network.planFollowUp(click, conversion, told.clickedAt().plusSeconds(3600))
            : network.plan(click, conversion, told.clickedAt().plusSeconds(3600));
    if (!(plan instanceof Send send)) {
      err.println("nothing is to be sent");
      return Main.TROUBLE;
    }
    TargetHost target = TargetHost.of(host);
    List<Outgoing> requests = send.requests();
    requests.forEach(outgoing -> target.checkFits(outgoing.request().url()));
    List<SentAnswer> answers = new ArrayList<>();
    try (PostbackSender sender = PostbackSender.okHttp()) {
      for (Outgoing outgoing : requests) {
        PostbackRequest request =
            network.authorize(conversion.goal(), outgoing.part(), outgoing.request());
        PostbackRequest sent =
            new PostbackRequest(
                request.method(), target.url(request.url()), request.headers(), request.body());
        SendResult result =
            sender
                .send(
                    sent,
                    new PostbackSender.Options(
                        false, network.allowPrivate() || target.isLoopback(), TIMEOUT))
                .join();
        answers.add(answer(network, conversion.goal(), outgoing, result));
      }
    }
    return show(told, answers, json);
  }

  private static SentAnswer answer(
      Network network, String goal, Outgoing outgoing, SendResult result) {
    String part = outgoing.part();
    if (result instanceof NotSent notSent) {
      return new SentAnswer(part, null, "not-sent", notSent.code(), "");
    }
    if (result instanceof NoAnswer none) {
      return new SentAnswer(part, null, "unknown", "no answer: " + none.code(), "");
    }
    Answered answered = (Answered) result;
    Answer answer = network.readAnswer(goal, part, answered.status(), answered.body());
    String word =
        answer.unauthorized()
            ? "unauthorized"
            : answer.meaning().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String body = answered.body();
    return new SentAnswer(
        part,
        answered.status(),
        word,
        answer.reason(),
        network.mask(body.length() > 1000 ? body.substring(0, 1000) : body));
  }

  private int show(NetworkExplanation told, List<SentAnswer> answers, boolean json) {
    if (json) {
      List<String> entries = answers.stream().map(SentAnswer::json).toList();
      String explanation = told.json();
      out.println(
          explanation.substring(0, explanation.length() - 1)
              + ",\"answers\":["
              + String.join(",", entries)
              + "]}");
    } else {
      answers.forEach(answer -> out.print(answer.text()));
    }
    return answers.stream().allMatch(SentAnswer::isFine) ? Main.FINE : Main.TROUBLE;
  }

  /**
   * What came of one request.
   *
   * @param part of the request
   * @param status HTTP status, or null if none came
   * @param means the word of the format, or {@code not-sent}
   * @param reason or null
   * @param body its beginning, secrets masked
   */
  record SentAnswer(
      String part, @Nullable Integer status, String means, @Nullable String reason, String body) {

    boolean isFine() {
      return means.equals("recorded") || means.equals("accepted");
    }

    String text() {
      return "\nAnswer"
          + (part.isEmpty() ? "" : " to [" + part + "]")
          + (status == null ? "" : ": HTTP " + status)
          + (body.isEmpty() ? "" : "\n" + body)
          + "\n  => "
          + means
          + (reason == null ? "" : ": " + reason)
          + "\n";
    }

    String json() {
      Map<String, @Nullable Object> tree = new LinkedHashMap<>();
      tree.put("part", part);
      tree.put("status", status);
      tree.put("means", means);
      tree.put("reason", reason);
      tree.put("body", body);
      return Presets.json(tree);
    }
  }
}
