package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of each goal out of what the file and the user say. Used at the start only.
 */
final class GoalCompiler {

  private final NetworkBuilder given;
  private final Settings settings;
  private final Values values;
  private final Set<String> words;

  GoalCompiler(NetworkBuilder given) {
    this.given = given;
    settings = settings();
    values = new Values(given, settings);
    Set<String> own = new HashSet<>(given.definitions.keySet());
    own.addAll(given.placeholders.keySet());
    words = words(given, own);
  }

  private Settings settings() {
    TestDeclaration test = given.test;
    if (given.testMode && test == null) {
      throw wrong(
          "test-mode",
          "is on, but no test mode is documented for this network",
          "Leave it off, or say how under test in a file of your own.");
    }
    SettingNames.check(given);
    return new Settings(
        given.name,
        given.declared,
        given.settings,
        given.testMode && test != null ? test.settings() : Map.of());
  }

  /** The settings, once all requests were made from them. */
  Settings known() {
    return settings;
  }

  /** The values, for what is made besides requests. */
  Values values() {
    return values;
  }

  /** The words in capitals that are placeholders in a URL. */
  static Set<String> words(NetworkBuilder given, Set<String> own) {
    Set<String> words = new HashSet<>();
    Source.PRINTED.forEach(name -> words.add(name.toUpperCase(Locale.ROOT)));
    Source.ALIASES.keySet().forEach(name -> words.add(name.toUpperCase(Locale.ROOT)));
    given.landingNames().forEach(name -> words.add(name.toUpperCase(Locale.ROOT)));
    words.addAll(own);
    words.addAll(given.settings.keySet());
    words.addAll(given.declared.keySet());
    return words;
  }

  private ConfigurationException wrong(String place, String problem, String remedy) {
    return given.wrong(place, problem, remedy);
  }

