package io.github.postback4j.network;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    return new RequestTemplate(this);
  }

  private void readPath() {
    path.addAll(pieces("path"));
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
    fields
        .textsByName("headers")
        .forEach(
            (name, text) -> {
              if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                throw fields.wrong("headers." + name, "is no header name", "Check it.");
              }
              TextTemplate template = values.template(text, fields.path() + ".headers." + name);
              String constant = template.constant();
              keptBack.keySet().removeIf(name::equalsIgnoreCase);
              if (constant != null) {
                keptBack.put(name, constant);
              } else if (!template.sources().isEmpty()) {
                headers.put(name, template);
              }
            });
  }

  private void readAuth() {
    Fields auth = fields.fields("auth");
    if (auth == null) {
      return;
    }
    String bearer = setting(auth, "bearer");
    Fields basic = auth.fields("basic");
    auth.end();
    if (basic != null) {
      String user = setting(basic, "user");
      String password = setting(basic, "password");
      basic.end();
      String pair = (user == null ? "" : user) + ":" + (password == null ? "" : password);
      keptBack.put("Authorization", basic(pair));
    } else if (bearer != null) {
      keptBack.put("Authorization", "Bearer " + bearer);
    }
  }

  private void readRequired() {
    List<String> names = fields.texts("required");
    for (String name : names == null ? List.<String>of() : names) {
      required.put(
          name,
          RequestTemplate.alternatives(name).stream()
              .map(one -> values.of(one, "required"))
              .reduce(Value::or)
              .orElse(Value.MISSING));
    }
  }

  /** The header for a user and a password with a colon between them. */
  static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private @Nullable String setting(Fields auth, String field) {
    String text = auth.text(field);
    if (text == null) {
      return null;
    }
    TextTemplate template = values.template(text, auth.path() + "." + field);
    if (!template.sources().isEmpty()) {
      throw auth.wrong(field, "is made from a conversion", "Use settings alone.");
    }
    return template.constant();
  }
}
