package io.github.postback4j.examples.springshop;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.NetworkResult.Queued;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.spring.CurrentVisitor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes orders. Each method is one transaction: the order and what is reported of it are kept
 * together, or neither is.
 */
@Service
class OrderDesk {

  private final Orders orders;
  private final PostbackTracker postbacks;
  private final CurrentVisitor visitor;

  OrderDesk(Orders orders, PostbackTracker postbacks, CurrentVisitor visitor) {
    this.orders = orders;
    this.postbacks = postbacks;
    this.visitor = visitor;
  }

  /**
   * What became of an order.
   *
   * @param order as it is kept
   * @param created whether this very call placed it
   */
  record Placed(Order order, boolean created) {}

  /**
   * Places an order, unless there is one of that ID.
   *
   * @param failAfterTrack to try what a failure leaves behind: nothing
   */
  @Transactional
  Placed place(Order order, boolean failAfterTrack) {
    Optional<Order> earlier = orders.find(order.id());
    if (earlier.isPresent()) {
      return new Placed(untracked(earlier.get()) ? track(earlier.get()) : earlier.get(), false);
    }
    orders.insert(order);
    Order placed = order;
    if (order.kind() == Order.Kind.LATER) {
      postbacks.linkOrder(visitor.get(), order.id(), order.customerId());
    } else {
      placed = track(order);
    }
    if (failAfterTrack) {
      throw new FailedOnPurposeException();
    }
    return new Placed(placed, true);
  }

  /** A failure of the tracker cost the report but not the order; it can still be made. */
  private static boolean untracked(Order order) {
    return order.kind() != Order.Kind.LATER && order.reportedTo() == null;
  }

  /** Confirms the payment of an order; empty if there is no such order. */
  @Transactional
  Optional<Order> pay(String orderId) {
    return orders.find(orderId).map(order -> order.reportedTo() == null ? track(order) : order);
  }

  private Order track(Order order) {
    TrackResult result =
        switch (order.kind()) {
          // The visitor of this request, and the customer if one is known.
          case ORDER -> postbacks.track(order.conversion());
          // No browser asks here: what counts was kept with the order, or with the customer.
          case LATER -> postbacks.track(SessionKey.order(order.id()), order.conversion());
          case RENEWAL -> postbacks.track(customer(order), order.conversion());
        };
    if (!(result instanceof TrackResult.Decided decided)) {
      return order;
    }
    List<String> networks = decided.queued().stream().map(Queued::network).toList();
    orders.setReportedTo(order.id(), networks);
    return order.reportedTo(networks);
  }

  private static SessionKey customer(Order order) {
    return SessionKey.customer(Objects.requireNonNull(order.customerId(), "customerId"));
  }

  /** Thrown where it was asked for. */
  static final class FailedOnPurposeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedOnPurposeException() {
      super("failed after track, as asked");
    }
  }
}
