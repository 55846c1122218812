package io.github.postback4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Set;

/** The same shop for every container: the filter under test before all pages and dispatches. */
final class ShopApplication implements ServletContainerInitializer {

  private final ClickCaptureFilter capture;
  private final VisitorCookie cookie;

  ShopApplication(ClickCaptureFilter capture, VisitorCookie cookie) {
    this.capture = capture;
    this.cookie = cookie;
  }

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) {
    add(context, "committing", committing());
    add(context, "capture", capture);
    // Once more, as happens where a framework and a descriptor both register it.
    add(context, "capture-again", capture);
    ServletRegistration.Dynamic pages = context.addServlet("pages", new ShopPages(cookie));
    pages.addMapping("/*");
    pages.setAsyncSupported(true);
  }

  private static void add(ServletContext context, String name, Filter filter) {
    FilterRegistration.Dynamic registration = context.addFilter(name, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
  }

  private static Filter committing() {
    return (request, response, chain) -> {
      if (((HttpServletRequest) request).getRequestURI().equals("/committed")) {
        response.flushBuffer();
      }
      chain.doFilter(request, response);
    };
  }
}
