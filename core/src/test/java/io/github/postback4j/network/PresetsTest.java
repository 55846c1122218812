package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PlannedPostback.Manual;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
import java.io.File;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the cases of every preset that is on the class path: {@code networks/README.md}. */
class PresetsTest {

  @Test
  void presets_ofTheClassPath_areAllInTheIndex() throws Exception {
    URL folder = Objects.requireNonNull(PresetsTest.class.getResource("presets/index.txt"));
    String[] files = new File(folder.toURI()).getParentFile().list();
    Set<String> names = new TreeSet<>();
    for (String file : Objects.requireNonNull(files)) {
      if (file.endsWith(".json")) {
        names.add(file.substring(0, file.length() - 5));
      }
    }

    assertThat(Network.presets()).containsExactlyElementsOf(names);
  }

  @TestFactory
  Stream<DynamicContainer> preset_everyCase_isAsItsFileSays() {
    return Network.presets().stream().map(name -> dynamicContainer(name, Cases.of(name)));
  }

  /** The tests of one preset. */
  private record Cases(String preset, CaseFile file) {

    static List<DynamicNode> of(String preset) {
      return List.of(
          dynamicTest("has a file of cases", () -> CaseFile.of(preset)),
          dynamicContainer(
              "cases",
              Stream.of(preset)
                  .flatMap(name -> new Cases(name, CaseFile.of(name)).all().stream())));
    }

    List<DynamicTest> all() {
      List<DynamicTest> tests = new ArrayList<>();
      tests.add(named("says all that is asked for", this::checkComplete));
      add(tests, "landings", "landing", this::checkLanding);
      add(tests, "requests", "request", this::checkRequest);
      add(tests, "answers", "answer", this::checkAnswer);
      add(tests, "refusals", "refusal", this::checkRefusal);
      for (String setting : wanted()) {
        tests.add(named("without setting " + setting, () -> checkMissing(setting)));
      }
      if (!file.declaration().has("test")) {
        tests.add(named("has no test mode", this::checkNoTestMode));
      }
      return tests;
    }

    /** Names preset and case in the failure too: a build's log numbers dynamic tests only. */
    private DynamicTest named(String name, Runnable check) {
      return dynamicTest(
          name,
          () -> {
            try {
              check.run();
            } catch (AssertionError | RuntimeException e) {
              throw new AssertionError(preset + ", " + name + ": " + e.getMessage(), e);
            }
          });
    }

    private void add(List<DynamicTest> tests, String list, String what, Check check) {
      for (JsonNode entry : file.list(list)) {
        String name =
            what
                + ": "
                + (entry.has("case") ? entry.get("case").asText() : entry.path("kind").asText());
        tests.add(named(name, () -> check.run(entry)));
      }
    }

    private void checkComplete() {
      JsonNode landings = file.list("landings");
      assertThat(landings).as("landings").isNotEmpty();
      assertThat(landings.get(0).path("click").asBoolean(true)).as("first landing").isTrue();
      if (file.isCaptureOnly()) {
        return;
      }
      Set<String> sent = new TreeSet<>();
      boolean saleWithItems = false;
      boolean inTestMode = false;
      for (JsonNode request : file.list("requests")) {
        if (!request.has("expect")) {
          continue;
        }
        Conversion conversion = OrderF.with(request.path("order"));
        sent.add(conversion.goal());
        sent.add(conversion.goal() + ":" + conversion.status());
        saleWithItems |= conversion.goal().equals(Conversion.SALE) && !conversion.items().isEmpty();
        inTestMode |= request.path("test-mode").asBoolean(false);
      }
      assertThat(saleWithItems).as("a case of a sale with items").isTrue();
      Set<String> goals = new TreeSet<>();
      file.declaration()
          .at("/request/goals")
          .properties()
          .forEach(goal -> goals.add(goal.getKey()));
      if (goals.remove("*")) {
        assertThat(sent)
            .as("a case for a goal that is not named")
            .anyMatch(goal -> isOther(goal, goals));
      }
      assertThat(sent).as("a case for each goal").containsAll(goals);
      assertThat(inTestMode).as("a case in test mode").isEqualTo(file.declaration().has("test"));
      Set<String> kinds = new TreeSet<>();
      file.list("answers").forEach(answer -> kinds.add(answer.path("kind").asText()));
      assertThat(kinds).as("kinds of answers").isEqualTo(AnswerKinds.ALL);
      boolean deDuplicates =
          !file.declaration().path("de-duplication").asText("none").equals("none");
      for (JsonNode answer : file.list("answers")) {
        assertThat(AnswerKinds.meanings(answer, file.list("answers"), deDuplicates))
            .as("what the answer %s may mean", answer)
            .contains(answer.path("means").asText());
      }
    }

