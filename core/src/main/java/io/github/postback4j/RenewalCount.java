package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.OutboxDecisions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which renewal of a customer and a partner is the next: one more than the latest that the
 * customer's decisions tell of. Read where the decision is made, after those of other transactions
 * have ended. For one conversion.
 */
final class RenewalCount {

  private final Outbox outbox;
  private final CreditCodec codec;
  private final @Nullable String person;
  private @Nullable List<Decision> history;

  RenewalCount(Outbox outbox, CreditCodec codec, @Nullable String person) {
    this.outbox = outbox;
    this.codec = codec;
    this.person = person;
  }

  /** From 1; 0 if nobody knows whose renewal it is. */
  int next(Network network, Click click) {
    if (person == null) {
      return 0;
    }
    if (history == null) {
      outbox.lockPerson(person);
      history = outbox.decisionsOf(person, OutboxDecisions.MAX_DECISIONS);
    }
    int most = 0;
    for (Decision decision : history) {
      NetworkDecision line = decision.of(network.name());
      Credit credit = line == null ? null : codec.read(network.name(), line.memo());
      if (credit != null && credit.renewal() > most && isSamePartner(credit.click(), click)) {
        most = credit.renewal();
      }
    }
    return most + 1;
  }

  /** A later click of the same partner does not begin a new count. */
  private static boolean isSamePartner(@Nullable Click counted, Click click) {
    if (counted == null) {
      return false;
    }
    return click.partnerId() == null
        ? Objects.equals(click.transactionId(), counted.transactionId())
        : click.partnerId().equals(counted.partnerId());
  }
}
