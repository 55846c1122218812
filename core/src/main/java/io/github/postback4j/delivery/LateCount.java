package io.github.postback4j.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many postbacks a network got too late to count in full, told at most once a minute. Used by
 * one thread.
 */
final class LateCount {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Map<String, Late> networks = new LinkedHashMap<>();

  void add(String network, Duration age) {
    Late late = networks.computeIfAbsent(network, name -> new Late());
    late.count++;
    late.longest = age.compareTo(late.longest) > 0 ? age : late.longest;
  }

  /** Tells of those since the last time, and forgets them. */
  void tell(long now, Line line) {
    for (Map.Entry<String, Late> entry : networks.entrySet()) {
      Late late = entry.getValue();
      if (late.count > 0 && (!late.told || now - late.toldAt >= MINUTE)) {
        line.write(entry.getKey(), late.count, late.longest);
        late.told = true;
        late.toldAt = now;
        late.count = 0;
        late.longest = Duration.ZERO;
      }
    }
  }

  /** Writes a line about a network. */
  interface Line {
    void write(String network, long count, Duration longest);
  }

  private static final class Late {
    private long count;
    private Duration longest = Duration.ZERO;
    private boolean told;
    private long toldAt;
  }
}
