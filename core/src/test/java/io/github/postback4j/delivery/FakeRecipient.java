package io.github.postback4j.delivery;

import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Answer.Meaning;
import org.jspecify.annotations.Nullable;

/** A network that says what it means: its body is a {@link Meaning}. */
record FakeRecipient(String name, int maxConcurrency, boolean allowPrivate) implements Recipient {

  static FakeRecipient of(String name) {
    return new FakeRecipient(name, 8, false);
  }

  @Override
  public Answer readAnswer(int status, String body) {
    if (body.equals("STACK_OVERFLOW")) {
      throw new StackOverflowError("on purpose");
    }
    return body.equals("UNAUTHORIZED")
        ? new Answer(Meaning.REFUSED, "bad token", true)
        : new Answer(Meaning.valueOf(body), "said " + body);
  }

  @Override
  public @Nullable Answer readStatus(int status) {
    return status == 299 ? new Answer(Meaning.RECORDED, null) : null;
  }
}
