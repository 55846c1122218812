/**
 * Stand-ins for affiliate networks.
 *
 * <p>{@link io.github.postback4j.testkit.simulator.NetworkSimulator} stands at both ends of a
 * shop's way, as a network that runs on TUNE: it redirects a visitor to the landing page, and later
 * receives the shop's postback. What a request meets, in order: the socket ({@code
 * SimulatorSockets}), the route ({@code SimulatorDispatcher}), a fault on demand ({@code Faults}),
 * the rules ({@code ConversionRules}) and the books ({@code Books}), which the ledger page and the
 * JSON answers show.
 *
 * <p>{@link io.github.postback4j.testkit.simulator.PresetSimulator} is any network by its own
 * declaration. Its requests are led to it by {@code PresetSender}, meet {@code PresetDispatcher},
 * are judged by {@code Network.check}, booked by {@code PresetBooks} and answered from {@code
 * PresetAnswers}.
 */
@NullMarked
package io.github.postback4j.testkit.simulator;

import org.jspecify.annotations.NullMarked;
