/**
 * Reports an advertiser's conversions to affiliate networks by server-to-server postbacks.
 *
 * <p>{@code PostbackTracker} is the front door. What it is handed and hands on, in the order of the
 * data:
 *
 * <ol>
 *   <li>{@code click}: what arrived on a landing page;
 *   <li>{@code conversion}: what happened in the shop;
 *   <li>{@code network}: what a network wants: landing parameters, URL template, answer rules;
 *   <li>{@code session}: the clicks kept under a visitor, customer or order;
 *   <li>{@code outbox}: the postbacks that are still to be sent, and the decision made for an
 *       order;
 *   <li>{@code delivery}: how they get there: dispatcher, sender, retry;
 *   <li>{@code store}: the database that sessions and outbox share, and the caller's transaction.
 * </ol>
 *
 * <p>Parameters and results are non-null unless marked {@link org.jspecify.annotations.Nullable}.
 */
@NullMarked
package io.github.postback4j;

import org.jspecify.annotations.NullMarked;