    private static boolean isOther(String goal, Set<String> named) {
      return !goal.equals(Conversion.SALE)
          && !goal.contains(":")
          && !Conversion.isFollowUp(goal)
          && !named.contains(goal);
    }

    private void checkLanding(JsonNode landing) {
      CaseFile.onlyKnown(
          landing,
          Set.of(
              "case",
              "url",
              "click",
              "transaction-id",
              "partner-id",
              "offer-id",
              "keep",
              "cookies",
              "exposes",
              "settings"),
          "a landing");
      Network network = file.network(landing.path("settings"), false);
      Click click = CaseFile.click(network, landing.get("url").textValue());
      if (!landing.path("click").asBoolean(true)) {
        assertThat(click).isNull();
        return;
      }
      assertThat(click).isNotNull();
      assertThat(click.network()).isEqualTo(preset);
      assertThat(click.clickedAt()).isEqualTo(OrderF.CLICKED);
      assertThat(click.transactionId()).isEqualTo(landing.path("transaction-id").textValue());
      assertThat(click.partnerId()).isEqualTo(landing.path("partner-id").textValue());
      assertThat(click.offerId()).isEqualTo(landing.path("offer-id").textValue());
      assertThat(click.parameters()).isEqualTo(texts(landing.path("keep")));
      if (landing.has("cookies")) {
        checkCookies(network.cookies(click), landing.get("cookies"));
      }
      if (landing.has("exposes")) {
        assertThat(network.values(click)).isEqualTo(texts(landing.get("exposes")));
      }
    }

    private static void checkCookies(List<LandingCookie> set, JsonNode wanted) {
      assertThat(set)
          .extracting(LandingCookie::name)
          .containsExactlyElementsOf(texts(wanted).keySet());
      for (LandingCookie cookie : set) {
        JsonNode tree = wanted.get(cookie.name());
        CaseFile.onlyKnown(tree, Set.of("value", "max-age", "http-only"), "a cookie");
        assertThat(cookie.value())
            .isEqualTo((tree.isTextual() ? tree : tree.path("value")).textValue());
        if (tree.has("max-age")) {
          assertThat(Durations.text(cookie.maxAge())).isEqualTo(tree.get("max-age").textValue());
        }
        if (tree.has("http-only")) {
          assertThat(cookie.httpOnly()).isEqualTo(tree.get("http-only").booleanValue());
        }
      }
    }

    private void checkRequest(JsonNode request) {
      CaseFile.onlyKnown(
          request,
          Set.of(
              "case",
              "landing",
              "order",
              "settings",
              "test-mode",
              "now",
              "expect",
              "repeatable",
              "deadline",
              "skipped",
              "manual"),
          "a request");
      Network network =
          file.network(request.path("settings"), request.path("test-mode").asBoolean(false));
      Click click = file.click(network, request);
      Conversion conversion = OrderF.with(request.path("order"));
      Instant now =
          request.has("now")
              ? Instant.parse(request.get("now").textValue())
              : Objects.requireNonNull(conversion.occurredAt());
      PlannedPostback plan = plan(network, click, conversion, now);

      if (request.path("manual").asBoolean(false)) {
        assertThat(plan).isInstanceOf(Manual.class);
      } else if (request.has("skipped")) {
        assertThat(plan).isInstanceOf(Skip.class);
        assertThat(((Skip) plan).reason()).contains(request.get("skipped").textValue());
      } else {
        assertThat(plan).isInstanceOf(Send.class);
        checkSent(network, conversion, (Send) plan, request);
      }
    }

    /** As the tracker asks: never without a click where the network needs one. */
    private static PlannedPostback plan(
        Network network, @Nullable Click click, Conversion conversion, Instant now) {
      if (conversion.isFollowUp()) {
        return network.planFollowUp(click, conversion, now);
      }
      return click == null && !network.isByCouponOnly() && !network.servesWithoutClick(conversion)
          ? new Skip("not sent: no click")
          : network.plan(click, conversion, now);
    }

