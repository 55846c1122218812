package io.github.postback4j.delivery;

import java.util.HashMap;
import java.util.Map;

/** So many lines a minute under one key; the rest is counted. Used by one thread. */
final class LogLimit {

  private static final long MINUTE = 60_000_000_000L;

  private final int lines;
  private final Map<String, Window> windows = new HashMap<>();

  LogLimit(int lines) {
    this.lines = lines;
  }

  /** Whether a line may be written now. */
  boolean allows(String key, long now) {
    Window window = windows.get(key);
    if (window == null) {
      window = new Window(now);
      windows.put(key, window);
    } else if (now - window.start >= MINUTE && window.left == 0) {
      window.start = now;
      window.written = 0;
    }
    if (window.written < lines) {
      window.written++;
      return true;
    }
    window.left++;
    return false;
  }

  /** The keys whose minute is over, with how many lines were left out; each is told once. */
  Map<String, Integer> leftOut(long now) {
    Map<String, Integer> counts = new HashMap<>();
    for (Map.Entry<String, Window> entry : windows.entrySet()) {
      Window window = entry.getValue();
      if (window.left > 0 && now - window.start >= MINUTE) {
        counts.put(entry.getKey(), window.left);
        window.start = now;
        window.written = 0;
        window.left = 0;
      }
    }
    return counts;
  }

  private static final class Window {
    private long start;
    private int written;
    private int left;

    private Window(long start) {
      this.start = start;
    }
  }
}
