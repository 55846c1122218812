package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkDescription.Answers;
import io.github.postback4j.network.NetworkDescription.Reading;
import io.github.postback4j.network.NetworkDescription.Request;
import io.github.postback4j.network.NetworkDescription.Rules;
import io.github.postback4j.network.NetworkDescription.Setting;
import io.github.postback4j.network.NetworkDescription.Test;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Describes a network from its file and what was set on its builder, settings or not. */
final class Describer {

  private final NetworkBuilder given;
  private final Map<String, Object> definitions;
  private final Set<String> words;
  private final Wording wording;

  /**
   * @param known settings by name that count as known
   */
  Describer(NetworkBuilder given, Map<String, String> known) {
    this.given = given;
    definitions = new LinkedHashMap<>(given.definitions);
    definitions.putAll(given.placeholders);
    Depth.check(given, definitions);
    words = GoalCompiler.words(given, definitions.keySet());
    wording = new Wording(given, definitions, known);
  }

  Wording wording() {
    return wording;
  }

  NetworkDescription describe() {
    List<RequestOutline> outlines = outlines();
    List<Protocol> protocols = new ArrayList<>(protocols());
    return new NetworkDescription(
        given.name,
        given.about.text(),
        given.about.sources(),
        given.about.doubts(),
        protocols,
        reading(),
        settings(),
        outlines.stream().map(this::request).toList(),
        given.knowledge.parameters(),
        given.answers.described(),
        test(),
        rules(protocols));
  }

