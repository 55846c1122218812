package io.github.postback4j.spring;

import io.github.postback4j.session.Visitor;
import java.util.function.Supplier;

/**
 * Tells whose clicks {@code PostbackTracker.track(conversion)} is about: the visitor of the request
 * that the calling thread serves. A bean of this type takes the place of the one that reads the
 * visitor cookie.
 *
 * <p>Must be safe for use by many threads. It is asked inside the checkout and may not wait.
 */
@FunctionalInterface
public interface CurrentVisitor extends Supplier<Visitor> {

  /** The visitor; nobody outside a request, and for a visitor who brought no click. */
  @Override
  Visitor get();
}
