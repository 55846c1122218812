package io.github.postback4j.testkit.simulator;

import java.util.Map;

/** Fills TUNE's offer-URL macros, such as <code>{transaction_id}</code>. */
final class Macros {

  private Macros() {}

  /** A known macro becomes its value, percent-encoded; an unknown one stays as it is. */
  static String fill(String template, Map<String, String> values) {
    StringBuilder filled = new StringBuilder(template.length() + 64);
    int i = 0;
    while (i < template.length()) {
      int open = template.indexOf('{', i);
      int close = open < 0 ? -1 : template.indexOf('}', open);
      if (close < 0) {
        return filled.append(template, i, template.length()).toString();
      }
      String value = values.get(template.substring(open + 1, close));
      if (value == null) {
        filled.append(template, i, open + 1); // only the brace: "{{offer_id}" holds a macro
        i = open + 1;
      } else {
        filled.append(template, i, open).append(Percent.encode(value));
        i = close + 1;
      }
    }
    return filled.toString();
  }
}
