/** A small shop to click through: affiliate link, landing page, checkout and what was reported. */
@NullMarked
package io.github.postback4j.examples.springshop;

import org.jspecify.annotations.NullMarked;
