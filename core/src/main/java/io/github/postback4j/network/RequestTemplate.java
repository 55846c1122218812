package io.github.postback4j.network;

import io.github.postback4j.conversion.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request of a network, compiled from its file: filled in for each conversion. Immutable. */
final class RequestTemplate {

  final String method;
  final PostbackTemplate url;
  final List<TextTemplate> path;
  final @Nullable ParameterList query;
  final List<TextTemplate> queryText;
  final @Nullable ParameterList form;
  final @Nullable JsonPart json;

  /** Headers with values of the conversion; stored with the postback. */
  final Map<String, TextTemplate> headers;

  /** Headers of settings alone; added when it is sent, and stored nowhere. */
  final Map<String, String> keptBack;

  final boolean fanOut;
  final AnswerRules answers;

  private final Value[] urlValues;
  private final boolean[] rawUrlValues;
  private final Map<String, Value> required;
  private final Set<String> sources;
  private final Set<String> urlNames;
  private final @Nullable String constantPartner;

  RequestTemplate(RequestCompiler given) {
    method = given.method;
    url = Objects.requireNonNull(given.url, "url");
    path = List.copyOf(given.path);
    query = given.query;
    queryText = List.copyOf(given.queryText);
    form = given.form;
    json = given.json;
    headers = Map.copyOf(given.headers);
    keptBack = Map.copyOf(given.keptBack);
    fanOut = given.fanOut;
    answers = given.answers;
    urlValues = given.urlValues.toArray(new Value[0]);
    rawUrlValues = new boolean[urlValues.length];
    for (int i = 0; i < urlValues.length; i++) {
      rawUrlValues[i] = urlValues[i].raw();
    }
    required = new LinkedHashMap<>(given.required);
    urlNames = Set.copyOf(url.parameterNames());
    sources = Set.copyOf(allSources());
    constantPartner = given.constantPartner;
  }

  private Set<String> allSources() {
    Set<String> all = new LinkedHashSet<>();
    for (Value value : urlValues) {
      all.addAll(value.sources());
    }
    path.forEach(piece -> all.addAll(piece.sources()));
    queryText.forEach(piece -> all.addAll(piece.sources()));
    headers.values().forEach(header -> all.addAll(header.sources()));
    if (query != null) {
      query.addSources(all);
    }
    if (form != null) {
      form.addSources(all);
    }
    if (json != null) {
      json.addSources(all);
    }
    return all;
  }

  /** Whether it is made from this source. */
  boolean carries(String source) {
    return sources.contains(source);
  }

  /** Everything it is made from. */
  Set<String> sources() {
    return sources;
  }

  /** A partner ID written into the URL, or null. */
  @Nullable String constantPartner() {
    return constantPartner;
  }

  /**
   * What must be there for it to be sent, besides the protocol's identifier; {@code a|b} for one of
   * several.
   */
  Set<String> required() {
    return required.keySet();
  }

  /** The placeholders of which one must be there. */
  static List<String> alternatives(String required) {
    return List.of(required.split("\\|", -1));
  }

  /** What a parameter of the URL is made from; empty if there is none such. */
  Set<String> sourcesOf(String parameter) {
    Set<String> all = new LinkedHashSet<>();
    for (String placeholder : url.placeholdersOf(parameter)) {
      all.addAll(urlValues[url.placeholders().indexOf(placeholder)].sources());
    }
    TextTemplate template = query == null ? null : query.template(parameter);
    if (template != null) {
      all.addAll(template.sources());
    }
    return all;
  }

  /** The names of all query parameters that are not repeated. */
  Set<String> parameterNames() {
    Set<String> names = new LinkedHashSet<>(url.parameterNames());
    if (query != null) {
      names.addAll(query.names());
    }
    return names;
  }

