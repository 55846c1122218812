package io.github.postback4j.faults;

import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.outbox.Postback;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts outcomes that came after their claim had ended. */
record LateCounter(AtomicInteger count) implements DeliveryListener {

  @Override
  public void late(Postback postback, String code) {
    count.incrementAndGet();
  }
}
