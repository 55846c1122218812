package io.github.postback4j.outbox;

import io.github.postback4j.network.PostbackRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Postbacks from and to rows of {@code postback4j_postback}. */
final class PostbackRows {

  static final String COLUMNS =
      "id, network, order_id, goal, part, payload, repeatable, state, attempts, ambiguous, reason,"
          + " created_at, due_at, deadline";

  private static final int MAX_REASON_LENGTH = 1000;

  private final RequestCodec codec = new RequestCodec();

  List<Postback> readAll(ResultSet rows) throws SQLException {
    List<Postback> postbacks = new ArrayList<>();
    while (rows.next()) {
      postbacks.add(read(rows));
    }
    return postbacks;
  }

  /** The row that {@code rows} stands at, which starts with {@link #COLUMNS}. */
  Postback read(ResultSet rows) throws SQLException {
    long dueAt = rows.getLong(13);
    Instant due = rows.wasNull() ? null : Instant.ofEpochMilli(dueAt);
    return new Postback(
        rows.getString(1),
        rows.getString(2),
        rows.getString(3),
        rows.getString(4),
        rows.getString(5),
        codec.read(rows.getString(6)),
        rows.getInt(7) != 0,
        state(rows.getInt(8)),
        rows.getInt(9),
        rows.getInt(10) != 0,
        rows.getString(11),
        Instant.ofEpochMilli(rows.getLong(12)),
        due,
        Instant.ofEpochMilli(rows.getLong(14)));
  }

  /**
   * Fills the parameters of {@link OutboxSql#insertPostbacks} from {@code at} on.
   *
   * @param dueParameter what is set for a delay in milliseconds
   */
  int write(PreparedStatement insert, int at, Postback postback, LongUnaryOperator dueParameter)
      throws SQLException {
    PostbackRequest request = postback.request();
    Instant due = postback.nextAttemptAt();
    Instant created = postback.createdAt();
    insert.setString(at++, postback.id());
    insert.setString(at++, postback.network());
    insert.setString(at++, postback.orderId());
    insert.setString(at++, postback.goal());
    insert.setString(at++, postback.part());
    long delay = due == null ? 0 : Math.max(0, millis(due) - millis(created));
    insert.setLong(at++, dueParameter.applyAsLong(delay));
    insert.setInt(at++, postback.attempts());
    insert.setInt(at++, postback.ambiguous() ? 1 : 0);
    insert.setInt(at++, postback.repeatable() ? 1 : 0);
    setText(insert, at++, request == null ? null : codec.write(request));
    setText(insert, at++, reason(postback.reason()));
    insert.setLong(at++, millis(created));
    insert.setLong(at++, millis(postback.deadline()));
    return at;
  }

  static void setText(PreparedStatement statement, int at, @Nullable String text)
      throws SQLException {
    if (text == null) {
      statement.setNull(at, Types.VARCHAR);
    } else {
      statement.setString(at, text);
    }
  }

  /** A network's words as any database can keep them: no NUL, no half characters, not too long. */
  static @Nullable String reason(@Nullable String words) {
    if (words == null) {
      return null;
    }
    StringBuilder kept = new StringBuilder(Math.min(words.length(), MAX_REASON_LENGTH));
    words
        .codePoints()
        .filter(c -> c != 0 && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
        .limit(MAX_REASON_LENGTH)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** Milliseconds since 1970; the farthest there is for times beyond. */
  static long millis(Instant time) {
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static int code(PostbackState state) {
    return switch (state) {
      case PENDING -> 0;
      case IN_FLIGHT -> 1;
      case RECORDED -> 2;
      case DUPLICATE -> 3;
      case REFUSED -> 4;
      case UNCERTAIN -> 5;
      case DEAD -> 6;
      case EXPIRED -> 7;
    };
  }

  static PostbackState state(int code) {
    for (PostbackState state : PostbackState.values()) {
      if (code(state) == code) {
        return state;
      }
    }
    return PostbackState.UNCERTAIN;
  }
}
