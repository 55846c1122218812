/**
 * What happened in the shop: orders, leads, renewals. Beside clicks, the other input of the flow.
 */
@NullMarked
package io.github.postback4j.conversion;

import org.jspecify.annotations.NullMarked;
