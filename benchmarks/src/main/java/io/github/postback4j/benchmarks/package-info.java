/**
 * Measures the costs that the design promises to keep small, each beside a baseline: JMH for the
 * landing filter, capture and {@code track}; plain programs for the outbox write and delivery. See
 * {@code benchmarks/README.md}.
 */
@NullMarked
package io.github.postback4j.benchmarks;

import org.jspecify.annotations.NullMarked;
