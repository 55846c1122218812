package io.github.postback4j.spring;

import io.github.postback4j.network.ConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a network or setting that cannot work. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
    return new FailureAnalysis(
        "Postback4j is configured wrongly:\n\n    " + cause.where() + ": " + cause.problem() + "\n",
        cause.remedy(),
        cause);
  }
}
