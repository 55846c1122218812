/**
 * The database that session store and outbox share: dialect, tables, and the transaction of the
 * caller. Below both of them in the flow, and used by nothing else.
 */
@NullMarked
package io.github.postback4j.store;

import org.jspecify.annotations.NullMarked;
