package io.github.postback4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers what the filter may ask, from fields; anything else, parameters above all, fails. */
class FakeRequest extends HttpServletRequestWrapper {

  private final @Nullable String query;
  private final Map<String, Object> attributes = new HashMap<>();
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String method = "GET";
  private DispatcherType dispatcherType = DispatcherType.REQUEST;
  private boolean secure;

  FakeRequest(@Nullable String query) {
    super(
        (HttpServletRequest)
            Proxy.newProxyInstance(
                FakeRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, asked, arguments) -> {
                  throw new UnsupportedOperationException(asked.getName());
                }));
    this.query = query;
  }

  FakeRequest header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  FakeRequest method(String method) {
    this.method = method;
    return this;
  }

  FakeRequest dispatcherType(DispatcherType dispatcherType) {
    this.dispatcherType = dispatcherType;
    return this;
  }

  FakeRequest secure() {
    secure = true;
    return this;
  }

  @Override
  public @Nullable String getQueryString() {
    return query;
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public DispatcherType getDispatcherType() {
    return dispatcherType;
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return headers.get(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    String value = headers.get(name);
    return Collections.enumeration(value == null ? List.of() : List.of(value));
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public void setAttribute(String name, Object value) {
    attributes.put(name, value);
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
  }
}
