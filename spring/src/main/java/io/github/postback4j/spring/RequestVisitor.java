package io.github.postback4j.spring;

import io.github.postback4j.servlet.VisitorCookie;
import io.github.postback4j.session.Visitor;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The visitor of the request that Spring MVC serves on this thread, by the cookie. */
record RequestVisitor(VisitorCookie cookie) implements CurrentVisitor {

  @Override
  public Visitor get() {
    RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
    if (attributes instanceof ServletRequestAttributes servlet) {
      return Visitor.of(cookie.visitor(servlet.getRequest()).orElse(null));
    }
    return Visitor.nobody();
  }
}
