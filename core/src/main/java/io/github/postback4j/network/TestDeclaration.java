package io.github.postback4j.network;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a network is told that it is only a test.
 *
 * @param about in words
 * @param request what is laid over the request
 * @param settings by setting, the one that is meant instead
 */
record TestDeclaration(
    String about, Map<String, @Nullable Object> request, Map<String, String> settings) {}
