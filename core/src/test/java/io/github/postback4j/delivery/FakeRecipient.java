package io.github.postback4j.delivery;

import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.Rate;
import io.github.postback4j.outbox.Postback;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network that says what it means: its body is a {@link Meaning}. */
record FakeRecipient(
    String name,
    int maxConcurrency,
    boolean allowPrivate,
    @Nullable Rate rate,
    @Nullable Duration lateAfter)
    implements Recipient {

  static FakeRecipient of(String name) {
    return new FakeRecipient(name, 8, false, null, null);
  }

  FakeRecipient withRate(String text) {
    return new FakeRecipient(name, maxConcurrency, allowPrivate, Rate.of(text), lateAfter);
  }

  FakeRecipient lateAfter(Duration time) {
    return new FakeRecipient(name, maxConcurrency, allowPrivate, rate, time);
  }

  @Override
  public PostbackRequest complete(Postback postback, PostbackRequest kept) {
    if (postback.orderId().equals("order-keyless")) {
      throw new IllegalStateException("no key");
    }
    Map<String, String> headers = Map.of("Authorization", "key of " + name);
    return new PostbackRequest(kept.method(), kept.url(), headers, kept.body());
  }

  @Override
  public Answer readAnswer(Postback postback, int status, String body) {
    if (body.equals("STACK_OVERFLOW")) {
      throw new StackOverflowError("on purpose");
    }
    return body.equals("UNAUTHORIZED")
        ? new Answer(Meaning.REFUSED, "bad token", true)
        : new Answer(Meaning.valueOf(body), "said " + body);
  }

  @Override
  public @Nullable Answer readStatus(Postback postback, int status) {
    return status == 299 ? new Answer(Meaning.RECORDED, null) : null;
  }
}
