package io.github.postback4j.network;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a {@link RequestTemplate} out of the fields of one request. Used at the start only. */
final class RequestCompiler {

  /** The fields that say what one request is. */
  static final Set<String> FIELDS =
      Set.of(
          "method",
          "url",
          "path",
          "query",
          "query-text",
          "form",
          "json",
          "headers",
          "auth",
          "fan-out",
          "answers",
          "repeatable",
          "required");

  String method = "GET";
  @Nullable PostbackTemplate url;
  final List<TextTemplate> path = new ArrayList<>();
  @Nullable ParameterList query;
  final List<TextTemplate> queryText = new ArrayList<>();
  @Nullable ParameterList form;
  @Nullable JsonPart json;
  final Map<String, TextTemplate> headers = new LinkedHashMap<>();
  final Map<String, String> keptBack = new LinkedHashMap<>();
  boolean fanOut;
  AnswerRules answers;
  final List<Value> urlValues = new ArrayList<>();
  final Map<String, Value> required = new LinkedHashMap<>();
  @Nullable String constantPartner;

  private final Fields fields;
  private final Values values;

  /**
   * @param fields of the request, {@code url} among them
   * @param answers how its answers are read unless it says otherwise
   */
  RequestCompiler(Fields fields, Values values, AnswerRules answers) {
    this.fields = fields;
    this.values = values;
    this.answers = answers;
  }

  /**
   * Binds the URL to its values and reads all else.
   *
   * @param template of the field {@code url}
   * @param setting what it is called, for errors
   */
  RequestTemplate compile(PostbackTemplate template, String setting) {
    url = template;
    fields.any("url");
    for (String placeholder : template.placeholders()) {
      Value value = values.of(placeholder, setting);
      urlValues.add(value);
      if (template.isInPath(placeholder)) {
        values.require(placeholder);
        required.put(placeholder, value);
      }
    }
    readPath();
    readBody();
    readHeaders();
    readAuth();
    readRequired();
    String fan = fields.text("fan-out");
    if (fan != null && !fan.equals("item")) {
      throw fields.wrong("fan-out", "'" + fan + "' is unknown", "Say item, or leave it out.");
    }
    fanOut = fan != null;
    Map<String, @Nullable Object> own = fields.tree("answers");
    if (own != null) {
      answers = AnswersReader.read(own, fields.where() + ", " + fields.path() + ".answers");
    }
    fields.end();
    RequestTemplate compiled = new RequestTemplate(this);
    requireNothingOfLines(compiled.sources());
    required.values().forEach(value -> requireNothingOfLines(value.sources()));
    return compiled;
  }

  private void requireNothingOfLines(Set<String> sources) {
    for (String source : sources) {
      boolean ofGroup = Source.isOfGroup(source) && !Source.isOfLine(source);
      if (ofGroup || (Source.isOfLine(source) && !fanOut)) {
        throw fields.wrong(
            fields.path()
                + " has {"
                + source
                + "} where there is no "
                + (ofGroup ? "group" : "line"),
            "It is there within "
                + (ofGroup
                    ? "$groups, or each and $items of groups."
                    : "$items and each, or with fan-out."));
      }
    }
  }

  private void readPath() {
    path.addAll(pieces("path"));
    for (TextTemplate segment : path) {
      String constant = segment.constant();
      if (constant != null && PostbackTemplate.hasDotSegment(constant)) {
        throw fields.wrong(
            "path", "has a segment of dots, which leads to another path", "Leave it out.");
      }
    }
    queryText.addAll(pieces("query-text"));
    Map<String, @Nullable Object> parameters = fields.tree("query");
    if (parameters != null) {
      if (!queryText.isEmpty()) {
        throw fields.wrong("query-text", "stands beside query", "Leave one of them out.");
      }
      query = new ParameterList(parameters, values, fields, "query");
    }
  }

  private List<TextTemplate> pieces(String field) {
    List<TextTemplate> pieces = new ArrayList<>();
    List<String> texts = fields.texts(field);
    for (String text : texts == null ? List.<String>of() : texts) {
      String place = fields.path() + "." + field + "[" + pieces.size() + "]";
      pieces.add(values.template(text, place, PercentEncoding::literal));
    }
    return pieces;
  }

