package io.github.postback4j.store;

/**
 * What is done about the tables when a {@link Database} starts.
 *
 * <p>Checked means: the start fails, saying what is wrong, if they are of another version, lack a
 * column or a key of the script that makes them, or have a column whose type holds less or ignores
 * case. An index that is missing is a WARN. More columns with defaults, more indexes and wider
 * types are nobody's business.
 */
public enum SchemaMode {
  /**
   * They are made where they are absent, and checked; several nodes may start at once. The default.
   */
  CREATE,

  /** Nothing is made; the start fails, naming the script to run, if they are absent; checked. */
  VALIDATE,

  /** Nothing is made and nothing is checked. */
  NONE
}
