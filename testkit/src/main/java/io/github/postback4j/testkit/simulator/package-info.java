/**
 * A stand-in for an affiliate network that runs on TUNE: it hands out clicks and books conversions.
 *
 * <p>{@link io.github.postback4j.testkit.simulator.NetworkSimulator} stands at both ends of a
 * shop's way: it redirects a visitor to the landing page, and later receives the shop's postback.
 * What a request meets, in order: the socket ({@code SimulatorSockets}), the route ({@code
 * SimulatorDispatcher}), a fault on demand ({@code Faults}), the rules ({@code ConversionRules})
 * and the books ({@code Books}), which the ledger page and the JSON answers show.
 */
@NullMarked
package io.github.postback4j.testkit.simulator;

import org.jspecify.annotations.NullMarked;
