package io.github.postback4j.network;

import java.util.Objects;

/**
 * A configuration that cannot work, found at start-up: what is wrong, where, and what would be
 * right. Its text never repeats a whole URL, which may carry a token.
 */
public final class ConfigurationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String where;
  private final String problem;
  private final String remedy;

  /**
   * @param where the network and setting, such as {@code network 'tune', url}
   * @param problem what is wrong
   * @param remedy what would be right
   */
  public ConfigurationException(String where, String problem, String remedy) {
    super(where + ": " + problem + ". " + remedy);
    this.where = Objects.requireNonNull(where, "where");
    this.problem = problem;
    this.remedy = remedy;
  }

  /** The network and setting. */
  public String where() {
    return where;
  }

  /** What is wrong. */
  public String problem() {
    return problem;
  }

  /** What would be right. */
  public String remedy() {
    return remedy;
  }
}
