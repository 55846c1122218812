/** The network of the test kit as a process of its own, with its ledger on a page. */
@NullMarked
package io.github.postback4j.examples.simulator;

import org.jspecify.annotations.NullMarked;
