/** A shop without a framework: an embedded container, the landing filter and one checkout. */
@NullMarked
package io.github.postback4j.examples.servletshop;

import org.jspecify.annotations.NullMarked;
