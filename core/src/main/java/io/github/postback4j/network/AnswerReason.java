package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.List;

/** A reason in words, with <code>{field}</code> for a field's text. Immutable. */
final class AnswerReason {

  private final List<Piece> pieces;

  private AnswerReason(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /** Part of a reason. */
  private sealed interface Piece {
    /** Stands as it is. */
    record Words(String text) implements Piece {}

    /** To be looked up. */
    record Lookup(AnswerField field) implements Piece {}
  }

  /**
   * @throws IllegalArgumentException if what stands in braces is no field
   */
  static AnswerReason parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    int position = 0;
    while (position < text.length()) {
      int start = text.indexOf('{', position);
      int end = start < 0 ? -1 : text.indexOf('}', start);
      if (end < 0) {
        break;
      }
      pieces.add(new Piece.Words(text.substring(position, start)));
      pieces.add(new Piece.Lookup(AnswerField.parse(text.substring(start + 1, end))));
      position = end + 1;
    }
    pieces.add(new Piece.Words(text.substring(position)));
    return new AnswerReason(pieces);
  }

  /** A field that is missing is empty; of several texts, the first stands. */
  String text(AnswerText answer) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Piece.Words words) {
        text.append(words.text());
      } else if (piece instanceof Piece.Lookup lookup) {
        List<String> found = lookup.field().texts(answer);
        text.append(found.isEmpty() ? "" : found.get(0));
      }
    }
    return text.toString().strip();
  }
}
