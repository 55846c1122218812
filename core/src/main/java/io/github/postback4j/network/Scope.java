package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a template is filled from.
 *
 * @param click the click, or null
 * @param conversion the conversion
 * @param protocol by which the network recognises it; without it, a click's transaction ID is not
 *     told
 * @param test whether the network runs in test mode
 * @param item the line of the order, within what is repeated for each; else null
 * @param group the commission group, within what is repeated for each; else null
 * @param n the number of the line or group; 0 outside
 */
record Scope(
    @Nullable Click click,
    Conversion conversion,
    @Nullable Protocol protocol,
    boolean test,
    @Nullable Item item,
    @Nullable Group group,
    int n) {

  static Scope of(
      @Nullable Click click, Conversion conversion, @Nullable Protocol protocol, boolean test) {
    return new Scope(click, conversion, protocol, test, null, null, 0);
  }

  Scope of(Item line, int number) {
    return new Scope(click, conversion, protocol, test, line, group, number);
  }

  Scope of(Group ofLines, int number) {
    return new Scope(click, conversion, protocol, test, item, ofLines, number);
  }

  /**
   * Lines that earn the same commission.
   *
   * @param code the network's name of the group, or null where the shop gave none
   * @param amount its share of the order's amount; null where the order has none
   */
  record Group(@Nullable String code, @Nullable BigDecimal amount) {}
}
