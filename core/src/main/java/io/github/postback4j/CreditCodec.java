package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.store.StoredJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A credit as the text of a memo: JSON in plain ASCII with a version. It is kept for long, so the
 * names are short: t transaction ID, p partner ID, o offer ID, at click time, k parameters, n which
 * renewal, a amount, c currency, s what remains, u status, g the goal that is changed. Unknown
 * members are passed over.
 */
final class CreditCodec {

  private static final int VERSION = 1;

  String write(Credit credit, boolean withParameters) {
    StoredJson json = new StoredJson().put("v", VERSION);
    Click click = credit.click();
    if (click != null) {
      json.put("t", click.transactionId())
          .put("p", click.partnerId())
          .put("o", click.offerId())
          .put("at", click.clickedAt().toEpochMilli());
      if (withParameters) {
        json.put("k", new TreeMap<>(click.parameters()));
      }
    }
    if (credit.renewal() > 0) {
      json.put("n", credit.renewal());
    }
    return json.put("a", text(credit.amount()))
        .put("c", credit.currency())
        .put("s", text(credit.remaining()))
        .put("u", credit.status())
        .put(NetworkDecision.CHANGED_GOAL, credit.changes())
        .write();
  }

  /** The credit; null if the memo is absent, damaged or of a newer version. */
  @Nullable Credit read(String network, @Nullable String memo) {
    if (memo == null) {
      return null;
    }
    try {
      StoredJson json = StoredJson.read(memo);
      return json.number("v") != VERSION
          ? null
          : new Credit(
              click(network, json),
              Math.toIntExact(json.number("n")),
              number(json.text("a")),
              json.text("c"),
              number(json.text("s")),
              json.text("u"),
              json.text(NetworkDecision.CHANGED_GOAL));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private static @Nullable Click click(String network, StoredJson json) {
    String transactionId = json.text("t");
    String partnerId = json.text("p");
    return transactionId == null && partnerId == null
        ? null
        : new Click(
            network,
            transactionId,
            partnerId,
            json.text("o"),
            json.texts("k"),
            Instant.ofEpochMilli(json.number("at")));
  }

  private static @Nullable String text(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }

  private static @Nullable BigDecimal number(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }
}
