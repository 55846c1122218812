package io.github.postback4j.testkit.year;

import java.time.Duration;

/** Lives through stories, each with a database and networks of its own. */
final class Year {

  /** {@code h2}, {@code sqlite} or {@code postgresql}. */
  static final String STORE = System.getProperty("postback4j.year.store", "h2");

  private Year() {}

  static Verdict live(Story story, Defect defect) {
    try (Store store = Store.open(STORE);
        Shop shop = new Shop(story, store, defect)) {
      return shop.live();
    }
  }

  /**
   * @throws AssertionError if the books are not as the oracle told, with the shortest story found
   */
  static Verdict mustBeRight(Story story, Defect defect, Duration toShrink) {
    Verdict verdict = live(story, defect);
    if (!verdict.isRight()) {
      Shrinker shrinker = new Shrinker(less -> !live(less, defect).isRight(), toShrink);
      Story shortest = shrinker.shrink(story);
      throw new AssertionError(
          "Seed "
              + story.seed()
              + ": "
              + verdict
              + "\nThe shortest story found in "
              + shrinker.tries()
              + " tries:\n"
              + shortest.inWords()
              + live(shortest, defect));
    }
    return verdict;
  }
}
