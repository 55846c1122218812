/**
 * The command line, for people who integrate a network: in front of core, used by no other module.
 */
@NullMarked
package io.github.postback4j.cli;

import org.jspecify.annotations.NullMarked;
