package io.github.postback4j.servlet;

import io.github.postback4j.session.SessionKey;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Pages that use a container in every way that could trip a filter. */
final class ShopPages extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient VisitorCookie cookie;

  ShopPages(VisitorCookie cookie) {
    this.cookie = cookie;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String path = path(request);
    switch (path) {
      case "/form" -> {
        // Without effect where somebody before has read parameters.
        request.setCharacterEncoding("UTF-8");
        write(response, "form " + request.getParameter("name"));
      }
      case "/whoami" ->
          write(response, cookie.visitor(request).map(SessionKey::value).orElse("nobody"));
      case "/forward" ->
          request.getRequestDispatcher("/page?transaction_id=forwarded").forward(request, response);
      case "/include" -> {
        request.getRequestDispatcher("/page?transaction_id=included").include(request, response);
        write(response, " and more");
      }
      case "/missing" -> response.sendError(404);
      case "/broken" -> throw new ServletException("a page of the shop is broken");
      case "/async" -> request.startAsync().dispatch("/page?transaction_id=dispatched");
      case "/async-same" -> {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
          write(response, "async page");
        } else {
          request.startAsync().dispatch();
        }
      }
      case "/cookies" -> {
        request.getSession(true);
        response.addCookie(new Cookie("cart", "7"));
        response.addHeader("Set-Cookie", "theme=dark");
        write(response, "cookies");
      }
      default ->
          write(
              response,
              path.substring(1)
                  + " "
                  + request.getDispatcherType()
                  + " "
                  + request.getQueryString());
    }
  }

  /** Of the page that is asked for now, included ones too. */
  private static String path(HttpServletRequest request) {
    Object included = request.getAttribute("jakarta.servlet.include.request_uri");
    return included == null ? request.getRequestURI() : included.toString();
  }

  private static void write(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().write(text);
  }
}