  /** What is sent by goal, each request checked and bound to its values. */
  Map<String, GoalRequests> goals() {
    Map<String, Map<String, @Nullable Object>> trees = RequestTrees.of(given);
    if (given.captureOnly) {
      if (!trees.isEmpty()) {
        throw wrong("capture-only", "is true, but there is a URL", "Leave one of them out.");
      }
      checkUnused();
      return Map.of();
    }
    if (trees.keySet().stream().allMatch(NetworkChecks::isFollowUp)) {
      throw wrong("url", "is missing", "Paste the postback URL that the network's screen shows.");
    }
    checkStatuses(trees);
    Map<String, GoalRequests> goals = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, @Nullable Object>> tree : trees.entrySet()) {
      goals.put(tree.getKey(), requests(tree.getKey(), tree.getValue()));
    }
    checkUnused();
    settings.requireAll();
    warnOfRealOnes(goals);
    GoalNames.hint(given, goals.keySet());
    GoalRequests sale = goals.get(Conversion.SALE);
    if (sale != null && sale.main().carries(Source.GOAL)) {
      goals.putIfAbsent(GoalRequests.ANY, sale);
    }
    return Map.copyOf(goals);
  }

  /** What is wrong in a file is told where it is written, not where it is used one day. */
  private void checkUnused() {
    if (given.isOwnFile()) {
      given.declared.forEach(
          (name, setting) -> {
            if (setting.secret() && setting.fallback() != null) {
              given.hint(
                  "$.settings."
                      + name
                      + ".default is a secret in clear, in every copy of the file: let it be given");
            }
          });
      Values.tryAll(given, settings());
    }
  }

  /** What the file's test mode does not reach is no test. */
  private void warnOfRealOnes(Map<String, GoalRequests> goals) {
    List<String> real = given.testMode ? RequestTrees.withoutTest(given) : List.of();
    for (String goal : real) {
      GoalRequests requests = goals.get(goal);
      if (requests != null && !requests.main().carries("test")) {
        given.hint(
            "it is in test mode, but its requests for "
                + goal
                + " go out as in production: its test mode has no words for them");
      }
    }
  }

  /** A postback of a status knows no more than that: what is added and read must be the same. */
  private void checkStatuses(Map<String, Map<String, @Nullable Object>> trees) {
    Map<String, @Nullable Object> first = null;
    for (Map.Entry<String, Map<String, @Nullable Object>> tree : trees.entrySet()) {
      String goal = tree.getKey();
      if (goal.equals(Conversion.STATUS) || goal.startsWith(NetworkChecks.STATUS_OF)) {
        Map<String, @Nullable Object> common = new LinkedHashMap<>(tree.getValue());
        common.keySet().retainAll(List.of("headers", "auth", "answers"));
        if (first != null && !first.equals(common)) {
          throw wrong(
              "$.request.goals." + goal,
              "has other headers, auth or answers than another status",
              "Let all requests for a status have the same.");
        }
        first = common;
      }
    }
  }

  private GoalRequests requests(String goal, Map<String, @Nullable Object> tree) {
    boolean sale = goal.equals(Conversion.SALE);
    Map<String, @Nullable Object> call = new LinkedHashMap<>(tree);
    Object repeatable = call.remove("repeatable");
    if (repeatable != null && !(repeatable instanceof Boolean)) {
      throw wrong("repeatable of " + goal, "is no word for it", "Say true or false.");
    }
    RequestTemplate main =
        request(
            sale ? "url" : "url of " + goal,
            sale ? "$.request" : "$.request.goals." + goal,
            call,
            NetworkChecks.isFollowUp(goal));
    Map<String, GoalRequests.Further> also = new LinkedHashMap<>();
    if (sale) {
      given.also.forEach(
          (name, fields) -> {
            GoalRequests.Further further = also(name, fields);
            if (further != null) {
              also.put(name, further);
            }
          });
    }
    return new GoalRequests(main, also, (Boolean) repeatable);
  }

  private GoalRequests.@Nullable Further also(String name, Object tree) {
    String path = "$.request.also." + name;
    if (!name.matches("[A-Za-z0-9._-]{1,38}")) {
      throw wrong(path, "is no name", "Use 1 to 38 letters, digits, dots, dashes and underscores.");
    }
    Fields fields = new Fields(tree, given.place(), path);
    List<String> wanted = fields.texts("if");
    RequestCompiler.FIELDS.forEach(fields::has);
    fields.end();
    for (String setting : wanted == null ? List.<String>of() : wanted) {
      if (!settings.knows(setting)) {
        throw fields.wrong("if", "names no setting: " + setting, "Declare it under settings.");
      }
    }
    if (wanted != null && !settings.hasAll(wanted)) {
      checkNoneIsGiven(name, wanted);
      return null;
    }
    Map<String, @Nullable Object> call = new LinkedHashMap<>();
    RequestCompiler.FIELDS.forEach(
        field -> {
          if (fields.has(field)) {
            call.put(field, fields.any(field));
          }
        });
    call.remove("repeatable");
    RequestTemplate request = compiled(path + ".url", path, call);
    if (given.isOwnFile()) {
      new UrlChecks(given, path + ".url", request.url).hint(List.of(), words);
    }
    return new GoalRequests.Further(request, fields.flag("repeatable", true));
  }

  /** Who gives one of the settings that only this request is for wants it to be sent. */
  private void checkNoneIsGiven(String name, List<String> wanted) {
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(settings.effective().keySet());
    for (String setting : wanted) {
      SettingDeclaration declaration = given.declared.get(setting);
      if (given.settings.containsKey(setting) && declaration != null && declaration.optional()) {
        String lacking = String.join(", ", missing);
        throw wrong(
            "settings",
            setting + " is given, but for the request " + name + " this is missing: " + lacking,
            "Give " + lacking + " too, or leave " + setting + " out.");
      }
    }
  }

  private RequestTemplate request(
      String setting, String path, Map<String, @Nullable Object> tree, boolean followUp) {
    boolean pasted = tree.get("url") == given.url || given.goalUrls.containsValue(tree.get("url"));
    String place = pasted ? setting : path + ".url";
    RequestTemplate request = compiled(place, path, tree);
    UrlChecks checks = new UrlChecks(given, place, request.url);
    checks.checkIdentifier(request, followUp);
    if (pasted || given.isOwnFile()) {
      checks.hint(pasted ? request.url.parameterNames() : request.parameterNames(), words);
    }
    return request;
  }

  private RequestTemplate compiled(
      String setting, String path, Map<String, @Nullable Object> tree) {
    PostbackTemplate template;
    try {
      template =
          withHost(PostbackTemplate.parse(String.valueOf(tree.get("url")), words))
              .with(settings.effective());
    } catch (IllegalArgumentException e) {
      throw wrong(
          setting,
          String.valueOf(e.getMessage()),
          "Paste it as the network's screen shows it, such as"
              + " https://network.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT.");
    }
    new UrlChecks(given, setting, template).checkPlace();
    if (given.isOwnFile() && AuthText.isLiteral(tree.get("auth"))) {
      given.hint(
          path
              + ".auth holds a key as it stands, which is then in every copy of the file: declare a"
              + " setting and write {ITS_NAME}");
    }
    RequestCompiler compiler =
        new RequestCompiler(new Fields(tree, given.place(), path), values, given.answers);
    compiler.constantPartner =
        NetworkChecks.constant(template, given.knowledge.partnerIdParameter());
    RequestTemplate request = compiler.compile(template, setting);
    compiler.required.keySet().forEach(name -> checkRequired(name, request));
    return request;
  }

  /** A host whose setting is missing is told with all other missing ones. */
  private PostbackTemplate withHost(PostbackTemplate template) {
    Map<String, String> missing = new HashMap<>();
    for (String name : given.declared.keySet()) {
      if (template.originText(Set.of(name)).contains("{" + name + "}")
          && settings.value(name) == null) {
        settings.require(name);
        missing.put(name, "missing.invalid");
      }
    }
    return missing.isEmpty() ? template : template.with(missing);
  }

  private void checkRequired(String name, RequestTemplate request) {
    for (String one : RequestTemplate.alternatives(name)) {
      Value value = values.of(one, "required");
      if (!request.url.placeholders().contains(one)
          && (value.constant() == null && !request.sources().containsAll(value.sources()))) {
        throw wrong("required", one + " is not in the URL", "Name a placeholder that is in it.");
      }
    }
  }
}
