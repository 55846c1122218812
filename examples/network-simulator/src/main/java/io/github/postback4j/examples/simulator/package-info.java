/** The network simulator of the testkit as a program of its own, to try a shop against. */
@NullMarked
package io.github.postback4j.examples.simulator;

import org.jspecify.annotations.NullMarked;
