/**
 * Where a visitor enters: captures the click a landing page was requested with, before the shop's
 * own code runs, and finds the visitor again at checkout.
 */
@NullMarked
package io.github.postback4j.servlet;

import org.jspecify.annotations.NullMarked;
