package io.github.postback4j.network;

import io.github.postback4j.network.Answer.Meaning;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words of a network's file for what an answer means. */
final class MeaningWord {

  /** A refusal, too. */
  static final String UNAUTHORIZED = "unauthorized";

  private MeaningWord() {}

  /** Null if there is no such word, or it is {@link #UNAUTHORIZED}. */
  static @Nullable Meaning parse(String word) {
    for (Meaning meaning : Meaning.values()) {
      if (of(meaning, false).equals(word)) {
        return meaning;
      }
    }
    return null;
  }

  static String of(Meaning meaning, boolean unauthorized) {
    return unauthorized ? UNAUTHORIZED : meaning.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All of them, in the order of {@link Meaning}. */
  static List<String> all(boolean withUnauthorized) {
    List<String> words = new ArrayList<>();
    for (Meaning meaning : Meaning.values()) {
      words.add(of(meaning, false));
    }
    if (withUnauthorized) {
      words.add(UNAUTHORIZED);
    }
    return words;
  }
}
