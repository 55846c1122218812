/**
 * What we keep between click and order: the clicks under a visitor, customer or order key. Filled
 * by the landing page, read when a conversion is tracked.
 */
@NullMarked
package io.github.postback4j.session;

import org.jspecify.annotations.NullMarked;
