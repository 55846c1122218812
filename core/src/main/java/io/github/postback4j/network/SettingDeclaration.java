package io.github.postback4j.network;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about a setting that its user has to give.
 *
 * @param name as it stands in templates, or {@code NAME.*} for a family
 * @param about what it is and where it is found
 * @param secret whether it is shown to nobody
 * @param optional whether it may be left out
 * @param fallback its value if not given, or null
 * @param values the only values it may have; empty for any
 * @param example a value for people, or null
 */
record SettingDeclaration(
    String name,
    String about,
    boolean secret,
    boolean optional,
    @Nullable String fallback,
    List<String> values,
    @Nullable String example) {

  SettingDeclaration {
    values = List.copyOf(values);
  }

  boolean isFamily() {
    return name.endsWith(".*");
  }

  static SettingDeclaration read(String name, Fields fields) {
    String about = fields.text("about");
    if (about == null) {
      throw fields.wrong("about", "is missing", "Say what the setting is and where it is found.");
    }
    List<String> values = fields.texts("values");
    SettingDeclaration declaration =
        new SettingDeclaration(
            name,
            about,
            fields.flag("secret", false),
            fields.flag("optional", false),
            fields.text("default"),
            values == null ? List.of() : values,
            fields.text("example"));
    fields.end();
    if (declaration.fallback != null
        && !declaration.values.isEmpty()
        && !declaration.values.contains(declaration.fallback)) {
      throw fields.wrong("default", "is none of the values", "Use one of " + values + ".");
    }
    return declaration;
  }
}
