package io.github.postback4j.testkit.year;

import org.jspecify.annotations.Nullable;

/**
 * What a network heard and maybe booked, in the story's words.
 *
 * @param credit as {@link Expected#credit}
 * @param answer what was said; null for a line in the books
 */
record Heard(
    YearNetwork network,
    String order,
    String goal,
    String credit,
    @Nullable String amount,
    boolean booked,
    @Nullable String answer) {}
