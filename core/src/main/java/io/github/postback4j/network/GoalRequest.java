package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The template of a goal, bound to where its placeholders' values come from.
 *
 * @param template with settings filled in
 * @param values in the order of the template's placeholders
 * @param names the values' names in the same order, null for a user's own
 * @param required positions whose value must be there
 * @param constantPartner a partner ID written into the URL, or null
 */
record GoalRequest(
    PostbackTemplate template,
    List<Value> values,
    List<String> names,
    Set<Integer> required,
    @Nullable String constantPartner) {

  /** The goal under which a template serves every goal. */
  static final String ANY = "*";

  /** Whether the template carries this value. */
  boolean carries(String valueName) {
    return names.contains(valueName);
  }

  /** Whether a parameter's value holds the order ID or unique ID. */
  boolean isUniqueIn(String parameter) {
    for (String placeholder : template.placeholdersOf(parameter)) {
      String name = names.get(template.placeholders().indexOf(placeholder));
      if (name.equals(Value.ORDER_ID) || name.equals(Value.UNIQUE_ID)) {
        return true;
      }
    }
    return false;
  }

  /** The URL, or what is missing. */
  Rendered render(@Nullable Click click, Conversion conversion, @Nullable Protocol protocol) {
    int size = values.size();
    @Nullable String[] texts = new @Nullable String[size];
    for (int i = 0; i < size; i++) {
      String name = names.get(i);
      boolean withheld = name.equals(Value.TRANSACTION_ID) && protocol != Protocol.TRANSACTION_ID;
      String text = withheld ? null : values.get(i).of(click, conversion);
      texts[i] = text;
      boolean needed =
          required.contains(i)
              || (name.equals(Value.TRANSACTION_ID) && protocol == Protocol.TRANSACTION_ID)
              || (name.equals(Value.PARTNER_ID) && protocol == Protocol.PARTNER_ID);
      if (needed && (text == null || text.isEmpty())) {
        return new Rendered("", template.placeholders().get(i));
      }
    }
    String url = template.render(texts);
    return url == null ? new Rendered("", "usable value for the path") : new Rendered(url, null);
  }

  /**
   * @param url complete, or empty
   * @param missing the placeholder without a value, or null
   */
  record Rendered(String url, @Nullable String missing) {
    Rendered {
      Objects.requireNonNull(url, "url");
    }
  }
}
