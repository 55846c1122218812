package io.github.postback4j.spring;

import io.github.postback4j.servlet.RequestVisitors;
import io.github.postback4j.session.Visitor;
import java.util.function.Supplier;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The visitor of the request that Spring MVC serves on this thread, by cookie and carrier.
 *
 * @param visitors asked for late, as they need the tracker, which needs this
 */
record RequestVisitor(Supplier<RequestVisitors> visitors) implements CurrentVisitor {

  @Override
  public Visitor get() {
    RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
    if (attributes instanceof ServletRequestAttributes servlet) {
      return visitors.get().visitor(servlet.getRequest());
    }
    return Visitor.nobody();
  }
}
