/**
 * What a network wants, as data: what to read at landing, the URL template to fill, how to read the
 * answer. Built from a preset, a user's own JSON file or a builder, once, at start-up.
 */
@NullMarked
package io.github.postback4j.network;

import org.jspecify.annotations.NullMarked;