  /** The requests for a conversion, or what is missing for one. */
  Rendered render(Scope scope) {
    List<Item> items = scope.conversion().items();
    if (!fanOut || items.isEmpty()) {
      return one(fanOut ? numbered(scope, 1) : scope);
    }
    List<PostbackRequest> requests = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      Rendered rendered = one(scope.of(items.get(i), i + 1));
      if (rendered.missing != null) {
        return rendered;
      }
      requests.addAll(rendered.requests);
    }
    return new Rendered(requests, null);
  }

  private static Scope numbered(Scope scope, int n) {
    return new Scope(
        scope.click(), scope.conversion(), scope.protocol(), scope.test(), null, null, n);
  }

  private Rendered one(Scope scope) {
    for (Map.Entry<String, Value> needed : required.entrySet()) {
      if (needed.getValue().text(scope) == null) {
        String names = String.join(" or ", alternatives(needed.getKey()));
        String setting = needed.getValue().lacking().read(scope);
        return Rendered.missing(
            setting == null ? names : names + " (setting " + setting + " is not given)");
      }
    }
    String target = target(scope);
    if (target == null) {
      return Rendered.missing("usable value for the path");
    }
    Map<String, String> filled = new LinkedHashMap<>();
    headers.forEach(
        (name, template) -> {
          String text = template.text(scope);
          if (text != null && isHeaderText(text)) {
            filled.put(name, text);
          }
        });
    return new Rendered(List.of(new PostbackRequest(method, target, filled, body(scope))), null);
  }

  /** What a header cannot hold costs the header, not the sale. */
  private static boolean isHeaderText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\t' && (c < ' ' || c > '~')) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String target(Scope scope) {
    @Nullable String[] values = new @Nullable String[urlValues.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = urlValues[i].text(scope);
    }
    StringBuilder out = new StringBuilder(url.length(values.length));
    if (!url.appendPath(out, values, rawUrlValues)) {
      return null;
    }
    if (!path.isEmpty() && !appendSegments(out, scope)) {
      return null;
    }
    char separator = url.appendQuery(out, values, rawUrlValues);
    if (query != null) {
      query.append(out, scope, separator, urlNames);
    }
    for (TextTemplate piece : queryText) {
      int end = out.length();
      if (separator != 0) {
        out.append(separator);
      }
      if (piece.append(out, scope, TextTemplate.Escape.URL)) {
        separator = 0;
      } else {
        out.setLength(end);
      }
    }
    return out.toString();
  }

  private boolean appendSegments(StringBuilder out, Scope scope) {
    int start = out.length();
    for (TextTemplate segment : path) {
      int end = out.length();
      if (out.charAt(end - 1) != '/') {
        out.append('/');
      }
      if (!segment.append(out, scope, TextTemplate.Escape.URL)) {
        out.setLength(end);
      }
    }
    return !PostbackTemplate.hasDotSegment(out.substring(start));
  }

  private @Nullable String body(Scope scope) {
    if (json != null) {
      StringBuilder out = new StringBuilder(512 + 128 * scope.conversion().items().size());
      return json.append(out, scope) ? out.toString() : "{}";
    }
    if (form != null) {
      StringBuilder out = new StringBuilder(256 + 128 * scope.conversion().items().size());
      form.append(out, scope, (char) 0, Set.of());
      return out.toString();
    }
    return null;
  }

  /** The request with what is kept back until it is sent. */
  PostbackRequest authorize(PostbackRequest request) {
    if (keptBack.isEmpty()) {
      return request;
    }
    Map<String, String> all = new LinkedHashMap<>(request.headers());
    // What is stored may be of an older file, which wrote the name with other capitals.
    keptBack.forEach(
        (name, value) -> {
          if (all.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            all.put(name, value);
          }
        });
    return new PostbackRequest(request.method(), request.url(), all, request.body());
  }

  /**
   * @param requests one, or one for each line of the order
   * @param missing the placeholder without a value, and the setting that it lacks; or null
   */
  record Rendered(List<PostbackRequest> requests, @Nullable String missing) {
    static Rendered missing(String placeholder) {
      return new Rendered(List.of(), placeholder);
    }
  }
}
