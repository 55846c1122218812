package io.github.postback4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.postback4j.network.AnswerBenchmark;
import io.github.postback4j.network.RenderBenchmark;
import org.junit.jupiter.api.Test;

/** What is measured does its work; how fast is not asked here. */
final class BenchmarkSetupTest {

  @Test
  void renderers_makeTheSameUrl() {
    assertThatNoException().isThrownBy(() -> new RenderBenchmark().compare());
  }

  @Test
  void answers_areReadAlike() {
    assertThatNoException().isThrownBy(() -> new AnswerBenchmark().compare());
  }

  @Test
  void landing_bringsAClick() {
    assertThat(new CaptureBenchmark().read()).hasSize(1);
    assertThat(new CaptureBenchmark().newVisitor()).isTrue();
  }

  @Test
  void outboxWriteSteps_doTheirWorkOnSqlite() {
    assertThatNoException().isThrownBy(() -> OutboxWriteComparison.measure("sqlite", 1, 1, 0));
  }
}
