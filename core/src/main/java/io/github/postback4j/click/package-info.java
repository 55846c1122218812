/** What arrived on a landing page: the first stage of the flow; knows nothing of the others. */
@NullMarked
package io.github.postback4j.click;

import org.jspecify.annotations.NullMarked;
