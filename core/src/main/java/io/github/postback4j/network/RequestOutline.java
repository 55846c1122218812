package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.network.NetworkDescription.Parameter;
import io.github.postback4j.network.NetworkDescription.Place;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the fields of one request apart into its parameters, without any setting. */
final class RequestOutline {

  /** The header that {@code auth} makes. */
  static final String AUTHORIZATION = "Authorization";

  final String goal;
  final String also;
  final Map<String, @Nullable Object> tree;
  final PostbackTemplate url;
  final List<Parameter> parameters = new ArrayList<>();

  /** What is there in each of these requests. */
  final Set<String> assured;

  private final Wording wording;

  /** Outside of what is repeated for each line. */
  private final Wording once;

  /**
   * @param tree of the request, {@code url} among its fields
   * @param protocols the network serves
   */
  RequestOutline(
      String goal,
      String also,
      Map<String, @Nullable Object> tree,
      PostbackTemplate url,
      Wording wording,
      Set<Protocol> protocols,
      boolean withoutClick) {
    this.goal = goal;
    this.also = also;
    this.tree = tree;
    this.url = url;
    this.wording = wording;
    once = isFannedOut() ? wording.withoutLines() : wording;
    assured = new HashSet<>(texts("required"));
    if (protocols.size() == 1 && !withoutClick) {
      boolean transaction = protocols.contains(Protocol.TRANSACTION_ID);
      assured.add(transaction ? Source.TRANSACTION_ID : Source.PARTNER_ID);
    }
    readUrl();
    texts("path").forEach(text -> add(Place.SEGMENT, "", text));
    parameters("query", Place.QUERY, new HashSet<>(url.parameterNames()));
    texts("query-text").forEach(text -> add(Place.QUERY_TEXT, "", text));
    parameters("form", Place.FORM, Set.of());
    if (tree.containsKey("json")) {
      json("$", tree.get("json"), "");
    }
    headers();
  }

  /** A list of texts, or one alone. */
  List<String> texts(String field) {
    Object value = tree.get(field);
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : value == null ? List.of() : List.of(String.valueOf(value));
  }

  /** Whether there is one request for each line of the order. */
  boolean isFannedOut() {
    return "item".equals(tree.get("fan-out"));
  }

  /**
   * Whether it is there in every one of these requests.
   *
   * @param repeated whether it stands in what is repeated for each line or group
   */
  boolean isSure(String template, boolean repeated) {
    return (repeated ? wording : once).isSure(template, assured);
  }

  private void readUrl() {
    for (String placeholder : url.placeholders()) {
      if (url.isInPath(placeholder)) {
        assured.add(placeholder);
        add(Place.PATH, placeholder, "{" + placeholder + "}");
      }
    }
    List<String> names = url.parameterNames();
    List<String> values = url.parameterTexts();
    for (int i = 0; i < names.size(); i++) {
      add(Place.QUERY, decoded(names.get(i)), decoded(values.get(i)));
    }
  }

  static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private void add(Place place, String name, String template) {
    add(place, name, template, "text", "");
  }

  private void add(Place place, String name, String template, String kind, String each) {
    String words = Wording.placeholders(template).isEmpty() ? "" : words(template);
    parameters.add(
        new Parameter(place, name, template, words, kind, isSure(template, !each.isEmpty()), each));
  }

  private String words(String template) {
    String words = wording.template(template).text();
    return words.isEmpty() ? String.join(", ", Wording.placeholders(template)) : words;
  }

  private void parameters(String field, Place place, Set<String> before) {
    if (!(tree.get(field) instanceof Map<?, ?> given)) {
      return;
    }
    given.forEach(
        (name, value) -> {
          if (name.equals("$items")) {
            for (Object block : value instanceof List<?> list ? list : List.of(some(value))) {
              repeated(place, block);
            }
          } else if (!before.contains(String.valueOf(name))) {
            add(place, String.valueOf(name), String.valueOf(value));
          }
        });
  }

  private static Object some(@Nullable Object value) {
    return value == null ? "" : value;
  }

  private void repeated(Place place, @Nullable Object block) {
    if (block instanceof Map<?, ?> map && map.get("parameters") instanceof Map<?, ?> given) {
      String each = "group".equals(map.get("each")) ? "group" : "item";
      given.forEach(
          (name, value) -> add(place, String.valueOf(name), String.valueOf(value), "text", each));
    }
  }

  private void json(String path, @Nullable Object part, String each) {
    if (part instanceof String text) {
      add(Place.JSON, path, text, "text", each);
    } else if (part instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        json(path + "[" + i + "]", list.get(i), each);
      }
    } else if (part instanceof Map<?, ?> map) {
      map.forEach((name, value) -> field(path, String.valueOf(name), value, each));
    } else {
      parameters.add(new Parameter(Place.JSON, path, String.valueOf(part), "", "json", true, each));
    }
  }

  private void field(String path, String name, @Nullable Object value, String each) {
    switch (name) {
      case "$number" -> add(Place.JSON, path, String.valueOf(value), "number", each);
      case "$boolean" -> add(Place.JSON, path, String.valueOf(value), "boolean", each);
      case "$text" ->
          parameters.add(
              new Parameter(Place.JSON, path, String.valueOf(value), "", "text", true, each));
      case "$items" -> json(path + "[*]", value, "item");
      case "$groups" -> json(path + "[*]", value, "group");
      default -> json(path + "." + name, value, each);
    }
  }

  private void headers() {
    if (tree.get("headers") instanceof Map<?, ?> headers) {
      headers.forEach(
          (name, value) -> add(Place.HEADER, String.valueOf(name), String.valueOf(value)));
    }
    String header = header(tree.get("auth"));
    if (!header.isEmpty()) {
      add(Place.HEADER, AUTHORIZATION, header);
    }
  }

  /** The text of the header that {@code auth} makes; empty if there is none. */
  static String header(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> auth) {
      if (auth.get("basic") instanceof Map<?, ?> basic) {
        Object password = basic.get("password");
        return "Basic " + basic.get("user") + ":" + (password == null ? "" : password);
      } else if (auth.get("bearer") != null) {
        return "Bearer " + auth.get("bearer");
      }
    }
    return "";
  }

  String method() {
    Object given = tree.get("method");
    return given == null ? (body().isEmpty() ? "GET" : "POST") : String.valueOf(given);
  }

  String body() {
    return tree.get("form") != null ? "form" : tree.containsKey("json") ? "json" : "";
  }
}
