/** A shop without a framework: where filter, cookie and tracker stand in a servlet container. */
@NullMarked
package io.github.postback4j.examples.servletshop;

import org.jspecify.annotations.NullMarked;
