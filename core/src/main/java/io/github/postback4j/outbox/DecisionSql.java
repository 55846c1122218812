package io.github.postback4j.outbox;

import io.github.postback4j.store.Dialect;

/** The statements about decisions in the words of one database. */
final class DecisionSql {

  private static final String COLUMNS =
      "SELECT order_id, goal, part, decided_at, networks, person, memos FROM postback4j_decision";

  /** Parameters: order ID, goal, part, time, networks, person, memos. */
  final String insert;

  /** Parameters: order ID, goal, part. Columns: all. */
  final String find;

  /** As {@link #find}, what others have committed included. */
  final String findCommitted;

  /** Parameters: order ID, limit. Columns: all. */
  final String ofOrder;

  /** Parameters: person, limit. Columns: all. */
  final String ofPerson;

  /** Parameter: order ID. */
  final String lockOrder;

  /** Parameter: person. */
  final String lockPerson;

  /** The IDs are its parameters. Column: ID. */
  final String lockPending;

  /** Parameter: reason; then IDs follow. */
  final String withdraw;

  /** Columns: the postback's; the IDs follow. */
  final String withdrawn;

  /** Parameter: order ID. */
  final String countUnsent;

  /** Parameter: order ID. */
  final String blankPostbacks;

  /** Parameters: person, order ID. */
  final String blankDecisions;

  /** Parameter: limit. Column: order ID. */
  final String removedAndSent;

  DecisionSql(Dialect dialect) {
    String key = " WHERE order_id = ? AND goal = ? AND part = ?";
    // A transaction that has read before still reads what was committed since.
    String committed = dialect.isMySqlLike() ? " LOCK IN SHARE MODE" : "";
    insert =
        "INSERT INTO postback4j_decision (order_id, goal, part, decided_at, networks, person,"
            + " memos) VALUES (?, ?, ?, ?, ?, ?, ?)"
            + switch (dialect) {
              case POSTGRESQL, SQLITE -> " ON CONFLICT DO NOTHING";
              case MYSQL, MARIADB -> " ON DUPLICATE KEY UPDATE repeats = repeats + 1";
              case H2 -> "";
            };
    find = COLUMNS + key;
    findCommitted = find + committed;
    ofOrder = COLUMNS + " WHERE order_id = ? ORDER BY decided_at, goal, part LIMIT ?" + committed;
    ofPerson =
        COLUMNS + " WHERE person = ? ORDER BY decided_at DESC, order_id DESC LIMIT ?" + committed;
    // All rows there are: the one that every other work knows is among them.
    lockOrder =
        "SELECT order_id FROM postback4j_decision WHERE order_id = ? ORDER BY goal, part"
            + dialect.lock();
    lockPerson =
        "SELECT order_id FROM postback4j_decision WHERE person = ?"
            + " ORDER BY order_id, goal, part"
            + dialect.lock();
    lockPending =
        "SELECT id FROM postback4j_postback WHERE state = 0 AND ambiguous = 0 AND id IN %s"
            + " ORDER BY id"
            + dialect.lock();
    withdraw =
        "UPDATE postback4j_postback SET state = 4, reason = ?, payload = NULL, token = NULL,"
            + " due_at = NULL, finished_at = "
            + dialect.now()
            + " WHERE state = 0 AND id IN ";
    withdrawn =
        "SELECT " + PostbackRows.COLUMNS + " FROM postback4j_postback WHERE state = 4 AND id IN ";
    countUnsent = "SELECT COUNT(*) FROM postback4j_postback WHERE order_id = ? AND state < 2";
    blankPostbacks =
        "UPDATE postback4j_postback SET payload = NULL, reason = NULL"
            + " WHERE order_id = ? AND state > 1";
    blankDecisions = "UPDATE postback4j_decision SET person = ?, memos = NULL WHERE order_id = ?";
    removedAndSent =
        "SELECT DISTINCT d.order_id FROM postback4j_decision d WHERE d.person = '"
            + OutboxDecisions.REMOVED
            // Not as NOT EXISTS: PostgreSQL might make that a join that reads all postbacks.
            + "' AND (SELECT p.id FROM postback4j_postback p WHERE p.order_id = d.order_id"
            + " AND p.state < 2 LIMIT 1) IS NULL LIMIT ?";
  }
}