  private Reading reading() {
    Map<String, String> cookies = new LinkedHashMap<>();
    given.cookies.forEach(
        cookie ->
            cookies.put(
                cookie.name(),
                wording.of(cookie.of()).text()
                    + ", for "
                    + Durations.text(cookie.maxAge())
                    + (cookie.httpOnly() ? "" : ", readable by scripts")));
    Map<String, String> exposes = new LinkedHashMap<>();
    given.exposes.forEach((name, tree) -> exposes.put(name, wording.part(tree).text()));
    return new Reading(
        given.transactionIdNames,
        given.partnerIdNames,
        given.offerIdNames,
        given.keep,
        given.ignoreCase,
        given.when,
        Collections.unmodifiableMap(cookies),
        given.readCookies,
        Collections.unmodifiableMap(exposes));
  }

  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    given.declared.forEach(
        (name, setting) ->
            settings.add(
                new Setting(
                    name,
                    setting.about(),
                    setting.secret(),
                    setting.optional(),
                    setting.secret() && setting.fallback() != null ? "***" : setting.fallback(),
                    setting.values(),
                    setting.example())));
    return settings;
  }

  /** All requests: that of the sale first, those of other goals, further ones. */
  List<RequestOutline> outlines() {
    List<RequestOutline> outlines = new ArrayList<>();
    if (given.captureOnly) {
      return outlines;
    }
    Map<String, Map<String, @Nullable Object>> trees = RequestTrees.of(given);
    for (Map.Entry<String, Map<String, @Nullable Object>> tree : trees.entrySet()) {
      add(outlines, tree.getKey(), "", tree.getValue());
    }
    // Where the URL is still to be given, they are known already.
    if (trees.containsKey(Conversion.SALE) || trees.isEmpty()) {
      given.also.forEach(
          (name, tree) -> add(outlines, Conversion.SALE, name, RequestTrees.object(tree)));
    }
    return outlines;
  }

  private void add(
      List<RequestOutline> outlines, String goal, String also, Map<String, @Nullable Object> tree) {
    PostbackTemplate url;
    try {
      url = PostbackTemplate.parse(String.valueOf(tree.get("url")), words);
    } catch (IllegalArgumentException e) {
      return; // told at the start
    }
    Set<Protocol> protocols = new LinkedHashSet<>();
    if (also.isEmpty()) {
      boolean followUp = NetworkChecks.isFollowUp(goal);
      protocols.addAll(followUp ? carried(tree, url) : protocols());
    }
    outlines.add(
        new RequestOutline(
            goal, also, tree, url, wording, protocols, !given.withoutClick.isEmpty()));
  }

  /** The protocols whose identifier is in a request. */
  private Set<Protocol> carried(Map<String, @Nullable Object> tree, PostbackTemplate url) {
    RequestOutline outline = new RequestOutline("", "", tree, url, wording, Set.of(), true);
    Set<String> needs = new LinkedHashSet<>();
    outline.parameters.forEach(
        parameter ->
            Wording.placeholders(parameter.value())
                .forEach(name -> needs.addAll(wording.allSources(name))));
    Set<Protocol> carried = new LinkedHashSet<>();
    if (needs.contains(Source.TRANSACTION_ID)
        || NetworkChecks.constant(url, given.knowledge.transactionIdParameter()) != null) {
      carried.add(Protocol.TRANSACTION_ID);
    }
    if (needs.contains(Source.PARTNER_ID)
        || NetworkChecks.constant(url, given.knowledge.partnerIdParameter()) != null) {
      carried.add(Protocol.PARTNER_ID);
    }
    return carried;
  }

  private Set<Protocol> protocols() {
    if (!given.protocols.isEmpty()) {
      return new LinkedHashSet<>(given.protocols);
    }
    if (given.captureOnly) {
      return given.transactionIdNames.isEmpty()
          ? Set.of(Protocol.PARTNER_ID)
          : Set.of(Protocol.TRANSACTION_ID);
    }
    Map<String, @Nullable Object> sale = RequestTrees.of(given).get(Conversion.SALE);
    if (sale == null) {
      return Set.of();
    }
    try {
      return carried(sale, PostbackTemplate.parse(String.valueOf(sale.get("url")), words));
    } catch (IllegalArgumentException e) {
      return Set.of();
    }
  }

  Request request(RequestOutline outline) {
    Answers own =
        outline.tree.get("answers") instanceof Map<?, ?> answers
            ? AnswersReader.read(answers, "answers of " + outline.goal).described()
            : null;
    boolean every =
        outline.goal.equals(Conversion.SALE)
            && outline.also.isEmpty()
            && !given.goalRequests.containsKey(GoalRequests.ANY)
            && outline.parameters.stream()
                .flatMap(parameter -> Wording.placeholders(parameter.value()).stream())
                .anyMatch(name -> wording.allSources(name).contains(Source.GOAL));
    return new Request(
        outline.goal,
        outline.also,
        every,
        outline.texts("if"),
        outline.method(),
        outline.url.originText(settingNames()),
        outline.url.pathText(),
        outline.body(),
        outline.isFannedOut(),
        outline.texts("required"),
        outline.parameters.stream()
            .map(parameter -> AuthText.shown(parameter, outline.tree.get("auth")))
            .toList(),
        own);
  }

  private Set<String> settingNames() {
    Set<String> names = new LinkedHashSet<>(given.declared.keySet());
    names.addAll(given.settings.keySet());
    return names;
  }

  private @Nullable Test test() {
    TestDeclaration test = given.test;
    if (test == null) {
      return null;
    }
    StringBuilder json = new StringBuilder();
    if (!test.request().isEmpty()) {
      JsonTree.write(json, AuthText.maskedRequest(test.request()));
    }
    return new Test(
        test.about(),
        json.toString(),
        Collections.unmodifiableMap(new LinkedHashMap<>(test.settings())));
  }

  private Rules rules(List<Protocol> protocols) {
    Map<Protocol, @Nullable Duration> windows = new LinkedHashMap<>();
    for (Protocol protocol : protocols.isEmpty() ? List.of(Protocol.values()) : protocols) {
      windows.put(
          protocol,
          protocol == Protocol.TRANSACTION_ID
              ? given.transactionWindow
              : given.partnerWindow(protocols));
    }
    return new Rules(
        given.captureOnly,
        given.withoutClick.stream().map(name -> wording.of(name).text()).toList(),
        Collections.unmodifiableMap(windows),
        Collections.unmodifiableMap(new LinkedHashMap<>(given.goalWindows)),
        given.deDuplication == null ? "none" : given.deDuplication.text(),
        given.renewals,
        given.listFollowUps,
        given.maxConcurrency,
        given.rate,
        given.deadline,
        given.lateAfter);
  }
}
