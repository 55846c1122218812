package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes of heap a key and its clicks take: their characters, and what objects and
 * the map cost besides, on a 64-bit JVM, rounded up.
 */
final class Footprint {

  private static final int KEY = 160;
  private static final int CLICK = 220;
  private static final int PARAMETER = 16;

  /** Object and array around the characters. */
  private static final int TEXT = 48;

  private Footprint() {}

  static long of(SessionKey key, List<KeptClick> clicks) {
    long bytes = KEY + text(key.value());
    for (KeptClick kept : clicks) {
      bytes += of(kept.click()) + text(kept.owner());
    }
    return bytes;
  }

  private static long of(Click click) {
    long bytes =
        CLICK + text(click.transactionId()) + text(click.partnerId()) + text(click.offerId());
    for (Map.Entry<String, String> parameter : click.parameters().entrySet()) {
      bytes += PARAMETER + text(parameter.getKey()) + text(parameter.getValue());
    }
    return bytes;
  }

  /** Two bytes a character: the JVM takes one only where all of them are Latin. */
  private static long text(@Nullable String text) {
    return text == null ? 0 : TEXT + 2L * text.length();
  }
}