    private static void checkSent(
        Network network, Conversion conversion, Send send, JsonNode request) {
      List<Sent> sent = new ArrayList<>();
      for (Outgoing outgoing : send.requests()) {
        PostbackRequest whole =
            network.authorize(conversion.goal(), outgoing.part(), outgoing.request());
        sent.add(
            new Sent(outgoing.part(), whole.method(), whole.url(), whole.headers(), whole.body()));
        assertThat(network.check(whole).faults())
            .as("what the judge of requests has against it")
            .isEmpty();
      }
      JsonNode expect = request.get("expect");
      List<Sent> expected = new ArrayList<>();
      if (expect.isArray()) {
        expect.forEach(one -> expected.add(Sent.of(one)));
      } else {
        expected.add(Sent.of(expect));
      }
      assertThat(sent).isEqualTo(expected);
      if (request.has("repeatable")) {
        assertThat(send.requests())
            .extracting(Outgoing::repeatable)
            .containsOnly(request.get("repeatable").booleanValue());
      }
      if (request.has("deadline")) {
        assertThat(send.deadline()).isEqualTo(Instant.parse(request.get("deadline").textValue()));
      }
    }

    private void checkAnswer(JsonNode answer) {
      CaseFile.onlyKnown(
          answer,
          Set.of(
              "case",
              "kind",
              "goal",
              "part",
              "status",
              "body",
              "json",
              "means",
              "reason",
              "undocumented",
              "settings"),
          "an answer");
      Network network = file.network(answer.path("settings"), false);
      String body =
          answer.has("json") ? answer.get("json").toString() : answer.path("body").asText("");
      Answer read =
          network.readAnswer(
              answer.path("goal").asText(Conversion.SALE),
              answer.path("part").asText(""),
              answer.get("status").intValue(),
              body);
      String means =
          read.unauthorized()
              ? "unauthorized"
              : read.meaning().name().toLowerCase(Locale.ROOT).replace('_', '-');
      assertThat(means).isEqualTo(answer.get("means").textValue());
      if (answer.has("reason")) {
        assertThat(read.reason()).isEqualTo(answer.get("reason").textValue());
      }
    }

    private void checkRefusal(JsonNode refusal) {
      CaseFile.onlyKnown(refusal, Set.of("case", "settings", "test-mode", "says"), "a refusal");
      List<String> says = new ArrayList<>();
      refusal.get("says").forEach(text -> says.add(text.textValue()));

      assertThatThrownBy(
              () ->
                  file.network(
                      refusal.path("settings"), refusal.path("test-mode").asBoolean(false)))
          .isInstanceOf(ConfigurationException.class)
          .satisfies(e -> assertThat(e.getMessage()).contains(says));
    }

    /** The settings without which a start has to be refused. */
    private List<String> wanted() {
      Set<String> onlyForTests =
          Set.copyOf(texts(file.declaration().at("/test/settings")).values());
      List<String> wanted = new ArrayList<>();
      for (Map.Entry<String, JsonNode> setting : file.declaration().path("settings").properties()) {
        if (!setting.getValue().path("optional").asBoolean(false)
            && !setting.getValue().has("default")
            && !onlyForTests.contains(setting.getKey())) {
          wanted.add(setting.getKey());
        }
      }
      return wanted;
    }

    private void checkMissing(String setting) {
      Map<String, String> settings = file.settings(CaseFile.parse("{}"));
      boolean family = setting.endsWith(".*");
      String name = family ? setting.substring(0, setting.length() - 2) : setting;
      boolean given =
          settings
              .keySet()
              .removeIf(key -> key.equals(name) || (family && key.startsWith(name + ".")));

      assertThat(given).as("%s is among the settings of the cases", setting).isTrue();
      assertThatThrownBy(() -> file.network(settings, false))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("is missing");
    }

    private void checkNoTestMode() {
      assertThatThrownBy(() -> file.network(CaseFile.parse("{}"), true))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("test-mode")
          .hasMessageContaining("no test mode is documented");
    }

    private static Map<String, String> texts(JsonNode tree) {
      Map<String, String> texts = new LinkedHashMap<>();
      tree.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().textValue()));
      return texts;
    }

    /** What is done with one case. */
    private interface Check {
      void run(JsonNode entry);
    }
  }

  /** A request as it goes over the line, with the part of the order that it is of. */
  private record Sent(
      String part, String method, String url, Map<String, String> headers, @Nullable String body) {

    static Sent of(JsonNode tree) {
      CaseFile.onlyKnown(
          tree, Set.of("part", "method", "url", "headers", "body", "json"), "a request");
      String body =
          tree.has("json")
              ? tree.get("json").toString()
              : tree.has("body") ? CaseFile.text(tree.get("body")) : null;
      return new Sent(
          tree.path("part").asText(""),
          tree.path("method").asText(body == null ? "GET" : "POST"),
          CaseFile.text(tree.get("url")),
          Cases.texts(tree.path("headers")),
          body);
    }
  }
}
