package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkDescription.Parameter;
import io.github.postback4j.network.NetworkDescription.Place;
import io.github.postback4j.network.RequestFaults.Fault;
import io.github.postback4j.network.RequestFaults.Kind;
import io.github.postback4j.network.Wording.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares one received request with one declaration. Not thread-safe. */
final class RequestFit {

  private final RequestOutline outline;
  private final TextFit texts;
  private final Set<String> documented;
  private final Map<String, String> settings;
  private final List<Map<String, String>> items = new ArrayList<>();

  /**
   * @param texts compares single texts and holds what was found
   * @param documented query names the network documents besides
   */
  RequestFit(
      RequestOutline outline,
      TextFit texts,
      List<String> documented,
      Map<String, String> settings) {
    this.outline = outline;
    this.texts = texts;
    this.documented = Set.copyOf(documented);
    this.settings = settings;
  }

  RequestFaults match(PostbackRequest received) {
    ReceivedTarget target = ReceivedTarget.of(received.url());
    if (!outline.method().equalsIgnoreCase(received.method())) {
      texts.fault(Kind.METHOD, "method", "must be " + outline.method());
    }
    origin(target);
    path(target);
    query(target.query());
    body(received);
    headers(received.headers());
    texts.finish(items);
    String goal = outline.goal;
    if (goal.equals(Conversion.SALE) || goal.equals(GoalRequests.ANY)) {
      goal = texts.values.getOrDefault(Source.GOAL, goal);
    }
    return new RequestFaults(
        goal,
        outline.also.isEmpty() ? "" : GoalRequests.ALSO + outline.also,
        texts.faults,
        texts.values,
        items.stream().map(Map::copyOf).toList());
  }

  private void origin(ReceivedTarget target) {
    String wanted = outline.url.with(settings).origin();
    boolean known = wanted.indexOf('{') < 0;
    if (known && !target.origin().isEmpty() && !wanted.equalsIgnoreCase(target.origin())) {
      texts.fault(Kind.HOST, "host", "is not that of the declaration");
    }
  }

  private List<Parameter> at(Place place) {
    return outline.parameters.stream().filter(parameter -> parameter.place() == place).toList();
  }

  /** Fixed segments one by one, then those that may be left out. */
  private void path(ReceivedTarget target) {
    List<String> given = segments(target.path());
    List<String> wanted = segments(outline.url.pathText());
    int at = 0;
    for (String template : wanted) {
      if (at == given.size()) {
        texts.fault(Kind.PATH, "path", "ends too soon");
        return;
      }
      if (!fits(RequestOutline.decoded(template), given.get(at))) {
        texts.fault(Kind.PATH, "path", "is not that of the declaration");
        return;
      }
      texts.match("path", RequestOutline.decoded(template), given.get(at++), texts.values);
    }
    for (Parameter segment : at(Place.SEGMENT)) {
      if (outlineIsRaw(segment)) {
        at = given.size(); // any number of segments: what they hold cannot be told
      } else if (at < given.size() && fits(segment.value(), given.get(at))) {
        texts.match("path", segment.value(), given.get(at++), texts.values);
      } else if (segment.required()) {
        texts.fault(Kind.MISSING, "path", "has no segment " + segment.value());
      }
    }
    if (at < given.size()) {
      texts.fault(Kind.UNKNOWN, "path", "has a segment that is not known");
    }
  }

