package io.github.postback4j.testkit.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class YearTest {
  private static final int VISITORS = Integer.getInteger("postback4j.year.visitors", 200);

  @Test
  void year_ofASeed_isBookedAsTold() {
    for (long seed = 1; seed <= 4; seed++) {
      long t = System.nanoTime();
      Story story = new StoryWriter(seed).write(VISITORS);
      try (Store store = Store.open(System.getProperty("postback4j.year.store", "h2"));
          Shop shop = new Shop(story, store, Defect.NONE)) {
        Verdict verdict = shop.live();
        System.out.println(
            story.rule() + " " + story.events().size() + " " + verdict + " ms " + (System.nanoTime() - t) / 1_000_000);
      }
    }
  }
}
