package io.github.postback4j.delivery;

/**
 * What a closed dispatcher left behind. All zero is a clean end.
 *
 * @param unfinished calls whose result was not waited for; from a durable outbox they are taken up
 *     again once their lease ends, as attempts of unknown outcome
 * @param unwritten results known but not stored, because the store failed to the end; as above
 * @param dropped postbacks that were still waiting in an outbox in memory and are lost
 */
public record CloseReport(int unfinished, int unwritten, long dropped) {

  /** Whether nothing was left behind. */
  public boolean isClean() {
    return unfinished == 0 && unwritten == 0 && dropped == 0;
  }
}
