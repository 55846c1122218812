package io.github.postback4j.examples.springshop;

import io.github.postback4j.outbox.Postback;
import io.github.postback4j.spring.CurrentVisitor;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The shop for people: landing page, product, checkout, and a thank-you page that tells all. */
@Controller
class ShopPages {

  /** What the shop sells. */
  record Product(String sku, String name, String about, BigDecimal price) {}

  static final String CURRENCY = "EUR";

  private static final List<Product> PRODUCTS =
      List.of(
          new Product("mug", "Mug", "Holds a third of a litre.", new BigDecimal("12.50")),
          new Product("lamp", "Desk lamp", "Lights a desk.", new BigDecimal("49.90")),
          new Product("chair", "Chair", "Seats one.", new BigDecimal("189.00")));

  private final Counter counter;
  private final Logins logins;
  private final CurrentVisitor visitor;
  private final ObjectProvider<Simulator> simulator;

  ShopPages(
      Counter counter, Logins logins, CurrentVisitor visitor, ObjectProvider<Simulator> simulator) {
    this.counter = counter;
    this.logins = logins;
    this.visitor = visitor;
    this.simulator = simulator;
  }

  /** Any landing page: which parameters came is the filter's business. */
  @GetMapping("/")
  ResponseEntity<String> home() {
    return page(Html.home(PRODUCTS, !visitor.get().isNobody()), null);
  }

  @GetMapping("/products/{sku}")
  ResponseEntity<String> product(@PathVariable("sku") String sku) {
    return product(PRODUCTS, sku)
        .map(found -> page(Html.product(found), null))
        .orElseGet(this::lost);
  }

  @GetMapping("/checkout")
  ResponseEntity<String> checkout(@RequestParam("sku") String sku) {
    return product(PRODUCTS, sku)
        .map(found -> page(Html.checkout(found), null))
        .orElseGet(this::lost);
  }

  @PostMapping("/checkout")
  ResponseEntity<String> buy(
      @RequestParam("sku") String sku,
      @RequestParam(name = "coupon", required = false) @Nullable String coupon,
      HttpServletRequest request) {
    Product product = product(PRODUCTS, sku).orElse(null);
    if (product == null) {
      return lost();
    }
    Order order =
        new Order(
            "W-" + UUID.randomUUID(),
            Order.Kind.ORDER,
            logins.customer(request),
            product.price(),
            CURRENCY,
            coupon == null || coupon.isBlank() ? null : coupon,
            List.of(new Order.Line(product.sku(), product.name(), 1, product.price())),
            null);
    if (order.conversion().problem() != null) {
      return ResponseEntity.badRequest()
          .contentType(MediaType.TEXT_HTML)
          .body(
              Html.page("That coupon is no coupon", "<p>Please go back and mend it.</p>", links()));
    }
    counter.place(order, false);
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create("/thanks/" + order.id()))
        .build();
  }

  @GetMapping("/thanks/{id}")
  ResponseEntity<String> thanks(@PathVariable("id") String orderId) {
    Optional<List<Postback>> found = counter.postbacks(orderId);
    if (found.isEmpty()) {
      return lost();
    }
    boolean waits = found.get().stream().anyMatch(postback -> !postback.state().isFinal());
    return page(Html.thanks(orderId, found.get()), waits ? 1 : null);
  }

  private ResponseEntity<String> page(Html.Part part, @Nullable Integer refreshSeconds) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok().contentType(MediaType.parseMediaType("text/html;charset=UTF-8"));
    answer.header("Cache-Control", "no-store");
    if (refreshSeconds != null) {
      answer.header("Refresh", String.valueOf(refreshSeconds));
    }
    return answer.body(Html.page(part.title(), part.body(), links()));
  }

  private ResponseEntity<String> lost() {
    return ResponseEntity.status(HttpStatus.NOT_FOUND)
        .contentType(MediaType.TEXT_HTML)
        .body(Html.page("Not found", "<p>There is nothing here.</p>", links()));
  }

  private Html.@Nullable Links links() {
    Simulator network = simulator.getIfAvailable();
    return network == null ? null : new Html.Links(network.affiliateLink(), network.ledger());
  }

  private static Optional<Product> product(List<Product> products, String sku) {
    return products.stream().filter(product -> product.sku().equals(sku)).findFirst();
  }
}
