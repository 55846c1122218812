package io.github.postback4j.spring;

import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.outbox.Postback;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells several listeners; one that throws does not keep the others from being told. */
record DeliveryListeners(List<DeliveryListener> listeners) implements DeliveryListener {

  static DeliveryListener of(List<DeliveryListener> listeners) {
    return listeners.size() == 1 ? listeners.get(0) : new DeliveryListeners(listeners);
  }

  @Override
  public void attempted(Postback postback, String code, Duration took) {
    tell(listener -> listener.attempted(postback, code, took));
  }

  @Override
  public void finished(Postback postback) {
    tell(listener -> listener.finished(postback));
  }

  @Override
  public void late(Postback postback, String code) {
    tell(listener -> listener.late(postback, code));
  }

  @Override
  public void recordedLate(Postback postback, Duration age) {
    tell(listener -> listener.recordedLate(postback, age));
  }

  @Override
  public void paused(String network, String code) {
    tell(listener -> listener.paused(network, code));
  }

  @Override
  public void resumed(String network) {
    tell(listener -> listener.resumed(network));
  }

  private void tell(Consumer<DeliveryListener> word) {
    RuntimeException failure = null;
    for (DeliveryListener listener : listeners) {
      try {
        word.accept(listener);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure; // the dispatcher catches and logs it
    }
  }
}
