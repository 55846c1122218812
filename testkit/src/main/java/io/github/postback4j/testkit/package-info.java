/**
 * A network to test against, for a shop's own tests: it hands out clicks and answers postbacks by a
 * network's rules.
 */
@NullMarked
package io.github.postback4j.testkit;

import org.jspecify.annotations.NullMarked;
