/**
 * The front door: a shop hands its conversions in here, and everything else of the library is
 * reached from here.
 */
@NullMarked
package io.github.postback4j;

import org.jspecify.annotations.NullMarked;
