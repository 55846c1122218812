package io.github.postback4j.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A GET that answers what the filter may ask from a field, at no cost; anything else fails. */
final class PageRequest extends HttpServletRequestWrapper {

  private final @Nullable String query;

  PageRequest(@Nullable String query) {
    super(
        (HttpServletRequest)
            Proxy.newProxyInstance(
                PageRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, asked, arguments) -> {
                  throw new UnsupportedOperationException(asked.getName());
                }));
    this.query = query;
  }

  @Override
  public @Nullable String getQueryString() {
    return query;
  }

  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public DispatcherType getDispatcherType() {
    return DispatcherType.REQUEST;
  }
}
