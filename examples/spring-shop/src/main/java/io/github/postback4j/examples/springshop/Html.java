package io.github.postback4j.examples.springshop;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.examples.springshop.ShopPages.Product;
import io.github.postback4j.outbox.Postback;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages' text. Whatever is not from here is escaped. */
final class Html {

  private static final String STYLE =
      """
      body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
      table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.4rem;text-align:left}
      button,a.button{background:#1a5fb4;border:0;color:#fff;font:inherit;padding:.4rem 1rem;text-decoration:none}
      footer{border-top:1px solid #ccc;color:#555;margin-top:3rem;padding-top:.5rem}""";

  private Html() {}

  /** A page's title and body, without its frame. */
  record Part(String title, String body) {}

  /** Where the simulated network is. */
  record Links(String affiliateLink, String ledger) {}

  static String page(String title, String body, @Nullable Links links) {
    String footer =
        links == null
            ? ""
            : "The network: <a id=\"affiliate\" href=\"%s\">an affiliate's link to this shop</a>, <a id=\"ledger\" href=\"%s\">its ledger</a>"
                .formatted(htmlEscape(links.affiliateLink()), htmlEscape(links.ledger()));
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
        <meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
        <style>%2$s</style></head>
        <body><h1>%1$s</h1>
        %3$s
        <footer><a href="/">The shop</a>. %4$s</footer></body></html>
        """
        .formatted(htmlEscape(title), STYLE, body, footer);
  }

  static Part home(List<Product> products, boolean broughtByAffiliate) {
    String rows =
        products.stream()
            .map(
                product ->
                    "<tr><td><a id=\"product-%1$s\" href=\"/products/%1$s\">%2$s</a></td><td>%3$s</td></tr>"
                        .formatted(
                            htmlEscape(product.sku()), htmlEscape(product.name()), price(product)))
            .collect(Collectors.joining("\n"));
    String visitor =
        broughtByAffiliate
            ? "<p id=\"visitor\">You came by an affiliate's link: what you buy will be reported.</p>"
            : "<p id=\"visitor\">You came by yourself: nothing will be reported.</p>";
    return new Part("Spring shop", visitor + "<table>" + rows + "</table>");
  }

  static Part product(Product product) {
    return new Part(
        product.name(),
        "<p>%s</p><p>%s</p><p><a class=\"button\" id=\"buy\" href=\"/checkout?sku=%s\">Buy</a></p>"
            .formatted(htmlEscape(product.about()), price(product), htmlEscape(product.sku())));
  }

  static Part checkout(Product product) {
    return new Part(
        "Checkout",
        """
        <form method="post" action="/checkout"><p>%s, %s</p>
        <input type="hidden" name="sku" value="%s">
        <p><label>Coupon <input name="coupon" maxlength="40"></label></p>
        <p><button id="pay">Pay</button></p></form>"""
            .formatted(htmlEscape(product.name()), price(product), htmlEscape(product.sku())));
  }

  static Part thanks(String orderId, List<Postback> postbacks) {
    String order = "<p>Your order is <b id=\"order\">" + htmlEscape(orderId) + "</b>.</p>";
    if (postbacks.isEmpty()) {
      return new Part("Thank you", order + "<p id=\"report\">Nothing was reported.</p>");
    }
    String rows =
        postbacks.stream()
            .map(
                postback ->
                    "<tr><td>%s</td><td>%s</td><td class=\"state\">%s</td><td>%d</td><td>%s</td></tr>"
                        .formatted(
                            htmlEscape(postback.network()),
                            htmlEscape(postback.goal()),
                            postback.state(),
                            postback.attempts(),
                            htmlEscape(Objects.requireNonNullElse(postback.reason(), ""))))
            .collect(Collectors.joining("\n"));
    return new Part(
        "Thank you",
        order
            + "<p>This was reported, and stands so (the page refreshes itself):</p>"
            + "<table id=\"report\"><tr><th>Network</th><th>Goal</th><th>State</th><th>Attempts</th>"
            + "<th>Reason</th></tr>"
            + rows
            + "</table>");
  }

  private static String price(Product product) {
    return Conversion.money(product.price(), ShopPages.CURRENCY) + " " + ShopPages.CURRENCY;
  }
}