  private boolean outlineIsRaw(Parameter segment) {
    return texts.isRaw(segment.value());
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(RequestOutline.decoded(segment));
      }
    }
    return segments;
  }

  /** Whether a segment may be this one, by its literal beginning. */
  private boolean fits(String template, String segment) {
    List<Piece> pieces = texts.pieces(template);
    if (pieces == null || pieces.get(0).isPlaceholder()) {
      return true;
    }
    String literal = pieces.get(0).text();
    return pieces.size() == 1 ? segment.equals(literal) : segment.startsWith(literal);
  }

  private void query(String query) {
    List<Parameter> pieces = at(Place.QUERY_TEXT);
    if (pieces.isEmpty()) {
      named(Place.QUERY, query, "query");
      return;
    }
    String rest = RequestOutline.decoded(query);
    for (Parameter piece : pieces) {
      rest = texts.after(piece, rest);
    }
    if (!rest.isEmpty()) {
      texts.fault(Kind.UNKNOWN, "query", "has a piece that is not known");
    }
  }

  private void named(Place place, String text, String where) {
    Map<String, List<String>> given = values(text);
    Set<String> known = new HashSet<>();
    for (Parameter parameter : at(place)) {
      if (!parameter.each().isEmpty()) {
        numbered(parameter, given, known);
        continue;
      }
      List<String> values = given.getOrDefault(parameter.name(), List.of());
      known.add(parameter.name());
      if (!values.isEmpty()) {
        texts.match(parameter.name(), parameter.value(), values.remove(0), texts.values);
      } else if (parameter.required()) {
        texts.fault(Kind.MISSING, parameter.name(), "is missing");
      }
    }
    given.forEach(
        (name, left) -> {
          if (!known.contains(name) && !(place == Place.QUERY && documented.contains(name))) {
            texts.fault(Kind.UNKNOWN, name, "in the " + where + " is not known");
          } else if (left.size() > (known.contains(name) ? 0 : 1)) {
            texts.fault(Kind.UNKNOWN, name, "in the " + where + " is there too often");
          }
        });
  }

  /** All values of each name, in their order. */
  private static Map<String, List<String>> values(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (!part.isEmpty()) {
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1).replace('+', ' ');
        values
            .computeIfAbsent(RequestOutline.decoded(name), first -> new ArrayList<>())
            .add(RequestOutline.decoded(value));
      }
    }
    return values;
  }

  private void numbered(Parameter parameter, Map<String, List<String>> given, Set<String> known) {
    StringBuilder regex = new StringBuilder();
    for (Piece piece : Wording.pieces(parameter.name())) {
      regex.append(
          !piece.isPlaceholder()
              ? Pattern.quote(piece.text())
              : piece.text().equals("n") ? "([0-9]{1,4})" : ".*");
    }
    Pattern pattern = Pattern.compile(regex.toString());
    int line = 0;
    for (Map.Entry<String, List<String>> entry : given.entrySet()) {
      Matcher matcher = pattern.matcher(entry.getKey());
      if (matcher.matches() && known.add(entry.getKey())) {
        List<String> values = entry.getValue();
        boolean oneName = matcher.groupCount() == 0; // which all lines may share
        do {
          int number =
              oneName ? line++ : Math.min(Integer.parseInt(matcher.group(1)), given.size());
          texts.match(entry.getKey(), parameter.value(), values.remove(0), item(number));
        } while (oneName && !values.isEmpty());
      }
    }
  }

  private Map<String, String> item(int number) {
    while (items.size() <= number) {
      items.add(new HashMap<>());
    }
    return items.get(number);
  }

  private void body(PostbackRequest received) {
    String body = received.body() == null ? "" : received.body();
    switch (outline.body()) {
      case "json" -> {
        contentType(received.headers(), "json");
        new JsonFit(texts, outline, items).match(body);
      }
      case "form" -> {
        contentType(received.headers(), "x-www-form-urlencoded");
        named(Place.FORM, body, "form");
      }
      default -> {
        if (!body.isEmpty()) {
          texts.fault(Kind.BODY, "body", "is not wanted");
        }
      }
    }
  }

  private void contentType(Map<String, String> headers, String word) {
    String type = header(headers, "Content-Type");
    boolean own =
        at(Place.HEADER).stream().anyMatch(one -> one.name().equalsIgnoreCase("Content-Type"));
    if (!own && (type == null || !type.toLowerCase(Locale.ROOT).contains(word))) {
      texts.fault(Kind.BODY, "Content-Type", "is not that of " + word);
    }
  }

  private static @Nullable String header(Map<String, String> headers, String name) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return null;
  }

  private void headers(Map<String, String> received) {
    for (Parameter header : at(Place.HEADER)) {
      String value = header(received, header.name());
      boolean secret = texts.isOfSettings(header.value());
      if (value == null) {
        if (header.required()) {
          Kind kind = secret ? Kind.AUTHORIZATION : Kind.MISSING;
          texts.fault(kind, header.name(), "is missing");
        }
      } else if (header.value().startsWith("Basic ") && outline.tree.get("auth") != null) {
        basic(header, value);
      } else {
        int before = texts.faults.size();
        texts.match(header.name(), header.value(), value, texts.values);
        if (secret && texts.faults.size() > before) {
          texts.faults.set(before, new Fault(Kind.AUTHORIZATION, header.name(), "is not ours"));
        }
      }
    }
  }

  private void basic(Parameter header, String value) {
    List<Piece> pieces = texts.pieces(header.value().substring(6));
    if (pieces != null && pieces.size() == 1) {
      String wanted = RequestCompiler.basic(pieces.get(0).text());
      if (!wanted.equals(value)) {
        texts.fault(Kind.AUTHORIZATION, header.name(), "is not ours");
      }
    }
  }
}
