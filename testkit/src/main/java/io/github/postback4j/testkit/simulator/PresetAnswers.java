package io.github.postback4j.testkit.simulator;

import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkDescription;
import io.github.postback4j.network.NetworkDescription.Request;
import io.github.postback4j.network.NetworkDescription.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network's own words: the samples of its declaration, and where there is none a plain status
 * that its rules read in that way. Immutable.
 */
final class PresetAnswers {

  static final String RECORDED = "recorded";
  static final String ACCEPTED = "accepted";
  static final String DUPLICATE = "duplicate";
  static final String REFUSED = "refused";
  static final String UNAUTHORIZED = "unauthorized";

  /** Statuses to try for a word without a sample, the likeliest first. */
  private static final Map<String, List<Integer>> PLAIN =
      Map.of(
          RECORDED,
          List.of(200, 204, 201, 302),
          ACCEPTED,
          List.of(202, 200),
          DUPLICATE,
          List.of(409),
          "not-attributed",
          List.of(404),
          REFUSED,
          List.of(400, 422, 404),
          UNAUTHORIZED,
          List.of(401, 403),
          "not-processed",
          List.of(429, 503),
          "unknown",
          List.of(500, 200));

  private final Network network;
  private final NetworkDescription description;

  /**
   * @throws IllegalArgumentException if the network sends nothing, or no answer to one of its
   *     requests is known that means recorded or accepted
   */
  PresetAnswers(Network network, NetworkDescription description) {
    this.network = network;
    this.description = description;
    if (description.requests().isEmpty()) {
      throw new IllegalArgumentException("network '" + network.name() + "' sends nothing");
    }
    for (Request request : description.requests()) {
      good(request.goal(), partOf(request));
    }
  }

  private static String partOf(Request request) {
    return request.also().isEmpty() ? "" : "+" + request.also();
  }

  /** The answer to what is booked. */
  Sample good(String goal, String part) {
    Sample recorded = find(goal, part, RECORDED);
    Sample good = recorded == null ? find(goal, part, ACCEPTED) : recorded;
    if (good == null) {
      throw new IllegalArgumentException(
          "network '%s', %s%s: no answer is known that means recorded or accepted; add one under answers.samples"
              .formatted(network.name(), goal, part));
    }
    return good;
  }

  /** The answer to what was booked before: many networks just say that all is well. */
  Sample duplicate(String goal, String part) {
    Sample duplicate = find(goal, part, DUPLICATE);
    return duplicate == null ? good(goal, part) : duplicate;
  }

  /** The answer to what breaks the declaration. */
  Sample refused(String goal, String part, boolean unauthorized) {
    Sample said = unauthorized ? find(goal, part, UNAUTHORIZED) : null;
    Sample refused = said == null ? find(goal, part, REFUSED) : said;
    return refused == null ? new Sample(400, "", REFUSED) : refused;
  }

  /**
   * @throws IllegalArgumentException if no answer to the first request means {@code word}
   */
  void require(String word) {
    Request first = description.requests().get(0);
    meaning(first.goal(), partOf(first), word);
  }

  /**
   * The answer that means {@code word}.
   *
   * @throws IllegalArgumentException if there is none
   */
  Sample meaning(String goal, String part, String word) {
    Sample found = find(goal, part, word);
    if (found == null) {
      throw new IllegalArgumentException(
          "network '%s', %s%s: no answer is known that means %s; add one under answers.samples"
              .formatted(network.name(), goal, part, word));
    }
    return found;
  }

  private @Nullable Sample find(String goal, String part, String word) {
    List<Sample> candidates = new ArrayList<>(own(goal, part));
    candidates.addAll(description.answers().samples());
    PLAIN.getOrDefault(word, List.of()).forEach(code -> candidates.add(new Sample(code, "", word)));
    for (Sample sample : candidates) {
      if (sample.means().equals(word) && word.equals(read(goal, part, sample))) {
        return sample;
      }
    }
    return null;
  }

  private List<Sample> own(String goal, String part) {
    for (Request request : description.requests()) {
      if (request.goal().equals(goal)
          && partOf(request).equals(part)
          && request.ownAnswers() != null) {
        return request.ownAnswers().samples();
      }
    }
    return List.of();
  }

  /** What the network's rules make of it, in the format's word. */
  private String read(String goal, String part, Sample sample) {
    Answer answer = network.readAnswer(goal, part, sample.status(), sample.body());
    return answer.unauthorized()
        ? UNAUTHORIZED
        : answer.meaning().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
