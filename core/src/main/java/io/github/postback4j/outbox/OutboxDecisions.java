package io.github.postback4j.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Outbox} knows about decisions besides making them: those of an order, those of a
 * person, to count on, to take back, and to blank when the person is removed. Every method throws
 * {@code StoreException} if the store cannot do its work now; then nothing of that call happened.
 */
public interface OutboxDecisions {

  /** Most decisions that may be asked for at once. */
  int MAX_DECISIONS = 1000;

  /** {@link Decision#person} of one that is to be blanked as soon as nothing of it is unsent. */
  String REMOVED = "-";

  /**
   * The token under which this outbox knows a person: the same for the same text, and telling
   * nothing to who lacks the outbox's secret. At most 44 ASCII characters, never {@link #REMOVED}.
   */
  String tokenOf(String person);

  /** The decision made for this order, goal and part; null if none was. */
  @Nullable Decision decision(String orderId, String goal, String part);

  /** The decisions made for this order, the oldest first; at most {@link #MAX_DECISIONS}. */
  List<Decision> decisions(String orderId);

  /**
   * The decisions made for this person's orders, the latest first.
   *
   * @param person a token of {@link #tokenOf}
   * @param limit most to return, from 1 to {@link #MAX_DECISIONS}
   * @throws IllegalArgumentException if the limit is another
   */
  List<Decision> decisionsOf(String person, int limit);

  /**
   * Lets one after the other decide about an order: a second call for it, in another transaction,
   * waits until that of the first has ended. Inside {@link Outbox#atomically} only. Where nothing
   * was decided for the order yet, it may hold nobody up.
   */
  void lockOrder(String orderId);

  /** As {@link #lockOrder}, for all orders of a person. */
  void lockPerson(String person);

  /**
   * Takes back those of these postbacks that are pending and that the network surely does not have:
   * they become REFUSED for this reason, and their request is blanked, so that no replay sends
   * them. Waits for a claim under way on one of them.
   *
   * @param ids at most {@link #MAX_DECISIONS}
   * @param reason in words; shown to people
   * @return those taken back, as they are now
   */
  List<Postback> withdraw(List<String> ids, String reason);

  /**
   * Blanks what is held about the person of an order: the memos and the person of its decisions,
   * and request and reason of its finished postbacks. What is still to be sent stays as it is; then
   * the decisions are marked {@link #REMOVED}, and {@link OutboxCare#blankRemoved} does the rest
   * later.
   *
   * @return how many postbacks are still to be sent
   */
  int blank(String orderId);
}
