package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import jakarta.servlet.FilterChain;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request without a click's parameters costs no memory (design, budgets). */
final class AllocationTest {

  private static final int REQUESTS = 20_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ClickCaptureFilter filter =
      new ClickCaptureFilter(
          Trackers.tune(new RecordingStore(), new TestClock()), VisitorCookie.ofDefaults());
  private final FakeResponse response = new FakeResponse();
  private final FilterChain page = (request, answer) -> {};

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "page=2",
        "utm_source=news&utm_medium=mail&sort=price&q=red%20shoes+size",
        "transaction=1&id=2&transaction_idx=3&x=transaction_id"
      })
  void requestWithoutClick_allocatesNothing(String query) throws Exception {
    FakeRequest request = new FakeRequest(query);
    bytesFor(request); // loads classes

    assertThat(bytesFor(request)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = "transaction_id=102abc")
  void requestWithClick_isSeenToAllocate(String query) throws Exception {
    assertThat(bytesFor(new FakeRequest(query))).isPositive();
  }

  private long bytesFor(FakeRequest request) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < REQUESTS; i++) {
      filter.doFilter(request, response, page);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
