package io.github.postback4j.spring;

import io.github.postback4j.store.StoreException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a database or file that cannot be used. */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, StoreException cause) {
    return new FailureAnalysis(
        "Postback4j cannot use its store:\n\n    " + cause.getMessage() + "\n",
        "Mend the database, or its tables (postback4j.schema=create makes them, validate checks"
            + " them), or choose another store by postback4j.outbox.store.",
        cause);
  }
}
