/**
 * Where a visitor enters and is found again, in any jakarta.servlet 6 container: the filter
 * captures the clicks that a landing page was requested with, before the shop's own code runs, and
 * keeps them under a random first-party cookie; at checkout the same cookie names the visitor whose
 * clicks count.
 *
 * <p>Before it: the browser, sent by a network. After it: {@link
 * io.github.postback4j.PostbackTracker} and its session store. {@link
 * io.github.postback4j.servlet.ClickCaptureFilter} is the way in, {@link
 * io.github.postback4j.servlet.VisitorCookie} the way back.
 */
@NullMarked
package io.github.postback4j.servlet;

import org.jspecify.annotations.NullMarked;
