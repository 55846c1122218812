package io.github.postback4j.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Writes headers down; anything else but asking whether it is committed fails. */
final class FakeResponse extends HttpServletResponseWrapper {

  final List<String> headers = new ArrayList<>();
  private boolean committed;

  FakeResponse() {
    super(
        (HttpServletResponse)
            Proxy.newProxyInstance(
                FakeResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, asked, arguments) -> {
                  throw new UnsupportedOperationException(asked.getName());
                }));
  }

  void commit() {
    committed = true;
  }

  @Override
  public boolean isCommitted() {
    return committed;
  }

  @Override
  public void addHeader(String name, String value) {
    headers.add(name + ": " + value);
  }
}
