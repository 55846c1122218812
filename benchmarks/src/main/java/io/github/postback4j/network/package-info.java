/**
 * Measures rendering alone, which only the package of the template can call. Not published, so the
 * package is not split for any user.
 */
@NullMarked
package io.github.postback4j.network;

import org.jspecify.annotations.NullMarked;
