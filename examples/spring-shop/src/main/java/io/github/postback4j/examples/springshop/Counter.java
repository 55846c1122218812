package io.github.postback4j.examples.springshop;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.outbox.Postback;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Where customers come to the {@link OrderDesk}: two of them with the same order ID at once are
 * served one after the other.
 */
@Component
class Counter {

  private static final int TRIES = 5;

  private final OrderDesk desk;
  private final Orders orders;
  private final PostbackTracker postbacks;

  Counter(OrderDesk desk, Orders orders, PostbackTracker postbacks) {
    this.desk = desk;
    this.orders = orders;
    this.postbacks = postbacks;
  }

  OrderDesk.Placed place(Order order, boolean failAfterTrack) {
    return oneAfterTheOther(() -> desk.place(order, failAfterTrack));
  }

  Optional<Order> pay(String orderId) {
    return oneAfterTheOther(() -> desk.pay(orderId));
  }

  /** What was reported of an order; empty if there is no such order. */
  Optional<List<Postback>> postbacks(String orderId) {
    return orders.find(orderId).map(order -> postbacks.postbacks(order.id()));
  }

  /**
   * The transaction that came second, and was rolled back for it, then finds the first one's work.
   */
  private static <T> T oneAfterTheOther(Supplier<T> transaction) {
    for (int tries = 1; ; tries++) {
      try {
        return transaction.get();
      } catch (DataIntegrityViolationException | ConcurrencyFailureException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }
}
