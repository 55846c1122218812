/**
 * Sessions in Redis: between the landing page, which fills them, and the tracked conversion, which
 * reads them. Stands beside the stores of {@code core}.
 */
@NullMarked
package io.github.postback4j.redis;

import org.jspecify.annotations.NullMarked;
