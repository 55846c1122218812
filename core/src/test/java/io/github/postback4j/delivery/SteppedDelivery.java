package io.github.postback4j.delivery;

import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.testkit.contract.MutableClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The dispatcher's work for tests elsewhere: step by step, in a time that only the test moves. */
public final class SteppedDelivery {

  private final MutableClock clock;
  private final DeliveryLoop loop;
  private long nanos = 123_456_789L;

  public SteppedDelivery(
      Outbox outbox,
      PostbackSender sender,
      List<Network> networks,
      MutableClock clock,
      UnaryOperator<DispatcherBuilder> options) {
    this.clock = clock;
    DispatcherBuilder builder =
        options
            .apply(Dispatcher.builder(outbox, sender).networks(networks))
            .clock(clock)
            .random(new Random(1))
            .nanoTime(() -> nanos);
    loop =
        new DeliveryLoop(
            outbox,
            sender,
            builder.recipients,
            builder.settings(),
            Runnable::run,
            Runnable::run,
            () -> {});
  }

  /** Does what is to be done now; how long nothing is to be done unless something happens. */
  public Duration step() {
    return Duration.ofNanos(loop.step());
  }

  /** Lets time pass on this node. */
  public void advance(Duration time) {
    nanos += time.toNanos();
    clock.advance(time);
  }
}
