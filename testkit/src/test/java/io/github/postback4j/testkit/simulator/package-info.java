/** Tests of the network simulator, over real HTTP. */
@NullMarked
package io.github.postback4j.testkit.simulator;

import org.jspecify.annotations.NullMarked;
