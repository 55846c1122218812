package io.github.postback4j.store;

/**
 * The database rolled the caller's whole transaction back in the middle of our work, as MySQL,
 * MariaDB and H2 do with the victim of a deadlock. What the caller had written is gone, so this is
 * thrown where any other failure of ours would be a result: a commit would seem to succeed.
 */
public final class TransactionLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TransactionLostException(Throwable cause) {
    super("the database has rolled back the transaction that this was part of; repeat it", cause);
  }
}
