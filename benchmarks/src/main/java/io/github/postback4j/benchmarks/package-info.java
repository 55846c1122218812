/**
 * Measures the costs that the design promises to keep small, from the landing filter to the outbox.
 */
@NullMarked
package io.github.postback4j.benchmarks;

import org.jspecify.annotations.NullMarked;
