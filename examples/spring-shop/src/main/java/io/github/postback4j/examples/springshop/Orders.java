package io.github.postback4j.examples.springshop;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table of orders. */
@Repository
class Orders {

  private static final TypeReference<List<Order.Line>> LINES = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  Orders(JdbcClient jdbc, JsonMapper json, ShopSchema madeBefore) {
    this.jdbc = jdbc;
    this.json = json;
  }

  Optional<Order> find(String orderId) {
    return jdbc.sql("SELECT * FROM shop_order WHERE order_id = ?")
        .param(orderId)
        .query(
            (row, number) ->
                new Order(
                    row.getString("order_id"),
                    Order.Kind.valueOf(row.getString("kind")),
                    row.getString("customer_id"),
                    new BigDecimal(row.getString("amount")),
                    row.getString("currency"),
                    row.getString("coupon"),
                    json.readValue(row.getString("items"), LINES),
                    names(row.getString("reported_to"))))
        .optional();
  }

  /** Fails if there is an order of that ID. */
  void insert(Order order) {
    jdbc.sql(
            """
            INSERT INTO shop_order
              (order_id, kind, customer_id, amount, currency, coupon, items)
              VALUES (?, ?, ?, ?, ?, ?, ?)""")
        .param(order.id())
        .param(order.kind().name())
        .param(order.customerId())
        .param(order.amount().toPlainString())
        .param(order.currency())
        .param(order.coupon())
        .param(json.writeValueAsString(order.items()))
        .update();
  }

  void setReportedTo(String orderId, List<String> networks) {
    jdbc.sql("UPDATE shop_order SET reported_to = ? WHERE order_id = ?")
        .param(String.join(",", networks))
        .param(orderId)
        .update();
  }

  private static @Nullable List<String> names(@Nullable String text) {
    return text == null ? null : text.isEmpty() ? List.of() : List.of(text.split(","));
  }
}
