package io.github.postback4j.benchmarks;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.reflect.Proxy;

/** An answer of which nothing may be asked. */
final class PageResponse extends HttpServletResponseWrapper {

  PageResponse() {
    super(
        (HttpServletResponse)
            Proxy.newProxyInstance(
                PageResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, asked, arguments) -> {
                  throw new UnsupportedOperationException(asked.getName());
                }));
  }
}
