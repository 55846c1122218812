/**
 * What is still to be sent: the decision made for an order, and its postbacks with their states,
 * durable where a database is given. Filled by {@code track}, emptied by the dispatcher.
 */
@NullMarked
package io.github.postback4j.outbox;

import org.jspecify.annotations.NullMarked;
