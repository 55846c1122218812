package io.github.postback4j.network;

import io.github.postback4j.network.NetworkDescription.Answers;
import io.github.postback4j.network.NetworkDescription.Parameter;
import io.github.postback4j.network.NetworkDescription.Reading;
import io.github.postback4j.network.NetworkDescription.Request;
import io.github.postback4j.network.NetworkDescription.Rules;
import io.github.postback4j.network.NetworkDescription.Setting;
import io.github.postback4j.network.NetworkDescription.Test;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a network's file says as a page in Markdown. */
final class NetworkPage {

  private final NetworkDescription network;
  private final StringBuilder out = new StringBuilder();

  NetworkPage(NetworkDescription network) {
    this.network = network;
  }

  String text() {
    line("# " + network.name());
    paragraph(escaped(network.about()));
    list("Sources", network.sources());
    list("Open doubts", network.doubts());
    settings();
    landing();
    line("");
    line("## Request");
    if (network.rules().captureOnly()) {
      paragraph("None: clicks are kept for the shop's own use, and nothing is ever sent.");
    } else if (network.wantsUrl()) {
      paragraph(
          "Give `url`, the postback URL that the network's screen shows. It may hold the values of"
              + " [the format](../networks-format.md#placeholders-values).");
    }
    network.requests().forEach(this::request);
    if (!network.documented().isEmpty()) {
      paragraph("Query parameters that this file knows: " + codes(network.documented()) + ".");
    }
    if (!network.rules().captureOnly()) {
      answers("## Answers", network.answers());
      test();
      rules();
    }
    return out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private void paragraph(String text) {
    if (!text.isEmpty()) {
      line("");
      line(text);
    }
  }

  private void list(String title, List<String> entries) {
    if (!entries.isEmpty()) {
      line("");
      line("## " + title);
      line("");
      entries.forEach(entry -> line("- " + escaped(entry)));
    }
  }

  private void settings() {
    if (network.settings().isEmpty()) {
      return;
    }
    line("");
    line("## Settings");
    line("");
    line("| Setting | What it is | Needed | Example |");
    line("| --- | --- | --- | --- |");
    for (Setting setting : network.settings()) {
      List<String> notes = new ArrayList<>();
      notes.add(setting.optional() ? "no" : setting.fallback() == null ? "yes" : "");
      if (setting.fallback() != null) {
        notes.add(code(setting.fallback()) + " if absent");
      }
      if (!setting.values().isEmpty()) {
        notes.add("one of " + codes(setting.values()));
      }
      if (setting.secret()) {
        notes.add("secret");
      }
      notes.removeIf(String::isEmpty);
      row(
          code(setting.name()),
          escaped(setting.about()),
          String.join("; ", notes),
          setting.example() == null ? "" : code(setting.example()));
    }
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void landing() {
    Reading reading = network.landing();
    line("");
    line("## Landing");
    line("");
    line("| What | Parameters |");
    line("| --- | --- |");
    cell("Transaction ID", codes(reading.transactionId()));
    cell("Partner ID", codes(reading.partnerId()));
    cell("Offer ID", codes(reading.offerId()));
    cell("Kept besides", codes(reading.keep()));
    cell("Cookies that carry the transaction ID", codes(reading.readCookies()));
    reading.when().forEach((name, value) -> cell("Only if", code(name + "=" + value)));
    reading.cookies().forEach((name, of) -> cell("Cookie " + code(name) + " is set", escaped(of)));
    reading.exposes().forEach((name, of) -> cell("Exposed as " + code(name), escaped(of)));
    if (reading.ignoreCase()) {
      paragraph("Upper and lower case of these names are the same.");
    }
  }

  private void cell(String what, String value) {
    if (!value.isEmpty()) {
      row(what, value);
    }
  }

  private void request(Request request) {
    line("");
    line("### " + title(request));
    paragraph("`" + request.method() + " " + request.origin() + request.path() + "`");
    List<String> notes = new ArrayList<>();
    if (!request.body().isEmpty()) {
      notes.add("Its body is " + (request.body().equals("json") ? "JSON" : "a form") + ".");
    }
    if (request.perItem()) {
      notes.add("One request for each line of the order.");
    }
    if (!request.onlyWith().isEmpty()) {
      notes.add("Only with " + codes(request.onlyWith()) + ".");
    }
    if (!request.required().isEmpty()) {
      notes.add(
          "Nothing is sent without "
              + String.join(
                  ", ",
                  request.required().stream()
                      .map(name -> code(name.replace("|", "` or `")))
                      .toList())
              + ".");
    }
    paragraph(String.join(" ", notes));
    if (!request.parameters().isEmpty()) {
      line("");
      line("| Where | Name | Value | Made from | In every one |");
      line("| --- | --- | --- | --- | --- |");
      request.parameters().forEach(this::parameter);
    }
    if (request.ownAnswers() != null) {
      answers("#### Answers", request.ownAnswers());
    }
  }

  private static String title(Request request) {
    if (!request.also().isEmpty()) {
      return "Besides: " + request.also();
    }
    String goal =
        request.goal().equals(GoalRequests.ANY) ? "Every other goal" : "Goal " + request.goal();
    return goal + (request.everyGoal() ? " and every other" : "");
  }

  private void parameter(Parameter parameter) {
    String where = parameter.place().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String each =
        switch (parameter.each()) {
          case "item" -> ", per line";
          case "group" -> ", per group";
          default -> "";
        };
    String kind = parameter.kind().equals("text") ? "" : " (" + parameter.kind() + ")";
    row(
        where + each,
        parameter.name().isEmpty() ? "" : code(parameter.name()),
        parameter.value().isEmpty() ? "" : code(parameter.value()) + kind,
        escaped(parameter.madeOf()),
        parameter.required() ? "yes" : "");
  }

  private void answers(String title, Answers answers) {
    line("");
    line(title);
    line("");
    line("| Answer | Means | Reason kept |");
    line("| --- | --- | --- |");
    answers.statuses().forEach((status, word) -> row("HTTP " + status, word, ""));
    answers
        .rules()
        .forEach(
            rule -> {
              List<String> when = new ArrayList<>();
              rule.when().forEach((field, pattern) -> when.add(code(field) + " " + code(pattern)));
              String reason = rule.reason();
              row(String.join(" and ", when), rule.means(), reason == null ? "" : code(reason));
            });
    row("any other 2xx", answers.otherwise(), "");
    if (!answers.samples().isEmpty()) {
      line("");
      line("Read so:");
      line("");
      line("| HTTP | Body | Means |");
      line("| --- | --- | --- |");
      answers
          .samples()
          .forEach(
              sample ->
                  row(
                      String.valueOf(sample.status()),
                      sample.body().isEmpty() ? "" : code(sample.body()),
                      sample.means()));
    }
  }

  private void test() {
    Test test = network.test();
    line("");
    line("## Test mode");
    if (test == null) {
      paragraph("None is known: asking for it stops the start.");
      return;
    }
    paragraph(escaped(test.about()));
    if (!test.request().isEmpty()) {
      paragraph("Laid over the request: " + code(test.request()) + ".");
    }
    for (Map.Entry<String, String> setting : test.settings().entrySet()) {
      paragraph(code(setting.getValue()) + " is used in place of " + code(setting.getKey()) + ".");
    }
  }

  private void rules() {
    Rules rules = network.rules();
    line("");
    line("## Rules");
    line("");
    line("| Rule | Value |");
    line("| --- | --- |");
    rules
        .attributionWindow()
        .forEach((protocol, window) -> row("Window of a " + protocol.text(), duration(window)));
    rules.goalWindows().forEach((goal, window) -> row("Window of " + goal, duration(window)));
    row("The network de-duplicates by", rules.deDuplication());
    row("Renewals", renewals(rules.renewals()));
    if (!rules.withoutClick().isEmpty()) {
      row("Sent without a click if there is", String.join(" or ", rules.withoutClick()));
    }
    row(
        "Follow-ups without a request are listed for people",
        rules.listsFollowUps() ? "yes" : "no");
    row("Most calls under way", String.valueOf(rules.concurrency()));
    Rate rate = rules.rate();
    if (rate != null) {
      row("Most calls", rate.calls() + " in " + Durations.text(rate.per()));
    }
    if (rules.deadline() != null) {
      row("Tried at most", Durations.text(rules.deadline()));
    }
    if (rules.lateAfter() != null) {
      row("Counts for less after", Durations.text(rules.lateAfter()));
    }
  }

  private static String renewals(Renewals renewals) {
    String kind = renewals.kind().name().toLowerCase(Locale.ROOT);
    return renewals.number() == 0 ? kind : kind + " " + renewals.number();
  }

  private static String duration(@Nullable Duration window) {
    return window == null ? "no end" : Durations.text(window);
  }

  private static String codes(List<String> names) {
    return String.join(", ", names.stream().map(NetworkPage::code).toList());
  }

  private static String code(String text) {
    String shown = text.replace("|", "\\|").replace("\n", " ");
    return text.contains("`") && !text.contains("` or `") ? shown : "`" + shown + "`";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
  }
}
