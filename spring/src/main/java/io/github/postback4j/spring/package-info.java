/**
 * Wires the tracker, its stores and the landing filter into a Spring Boot application from the
 * {@code postback4j.*} properties.
 */
@NullMarked
package io.github.postback4j.spring;

import org.jspecify.annotations.NullMarked;
