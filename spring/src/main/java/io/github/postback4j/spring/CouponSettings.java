package io.github.postback4j.spring;

import io.github.postback4j.CouponBook;
import io.github.postback4j.network.ConfigurationException;

/** Makes the book of coupons of its properties. */
final class CouponSettings {

  private CouponSettings() {}

  /**
   * @throws ConfigurationException if a code is wrong; the text does not repeat it
   */
  static CouponBook book(Postback4jProperties.Coupons given) {
    CouponBook.Builder book =
        CouponBook.builder().ignoreCase(given.ignoreCase()).rule(given.rule());
    given.rules().forEach(book::rule);
    given
        .codes()
        .forEach(
            (network, codes) ->
                codes.forEach(
                    (code, partnerId) -> {
                      try {
                        book.code(code, network, partnerId);
                      } catch (IllegalArgumentException e) {
                        throw new ConfigurationException(
                            Postback4jProperties.PREFIX + ".coupons.codes." + network,
                            String.valueOf(e.getMessage()),
                            "Give each code once, with the network's ID of its partner.");
                      }
                    }));
    return book.build();
  }
}
