package io.github.postback4j.network;

import io.github.postback4j.network.NetworkExplanation.Call;
import io.github.postback4j.network.NetworkExplanation.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes an explanation, for people and for scripts. */
final class ExplanationText {

  /** What a terminal would obey, and what turns or hides letters. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final Pattern UNPRINTABLE_BUT_LINES =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]");

  private final NetworkExplanation given;
  private final StringBuilder out = new StringBuilder();

  ExplanationText(NetworkExplanation given) {
    this.given = given;
  }

  String text() {
    line("Network " + given.network() + (given.testMode() ? ", in test mode" : ""));
    line("");
    line("Landing " + given.landing());
    for (Read read : given.read()) {
      line("  " + read.parameter() + ": " + told(read));
    }
    line("  => " + (given.captured() ? "a click of this network" : "no click of this network"));
    line("");
    line("Conversion " + given.conversion());
    given
        .missing()
        .forEach(
            (name, about) -> line("  missing: " + name + (about.isEmpty() ? "" : ": " + about)));
    if (given.reason() != null) {
      line("  => " + given.reason());
    }
    if (given.isFine() && given.requests().isEmpty()) {
      line("  => nothing is ever sent: its clicks are kept for the shop's own use");
    }
    if (!given.requests().isEmpty()) {
      line(
          given.missing().isEmpty()
              ? "  => would be sent" + how()
              : "  => as it would be with examples");
    }
    given.requests().forEach(this::call);
    if (!given.hints().isEmpty()) {
      line("");
      given.hints().forEach(hint -> line("hint: " + hint));
    }
    return out.toString();
  }

  private static String told(Read read) {
    return read.taken().isEmpty()
        ? "passed over: " + read.why()
        : read.taken() + " = " + read.value();
  }

  private String how() {
    Duration window = given.window();
    return (given.protocol() == null ? " without the ID of a click" : " by " + given.protocol())
        + ", tried until "
        + given.until()
        + (window == null ? "" : " (" + Durations.text(window) + " after the landing)");
  }

  private void call(Call call) {
    line("");
    if (!call.part().isEmpty()) {
      line("[" + call.part() + "]");
    }
    line(call.method() + " " + call.url());
    new TreeMap<>(call.headers()).forEach((name, value) -> line(name + ": " + value));
    if (call.body() != null) {
      line("");
      out.append(printable(call.body(), UNPRINTABLE_BUT_LINES)).append('\n');
    }
    line("");
    line(
        "  repeated after an unknown outcome: "
            + (call.repeatable() ? "yes, the network de-duplicates" : "no, left to people"));
    if (!call.leftOut().isEmpty()) {
      line("  left out, as there is no value: " + String.join(", ", call.leftOut()));
    }
  }

  private void line(String text) {
    out.append(printable(text, UNPRINTABLE)).append('\n');
  }

  private static String printable(String text, Pattern unprintable) {
    return unprintable
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }

  String json() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("network", given.network());
    tree.put("fine", given.isFine());
    tree.put("test-mode", given.testMode());
    tree.put("landing", given.landing());
    List<Object> read = new ArrayList<>();
    for (Read one : given.read()) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("parameter", one.parameter());
      entry.put("taken", one.taken().isEmpty() ? null : one.taken());
      entry.put("value", one.value());
      entry.put("why", one.why().isEmpty() ? null : one.why());
      read.add(entry);
    }
    tree.put("read", read);
    tree.put("captured", given.captured());
    tree.put("conversion", given.conversion());
    tree.put("missing", given.missing());
    tree.put("reason", given.reason());
    tree.put("protocol", given.protocol());
    tree.put("clicked-at", given.clickedAt().toString());
    tree.put("until", given.until() == null ? null : given.until().toString());
    tree.put("hints", given.hints());
    tree.put("requests", given.requests().stream().map(ExplanationText::tree).toList());
    StringBuilder json = new StringBuilder();
    JsonTree.write(json, tree);
    return json.toString();
  }

  private static Map<String, @Nullable Object> tree(Call call) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("part", call.part());
    tree.put("method", call.method());
    tree.put("url", call.url());
    tree.put("headers", new TreeMap<>(call.headers()));
    tree.put("body", call.body());
    tree.put("repeatable", call.repeatable());
    tree.put("left-out", call.leftOut());
    return tree;
  }
}
