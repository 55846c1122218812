package io.github.postback4j.servlet;

import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.Visitor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A shop that shows whose clicks it sees, with redirects as shops have them. */
final class CarrierShop implements ServletContainerInitializer {

  private final ClickCaptureFilter capture;
  private final RequestVisitors visitors;

  CarrierShop(ClickCaptureFilter capture, RequestVisitors visitors) {
    this.capture = capture;
    this.visitors = visitors;
  }

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) {
    FilterRegistration.Dynamic registration = context.addFilter("capture", capture);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    context
        .addFilter("canonical", (Filter) this::canonical)
        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    context.addServlet("pages", new Pages(visitors)).addMapping("/*");
  }

  /** To https, to www, to the visitor's language: one thing at a time, the query dropped or not. */
  private void canonical(
      jakarta.servlet.ServletRequest anyRequest,
      jakarta.servlet.ServletResponse anyResponse,
      jakarta.servlet.FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) anyRequest;
    HttpServletResponse response = (HttpServletResponse) anyResponse;
    String host = request.getServerName();
    String scheme = "https".equals(request.getHeader("X-Forwarded-Proto")) ? "https" : "http";
    String path = request.getRequestURI();
    if (host.endsWith("shop.example")) {
      if (scheme.equals("http")) {
        redirect(response, 301, "https://" + host + path, null);
        return;
      }
      if (host.equals("shop.example")) {
        redirect(response, 308, "https://www.shop.example" + path, null);
        return;
      }
    }
    if (path.equals("/")) {
      redirect(response, 302, scheme + "://" + host + "/de/", request.getQueryString());
      return;
    }
    chain.doFilter(request, response);
  }

  private static void redirect(
      HttpServletResponse response, int status, String to, @Nullable String query) {
    response.setStatus(status);
    response.setHeader("Location", query == null ? to : to + "?" + query);
  }

  private static final class Pages extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient RequestVisitors visitors;

    Pages(RequestVisitors visitors) {
      this.visitors = visitors;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String text =
          switch (request.getRequestURI()) {
            case "/login" -> {
              if (request.getSession(false) != null) {
                request.changeSessionId();
              }
              yield "linked "
                  + visitors.linkCustomer(request, response, request.getParameter("customer"));
            }
            case "/consent" ->
                "kept "
                    + visitors.capture(
                        request,
                        response,
                        request.getHeader("X-Landing-Query"),
                        Instant.parse(request.getHeader("X-Landed-At")));
            case "/forget" -> "forgotten " + visitors.forget(request, response);
            default -> "seen " + seen(visitors.visitor(request));
          };
      response.setContentType("text/plain;charset=UTF-8");
      response.getWriter().write(text + (request.getSession(false) == null ? "" : " session"));
    }

    private static String seen(Visitor visitor) {
      return (visitor.key() == null ? "no key" : "key")
          + visitor.carried().stream()
              .map(Pages::describe)
              .collect(Collectors.joining(" ", " [", "]"));
    }

    private static String describe(KeptClick kept) {
      return kept.click().transactionId() + (kept.owner() == null ? "" : " owned");
    }
  }
}
