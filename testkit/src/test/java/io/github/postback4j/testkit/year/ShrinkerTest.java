package io.github.postback4j.testkit.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ShrinkerTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Story story = new StoryWriter(5).write(100);

  private static Story shrunk(Story story, Predicate<Story> goesWrong) {
    return new Shrinker(goesWrong, LONG).shrink(story);
  }

  @Test
  void oneEventIsToBlame_isAllThatIsLeft() {
    Event guilty = story.events().get(story.events().size() / 2);

    assertThat(shrunk(story, less -> less.events().contains(guilty)).events())
        .containsExactly(guilty);
  }

  @Test
  void eventsOfTwoHouseholdsAreToBlame_bothAreLeftInTheirOrder() {
    List<Event> events = story.events();
    List<Event> guilty = List.of(events.get(10), events.get(events.size() - 10));
    assertThat(guilty.get(0).household()).isNotEqualTo(guilty.get(1).household());

    assertThat(shrunk(story, less -> less.events().containsAll(guilty)).events()).isEqualTo(guilty);
  }

  @Test
  void worldIsToBlame_itsEventIsLeft() {
    Event guilty =
        story.events().stream().filter(e -> e instanceof Event.Restart).findFirst().orElseThrow();

    assertThat(shrunk(story, less -> less.events().contains(guilty)).events())
        .containsExactly(guilty);
  }

  @Test
  void peopleGoBeforeEvents_soFewStoriesAreTried() {
    Event guilty = story.events().get(40);
    Shrinker shrinker = new Shrinker(less -> less.events().contains(guilty), LONG);

    shrinker.shrink(story);

    assertThat(shrinker.tries()).isLessThan(200);
  }

  @Test
  void timeIsUp_theStoryIsAsItWas() {
    assertThat(new Shrinker(less -> true, Duration.ZERO).shrink(story)).isEqualTo(story);
  }

  @Test
  void story_tellsOfEverythingThatCanHappen() {
    Story large = new StoryWriter(5).write(400);

    assertThat(large.events().stream().map(event -> event.getClass().getName()).distinct())
        .containsExactlyInAnyOrder(
            Stream.of(Event.class.getPermittedSubclasses())
                .map(Class::getName)
                .toArray(String[]::new));
    List<Expected> told = Oracle.tell(large);
    assertThat(told.stream().map(one -> one.network() + " " + one.goal()).distinct())
        .containsExactlyInAnyOrder(
            "TUNE sale",
            "TUNE lead",
            "MEMBERS sale",
            "MEMBERS refund",
            "BLOGS sale",
            "BLOGS lead",
            "BLOGS refund",
            "MIXED sale");
    assertThat(told.stream().filter(one -> one.order().contains("m"))).as("renewals").isNotEmpty();
    assertThat(told.stream().filter(one -> one.order().startsWith("p"))).as("phone").isNotEmpty();
  }

  @Test
  void story_isDrawnAgainFromItsSeed() {
    assertThat(new StoryWriter(5).write(100)).isEqualTo(story);
    assertThat(new StoryWriter(6).write(100)).isNotEqualTo(story);
  }
}
