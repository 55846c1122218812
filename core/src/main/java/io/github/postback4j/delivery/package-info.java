/**
 * How postbacks get to the networks: the dispatcher claims what is due, a sender makes the HTTP
 * call, the network's rules read the answer, the retry policy says when to try again.
 */
@NullMarked
package io.github.postback4j.delivery;

import org.jspecify.annotations.NullMarked;
