/** Measures what the Spring starter adds to an application's start. */
@NullMarked
package io.github.postback4j.benchmarks.spring;

import org.jspecify.annotations.NullMarked;
