package io.github.postback4j.store;

/** What is done about the tables when a {@link Database} starts. */
public enum SchemaMode {
  /** They are made where they are absent; several nodes may start at once. The default. */
  CREATE,

  /**
   * Nothing is made; the start fails, naming the script to run, if they are absent or of another
   * version.
   */
  VALIDATE,

  /** Nothing is made and nothing is checked. */
  NONE
}
