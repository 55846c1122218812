package io.github.postback4j.spring;

import java.util.List;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a person is told of a failed start, by the first analyzer that has something to say. */
final class Analysis {

  private Analysis() {}

  static String of(ApplicationContextAssertProvider<?> context) {
    Throwable failure = context.getStartupFailure();
    if (failure == null) {
      throw new AssertionError("the application started");
    }
    List<FailureAnalyzer> analyzers =
        SpringFactoriesLoader.forDefaultResourceLocation()
            .load(
                FailureAnalyzer.class,
                SpringFactoriesLoader.FailureHandler.handleMessage((m, e) -> {}));
    for (FailureAnalyzer analyzer : analyzers) {
      FailureAnalysis analysis = analyzer.analyze(failure);
      if (analysis != null) {
        return analysis.getDescription() + "\nACTION " + analysis.getAction();
      }
    }
    throw new AssertionError("nobody explains it", failure);
  }
}
