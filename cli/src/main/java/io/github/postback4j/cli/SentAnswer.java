package io.github.postback4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came of one request.
 *
 * @param part of the request
 * @param status HTTP status, or null if none came
 * @param means the word of the format, or {@code not-sent}
 * @param reason or null
 * @param body its beginning, secrets masked
 */
record SentAnswer(
    String part, @Nullable Integer status, String means, @Nullable String reason, String body) {

  /** What a terminal would obey, and what turns or hides letters. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]");

  boolean isFine() {
    return means.equals("recorded") || means.equals("accepted");
  }

  String text() {
    String text =
        "\nAnswer"
            + (part.isEmpty() ? "" : " to [" + part + "]")
            + (status == null ? "" : ": HTTP " + status)
            + (body.isEmpty() ? "" : "\n" + body)
            + "\n  => "
            + means
            + (reason == null ? "" : ": " + reason)
            + "\n";
    return UNPRINTABLE
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }

  String json() {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("part", part);
    tree.put("status", status);
    tree.put("means", means);
    tree.put("reason", reason);
    tree.put("body", body);
    return Presets.json(tree);
  }
}
