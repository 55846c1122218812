/**
 * What every session store and outbox must do, as tests: extend them in the tests of a store of
 * your own. They use public API only. A store that cannot keep one point must override its test in
 * plain sight.
 */
@NullMarked
package io.github.postback4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
