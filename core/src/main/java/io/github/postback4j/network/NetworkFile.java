package io.github.postback4j.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.github.postback4j.click.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a network from JSON: the presets of the library, and users' own files alike. The format is
 * described in docs/networks-format.md.
 */
final class NetworkFile {

  /** What the place of a preset begins with; any other is a user's own file. */
  static final String PRESET = "preset ";

  /** How Jackson begins to tell it. */
  private static final String DUPLICATE = "Duplicate field ";

  private static final String INDEX = "presets/index.txt";
  private static final List<String> WITHOUT_CLICK =
      List.of(Source.COUPON, Source.CUSTOMER_ID, Source.EMAIL);

  private final String where;
  private final Fields fields;

  private NetworkFile(String where, @Nullable Object tree) {
    this.where = where;
    fields = new Fields(tree, where, "$");
  }

  /** The names of all presets, sorted. */
  static Set<String> presets() {
    return new TreeSet<>(resource(INDEX).lines().filter(line -> !line.isBlank()).toList());
  }

  static NetworkBuilder preset(String preset) {
    Set<String> presets = presets();
    if (!presets.contains(preset)) {
      String asked = preset.toLowerCase(Locale.ROOT);
      List<String> near =
          presets.stream()
              .filter(name -> UrlChecks.distance(name, asked) <= 2 || asked.startsWith(name))
              .toList();
      throw new ConfigurationException(
          "preset '" + preset + "'",
          "there is no such preset",
          (near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ")
              + "Use one of "
              + presets
              + ", or a JSON file of your own.");
    }
    return read(PRESET + preset, resource("presets/" + preset + ".json"));
  }

  private static String resource(String name) {
    try (InputStream in = NetworkFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }

  static NetworkBuilder file(Path file) {
    try {
      return read("file " + file, Files.readString(file));
    } catch (IOException e) {
      throw new ConfigurationException(
          "file " + file,
          "cannot be read (" + e.getClass().getSimpleName() + ")",
          "Give the path of a network's JSON file in UTF-8.");
    }
  }

  static NetworkBuilder read(String where, String json) {
    try {
      // Some editors write a mark of the byte order before the text.
      String text = json.startsWith("\uFEFF") ? json.substring(1) : json;
      return new NetworkFile(where, JsonTree.readCommented(text)).builder();
    } catch (JsonProcessingException e) {
      throw unreadable(where, e);
    } catch (IOException e) {
      throw new ConfigurationException(where, "is not JSON", "Check commas and quotes.");
    }
  }

  private static ConfigurationException unreadable(String where, JsonProcessingException e) {
    String line = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
    String reason = String.valueOf(e.getOriginalMessage());
    if (e instanceof StreamConstraintsException) {
      // It tells a number and the most there may be; where the latter is set says nothing here.
      String limit = reason.replaceAll(", from `[^`]*`", "");
      return new ConfigurationException(
          where, "goes beyond what is read" + line + ": " + limit, "Nest less, or write less.");
    }
    if (reason.startsWith(DUPLICATE)) {
      String problem = "gives the field " + reason.substring(DUPLICATE.length()) + " twice" + line;
      return new ConfigurationException(where, problem, "Leave one of them out.");
    }
    return new ConfigurationException(
        where, "is not JSON" + line, "Check commas, quotes and names there.");
  }

  private NetworkBuilder builder() {
    String name = fields.text("name");
    if (name == null) {
      throw new ConfigurationException(where, "has no name", "Add \"name\": \"my-network\".");
    }
    NetworkBuilder builder = new NetworkBuilder(name);
    builder.file = where;
    builder.about =
        new NetworkAbout(
            fields.text("about", ""),
            orEmpty(fields.texts("sources")),
            orEmpty(fields.texts("doubts")));
    readRules(builder);
    readSettings(builder);
    readLanding(builder);
    readRequest(builder);
    Fields test = fields.fields("test");
    if (test != null) {
      builder.test =
          TestDeclaration.read(test, builder.declared.keySet(), builder.goalRequests.keySet());
    }
    readLimits(builder);
    Map<String, @Nullable Object> answers = fields.tree("answers");
    if (answers != null) {
      builder.answers(AnswersReader.read(answers, where + ", $.answers"));
    }
    builder.definitions = fields.definitions("placeholders");
    builder.exposes = fields.definitions("exposes");
    builder.captureOnly = fields.flag("capture-only", false);
    builder.withoutClick = withoutClick(builder.definitions.keySet());
    fields.end();
    return builder;
  }

  private List<String> withoutClick(Set<String> placeholders) {
    List<String> values = orEmpty(fields.texts("without-click"));
    for (String value : values) {
      if (!WITHOUT_CLICK.contains(value) && !placeholders.contains(value)) {
        throw fields.wrong(
            "without-click",
            "names '" + value + "', by which no network knows a person",
            "Use some of " + WITHOUT_CLICK + ", or placeholders of the file made from them.");
      }
    }
    return values;
  }

  private void readRules(NetworkBuilder builder) {
    List<String> protocol = fields.texts("protocol");
    String deDuplication = fields.text("de-duplication");
    String renewals = fields.text("renewals");
    try {
      builder.protocols =
          protocol == null ? List.of() : protocol.stream().map(Protocol::of).toList();
      if (deDuplication != null) {
        builder.deDuplication(DeDuplication.of(deDuplication));
      }
      if (renewals != null) {
        builder.renewals(Renewals.of(renewals));
      }
    } catch (IllegalArgumentException e) {
      throw fields.wrong(String.valueOf(e.getMessage()), "Use one of the words that it names.");
    }
    String window = fields.text("attribution-window");
    if (window != null) {
      builder.attributionWindow(Durations.parse(window, where + ", attribution-window"));
    }
    fields
        .textsByName("goal-windows")
        .forEach(
            (goal, text) ->
                builder.goalWindow(goal, Durations.parse(text, where + ", goal-windows." + goal)));
    builder.listFollowUps(fields.flag("list-follow-ups", true));
    builder.renewalsByTransactionId(fields.flag("renewals-by-transaction-id", false));
  }

  private void readSettings(NetworkBuilder builder) {
    Fields settings = fields.fields("settings");
    Map<String, @Nullable Object> trees = fields.tree("settings");
    if (settings != null && trees != null) {
      trees.forEach(
          (name, tree) ->
              builder.declared.put(
                  name,
                  SettingDeclaration.read(name, new Fields(tree, where, "$.settings." + name))));
    }
  }

  private void readLanding(NetworkBuilder builder) {
    Fields landing = fields.fields("landing");
    if (landing == null) {
      return;
    }
    builder
        .transactionIdNames(orEmpty(landing.texts("transaction-id")))
        .partnerIdNames(orEmpty(landing.texts("partner-id")))
        .offerIdNames(orEmpty(landing.texts("offer-id")))
        .keep(orEmpty(landing.texts("keep")))
        .ignoreCase(landing.flag("ignore-case", false))
        .when(landing.textsByName("when"));
    builder.readCookies = orEmpty(landing.texts("read-cookies"));
    Map<String, @Nullable Object> cookies = landing.tree("cookies");
    if (cookies != null) {
      cookies.forEach(
          (name, tree) ->
              builder.cookies.add(
                  CookieDeclaration.read(
                      name, new Fields(tree, where, "$.landing.cookies." + name))));
    }
    landing.end();
  }

  private void readRequest(NetworkBuilder builder) {
    Fields request = fields.fields("request");
    Map<String, @Nullable Object> tree = fields.tree("request");
    if (request == null || tree == null) {
      return;
    }
    Map<String, @Nullable Object> call = new LinkedHashMap<>(tree);
    call.keySet().retainAll(RequestCompiler.FIELDS);
    call.remove("required"); // the builder may replace it
    RequestCompiler.FIELDS.forEach(request::has);
    builder.request = call;
    builder.goalRequests = request.definitions("goals");
    builder.also = request.definitions("also");
    builder.required(orEmpty(request.texts("required")));
    builder.allowHttp(request.flag("allow-http", false));
    builder.allowPrivate(request.flag("allow-private", false));
    PresetKnowledge none = PresetKnowledge.NONE;
    List<String> transaction = request.texts("transaction-id-parameter");
    List<String> partner = request.texts("partner-id-parameter");
    List<String> coupon = request.texts("coupon-parameter");
    boolean refuses = request.has("refused-paths");
    builder.knowledge =
        new PresetKnowledge(
            transaction == null ? none.transactionIdParameter() : transaction,
            partner == null ? none.partnerIdParameter() : partner,
            coupon == null ? none.couponParameter() : coupon,
            orEmpty(request.texts("unique-id-parameter")),
            orEmpty(request.texts("parameters")),
            refuses ? refusedPaths(request) : none.refusedPaths());
    request.end();
  }

  private static Map<String, String> refusedPaths(Fields request) {
    Map<String, String> paths = request.textsByName("refused-paths");
    for (String path : paths.keySet()) {
      if (!path.matches("/[^/?]*([?][^=]+=.*)?")) {
        throw request.wrong(
            "refused-paths",
            "has '" + path + "'",
            "Write the last segment of a path: /click, /cl*, /click?name=value.");
      }
    }
    return paths;
  }

  private void readLimits(NetworkBuilder builder) {
    Fields limits = fields.fields("limits");
    if (limits == null) {
      return;
    }
    Integer concurrency = limits.number("concurrency");
    if (concurrency != null) {
      builder.maxConcurrency(concurrency);
    }
    String rate = limits.text("rate");
    if (rate != null) {
      try {
        builder.rate(Rate.of(rate));
      } catch (IllegalArgumentException e) {
        throw limits.wrong("rate", "is no rate", "Write 20/1m or the like.");
      }
    }
    builder.deadline = duration(limits, "deadline");
    if (builder.deadline == null && limits.has("deadline")) {
      throw limits.wrong("deadline", "is none", "Give a duration: every postback has an end.");
    }
    builder.lateAfter = duration(limits, "late-after");
    limits.end();
  }

  private @Nullable Duration duration(Fields limits, String field) {
    String text = limits.text(field);
    return text == null ? null : Durations.parse(text, where + ", limits." + field);
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
