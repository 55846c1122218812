package io.github.postback4j.testkit.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkDescription.Parameter;
import io.github.postback4j.network.NetworkDescription.Place;
import io.github.postback4j.network.NetworkDescription.Request;
import io.github.postback4j.network.PostbackRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Requests that lack one thing each that the declaration says is in every one of them. */
final class BrokenRequests {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the HTTP client adds by itself. */
  private static final Set<String> TRANSPORT =
      Set.of("host", "connection", "content-length", "accept-encoding");

  private BrokenRequests() {}

  /** The request as a shop would give it to a sender. */
  static PostbackRequest plain(PostbackRequest received) {
    Map<String, String> headers = new LinkedHashMap<>(received.headers());
    headers.keySet().removeAll(TRANSPORT);
    return new PostbackRequest(received.method(), received.url(), headers, received.body());
  }

  /** By what is dropped. */
  static Map<String, PostbackRequest> of(Network network, PresetLedgerEntry booked) {
    Map<String, PostbackRequest> broken = new LinkedHashMap<>();
    PostbackRequest good = plain(booked.request());
    for (Request request : network.describe().requests()) {
      if (request.goal().equals("sale") && request.also().isEmpty()) {
        for (Parameter parameter : request.parameters()) {
          PostbackRequest without = parameter.required() ? without(good, parameter) : null;
          if (without != null) {
            broken.put(parameter.place() + " " + parameter.name() + parameter.value(), without);
          }
          if (without != null && parameter.place() == Place.JSON) {
            entries(parameter.name())
                .forEach(
                    entry ->
                        broken.put("entry " + entry, changed(good, good.url(), json(good, entry))));
          }
        }
      }
    }
    return broken;
  }

  /** Null where it cannot be cut out of this one. */
  private static @Nullable PostbackRequest without(PostbackRequest good, Parameter dropped) {
    if (!dropped.each().isEmpty()) {
      return null;
    }
    String body = good.body() == null ? "" : good.body();
    String url = good.url();
    String name = Pattern.quote(dropped.name());
    return switch (dropped.place()) {
      case QUERY -> changed(good, url.replaceFirst("(?<=[?&])" + name + "=[^&]*&?", ""), body);
      case FORM -> changed(good, url, body.replaceFirst("(?<=^|&)" + name + "=[^&]*&?", ""));
      case JSON -> changed(good, url, json(good, dropped.name()));
      case HEADER -> withoutHeader(good, dropped.name());
      case SEGMENT ->
          dropped.value().startsWith("{")
              ? null
              : changed(good, url.replaceFirst("/" + literal(dropped) + "[^/]*", ""), body);
      case QUERY_TEXT -> changed(good, url.replaceFirst(literal(dropped) + "[^)]*[)]", ""), body);
      case PATH -> null;
    };
  }

  /** The template's beginning, up to its first placeholder. */
  private static String literal(Parameter parameter) {
    String value = parameter.value();
    int brace = value.indexOf('{');
    return Pattern.quote(brace < 0 ? value : value.substring(0, brace));
  }

  private static @Nullable PostbackRequest changed(PostbackRequest good, String url, String body) {
    if (url.equals(good.url()) && body.equals(good.body() == null ? "" : good.body())) {
      return null;
    }
    return new PostbackRequest(
        good.method(), url, good.headers(), good.body() == null ? null : body);
  }

  private static PostbackRequest withoutHeader(PostbackRequest good, String name) {
    Map<String, String> headers = new LinkedHashMap<>(good.headers());
    headers.keySet().removeIf(name::equalsIgnoreCase);
    return new PostbackRequest(good.method(), good.url(), headers, good.body());
  }

  /** The entries of lists that a path leads through, such as {@code $.a[0]} of the one below. */
  private static List<String> entries(String path) {
    List<String> entries = new ArrayList<>();
    for (int end = path.indexOf(']'); end >= 0; end = path.indexOf(']', end + 1)) {
      entries.add(path.substring(0, end + 1));
    }
    return entries;
  }

  /**
   * The body without something of it.
   *
   * @param path such as {@code $.a[0].b}
   */
  private static String json(PostbackRequest good, String path) {
    try {
      JsonNode root = JSON.readTree(good.body());
      String pointer = path.substring(1).replaceAll("\\[([0-9]+)]", ".$1").replace('.', '/');
      int slash = pointer.lastIndexOf('/');
      String last = pointer.substring(slash + 1);
      JsonNode parent = root.at(pointer.substring(0, slash));
      if (parent instanceof ObjectNode object) {
        object.remove(last);
      } else if (parent instanceof ArrayNode list) {
        list.remove(Integer.parseInt(last));
      }
      return root.toString();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