  private void readBody() {
    Map<String, @Nullable Object> parameters = fields.tree("form");
    boolean hasJson = fields.has("json");
    if (parameters != null && hasJson) {
      throw fields.wrong("json", "stands beside form", "A request has one body.");
    }
    if (parameters != null) {
      form = new ParameterList(parameters, values, fields, "form");
      keptBack.put("Content-Type", "application/x-www-form-urlencoded");
    } else if (hasJson) {
      json = JsonPart.of(fields.any("json"), values, fields.where(), fields.path() + ".json");
      keptBack.put("Content-Type", "application/json");
    }
    boolean body = parameters != null || hasJson;
    String given = fields.text("method");
    method = given == null ? (body ? "POST" : "GET") : given.toUpperCase(Locale.ROOT);
    if (!method.equals("GET") && !method.equals("POST")) {
      throw fields.wrong("method", "is neither GET nor POST", "Say one of them.");
    }
    if (body && method.equals("GET")) {
      throw fields.wrong("method", "is GET, but there is a body", "Say POST, or use query.");
    }
  }

  private void readHeaders() {
    Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fields
        .textsByName("headers")
        .forEach(
            (name, text) -> {
              String other = names.put(name, name);
              if (other != null) {
                throw fields.wrong(
                    "headers." + name,
                    "is there in other letters, as " + other,
                    "Capitals make no other header: write it once, and with the same letters where"
                        + " one request is laid over another.");
              }
              if (name.equalsIgnoreCase(RequestOutline.AUTHORIZATION) && fields.has("auth")) {
                throw fields.wrong(
                    "headers." + name, "stands beside auth", "Leave one of them out.");
              }
              if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                throw fields.wrong("headers." + name, "is no header name", "Check it.");
              }
              if (PostbackRequest.isClientsOwn(name)) {
                throw fields.wrong(
                    "headers." + name, "is no header to choose", "It is set when a call is made.");
              }
              TextTemplate template = values.template(text, fields.path() + ".headers." + name);
              keptBack.keySet().removeIf(name::equalsIgnoreCase);
              template.fixedTexts().forEach(part -> requireFit(part, fields, "headers." + name));
              String constant = template.constant();
              if (constant != null) {
                keptBack.put(name, constant);
              } else if (!template.sources().isEmpty()) {
                headers.put(name, template);
              }
            });
  }

  /** OkHttp sends nothing else in a header, and so not the request. */
  private static void requireFit(String text, Fields fields, String field) {
    if (!text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'))) {
      throw fields.wrong(
          field,
          "has a character that no header may have",
          "Check it and its settings for a line break, a dash or quote of a text editor.");
    }
  }

  private void readAuth() {
    Fields auth = fields.fields("auth");
    if (auth == null) {
      return;
    }
    boolean bearer = auth.has("bearer");
    Fields basic = auth.fields("basic");
    auth.end();
    if (bearer == (basic != null)) {
      throw fields.wrong("auth", "is not one of bearer and basic", "Say one of the two.");
    }
    if (basic == null) {
      keptBack.put(RequestOutline.AUTHORIZATION, "Bearer " + setting(auth, "bearer"));
    } else {
      String user = setting(basic, "user");
      String password = basic.has("password") ? setting(basic, "password") : "";
      basic.end();
      if (user.indexOf(':') >= 0) {
        throw basic.wrong(
            "user",
            "has a colon, which would part it from the password (RFC 7617)",
            "Give what stands before the colon as user, the rest as password.");
      }
      keptBack.put(RequestOutline.AUTHORIZATION, basic(user + ":" + password));
    }
  }

  private void readRequired() {
    List<String> names = fields.texts("required");
    for (String name : names == null ? List.<String>of() : names) {
      Value value =
          RequestTemplate.alternatives(name).stream()
              .map(one -> values.of(one, "required"))
              .reduce(Value::or)
              .orElse(Value.MISSING);
      values.require(name);
      required.put(name, value);
    }
  }

  /** The header for a user and a password with a colon between them. */
  static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String setting(Fields auth, String field) {
    String text = auth.text(field);
    if (text == null) {
      throw auth.wrong(field, "is missing", "Give it as {SETTING}.");
    }
    TextTemplate template = values.template(text, auth.path() + "." + field);
    if (!template.sources().isEmpty()) {
      throw auth.wrong(field, "is made from a conversion", "Use settings alone.");
    }
    String constant = template.constant();
    if (constant == null) {
      if (!values.lackSettings()) {
        throw auth.wrong(
            field, "needs a setting that is not given", "Give it, though it is optional.");
      }
      return ""; // told with all others
    }
    if (field.equals("bearer")) {
      requireFit(constant, auth, field);
    }
    return constant;
  }
}
