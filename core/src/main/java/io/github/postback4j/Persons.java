package io.github.postback4j;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionKey.Kind;
import org.jspecify.annotations.Nullable;

/** Under which token an outbox knows whose order it is. */
final class Persons {

  private Persons() {}

  /** The conversion's customer; for a guest the visitor, or the customer the key is of. */
  static @Nullable String of(Outbox outbox, @Nullable SessionKey key, Conversion conversion) {
    String customer = conversion.customerId();
    if (customer != null) {
      return token(outbox, Kind.CUSTOMER, customer);
    }
    return key == null || key.kind() == Kind.ORDER ? null : token(outbox, key.kind(), key.value());
  }

  /** Not for an order, which is found by its ID. */
  static String of(Outbox outbox, SessionKey key) {
    return token(outbox, key.kind(), key.value());
  }

  private static String token(Outbox outbox, Kind kind, String value) {
    return outbox.tokenOf((kind == Kind.CUSTOMER ? "c:" : "v:") + value);
  }
}
