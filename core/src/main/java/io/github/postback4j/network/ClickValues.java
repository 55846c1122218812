package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What is made of a click alone: cookies for the network's scripts, values for the shop. */
final class ClickValues {

  /** A click's values are made without any conversion. */
  private static final Conversion NONE = Conversion.builder("none").goal("click").build();

  private final String identifier;
  private final Map<String, Value> exposed = new LinkedHashMap<>();
  private final Map<CookieDeclaration, Value> cookies = new LinkedHashMap<>();
  private final List<String> readCookies;

  ClickValues(NetworkBuilder given, Values values) {
    identifier = given.transactionIdNames.isEmpty() ? "" : given.transactionIdNames.get(0);
    given.exposes.forEach(
        (name, tree) ->
            exposed.put(
                name,
                tree instanceof String source
                    ? values.of(source, "$.exposes." + name)
                    : values.definition(tree, "$.exposes." + name)));
    given.cookies.forEach(
        cookie ->
            cookies.put(cookie, values.of(cookie.of(), "$.landing.cookies." + cookie.name())));
    exposed.forEach((name, value) -> requireOfClick(value, given, "$.exposes." + name));
    cookies.forEach(
        (cookie, value) -> requireOfClick(value, given, "$.landing.cookies." + cookie.name()));
    readCookies = List.copyOf(given.readCookies);
  }

  private static void requireOfClick(Value value, NetworkBuilder given, String place) {
    for (String source : value.sources()) {
      if (!Source.isOfClick(source)) {
        throw given.wrong(
            place,
            "is made from " + source + ", which no click has",
            "Use " + new TreeSet<>(Source.CLICK) + ", and click:NAME for what is kept.");
      }
    }
  }

  private static Scope scope(Click click) {
    return Scope.of(click, NONE, Protocol.TRANSACTION_ID, false);
  }

  Map<String, String> values(Click click) {
    Map<String, String> all = new LinkedHashMap<>(click.parameters());
    if (click.transactionId() != null
        && !identifier.isEmpty()
        && !all.containsValue(click.transactionId())) {
      all.put(identifier, click.transactionId());
    }
    exposed.forEach(
        (name, value) -> {
          String text = value.text(scope(click));
          if (text != null) {
            all.put(name, text);
          }
        });
    return Map.copyOf(all);
  }

  List<LandingCookie> cookies(Click click) {
    List<LandingCookie> all = new ArrayList<>();
    cookies.forEach(
        (cookie, value) -> {
          String text = value.text(scope(click));
          if (text != null) {
            all.add(new LandingCookie(cookie.name(), text, cookie.maxAge(), cookie.httpOnly()));
          }
        });
    return all;
  }

  List<String> readCookies() {
    return readCookies;
  }
}
