package io.github.postback4j.testkit.year;

/** Whose sale it is, as the shop has chosen. */
enum Rule {
  /** Each network's last click. */
  LAST_OF_EACH_NETWORK,
  /** The last click of all. */
  LAST,
  /** The first click of all. */
  FIRST
}
