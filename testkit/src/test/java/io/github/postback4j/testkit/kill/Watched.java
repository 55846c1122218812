package io.github.postback4j.testkit.kill;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A node's outbox and sender, which tell how far delivery has come. */
final class Watched {

  private Watched() {}

  /** By reflection: it is about three moments, whatever else an outbox can do. */
  static Outbox outbox(Outbox outbox, Stops stops) {
    return (Outbox)
        Proxy.newProxyInstance(
            Outbox.class.getClassLoader(),
            new Class<?>[] {Outbox.class},
            (proxy, method, args) -> {
              boolean isFinish = method.getName().equals("finish");
              if (isFinish) {
                stops.reach(StopPoint.MARKING);
              }
              Object result = call(outbox, method, args);
              if (isFinish) {
                stops.reach(StopPoint.MARKED);
              } else if (method.getName().equals("claim")
                  && result instanceof Collection<?> claims
                  && !claims.isEmpty()) {
                stops.reach(StopPoint.CLAIMED);
              }
              return result;
            });
  }

  private static @Nullable Object call(Outbox outbox, Method method, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(outbox, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  static PostbackSender sender(PostbackSender sender, Stops stops) {
    return new PostbackSender() {
      @Override
      public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
        stops.reach(StopPoint.SENDING);
        return sender
            .send(request, options)
            .whenComplete((result, failure) -> stops.reach(StopPoint.ANSWERED));
      }

      @Override
      public void close() {
        sender.close();
      }
    };
  }
}
