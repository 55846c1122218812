package io.github.postback4j.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A browser with a cookie jar of RFC 6265 (host-only or domain, path, Secure and its protection
 * against plain http) that follows redirects. Every host is the container under test; TLS is what a
 * proxy in front of it says.
 */
final class JarBrowser {

  record Cookie(
      String name, String value, String host, boolean hostOnly, String path, boolean secure) {}

  /** What came in the end, and all Set-Cookie headers on the way. */
  record Page(int status, String url, String text, List<String> setCookies) {}

  private final int port;
  private final Map<String, String> headers = new LinkedHashMap<>();
  final List<Cookie> jar = new ArrayList<>();

  JarBrowser(int port) {
    this.port = port;
  }

  JarBrowser header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Page get(String url) {
    return send("GET", url);
  }

  Page send(String method, String url) {
    List<String> setCookies = new ArrayList<>();
    String at = url;
    for (int hop = 0; hop < 6; hop++) {
      URI uri = URI.create(at);
      Answer answer = exchange(method, uri);
      for (String cookie : answer.all("set-cookie")) {
        setCookies.add(cookie);
        keep(uri, cookie);
      }
      String location = answer.first("location");
      if (location == null) {
        return new Page(answer.status, at, answer.text, setCookies);
      }
      at = uri.resolve(location).toString();
    }
    throw new AssertionError("too many redirects");
  }

  private record Answer(int status, List<String[]> headers, String text) {
    List<String> all(String name) {
      return headers.stream().filter(h -> h[0].equals(name)).map(h -> h[1]).toList();
    }

    @Nullable String first(String name) {
      return all(name).isEmpty() ? null : all(name).get(0);
    }
  }

  private Answer exchange(String method, URI uri) {
    StringBuilder request = new StringBuilder();
    String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    request.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(uri.getHost()).append("\r\nConnection: close\r\n");
    if (uri.getScheme().equals("https")) {
      request.append("X-Forwarded-Proto: https\r\n");
    }
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    String cookies = cookies(uri);
    if (!cookies.isEmpty()) {
      request.append("Cookie: ").append(cookies).append("\r\n");
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.UTF_8));
      return parse(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer parse(InputStream in) throws IOException {
    String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    int end = all.indexOf("\r\n\r\n");
    String[] lines = all.substring(0, end).split("\r\n", -1);
    List<String[]> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.add(
          new String[] {
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip()
          });
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]), headers, all.substring(end + 4));
  }

  String cookies(URI uri) {
    List<String> sent = new ArrayList<>();
    for (Cookie cookie : jar) {
      boolean host =
          uri.getHost().equals(cookie.host)
              || (!cookie.hostOnly && uri.getHost().endsWith("." + cookie.host));
      if (host
          && uri.getPath().startsWith(cookie.path)
          && (!cookie.secure || uri.getScheme().equals("https"))) {
        sent.add(cookie.name + "=" + cookie.value);
      }
    }
    return String.join("; ", sent);
  }

  private void keep(URI uri, String header) {
    String[] parts = header.split("; ", -1);
    int equals = parts[0].indexOf('=');
    String host = uri.getHost();
    boolean hostOnly = true;
    String path = "/";
    boolean secure = false;
    boolean over = false;
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith("Domain=")) {
        String domain = parts[i].substring(7);
        if (!host.equals(domain) && !host.endsWith("." + domain)) {
          return; // a foreign domain: refused
        }
        host = domain;
        hostOnly = false;
      } else if (parts[i].startsWith("Path=")) {
        path = parts[i].substring(5);
      } else if (parts[i].equals("Secure")) {
        secure = true;
      } else if (parts[i].equals("Max-Age=0")) {
        over = true;
      }
    }
    boolean tls = uri.getScheme().equals("https");
    Cookie added =
        new Cookie(
            parts[0].substring(0, equals),
            parts[0].substring(equals + 1),
            host,
            hostOnly,
            path,
            secure);
    if (secure && !tls) {
      return;
    }
    boolean overSecure = !tls && jar.stream().anyMatch(c -> c.secure && c.name.equals(added.name));
    if (overSecure) {
      return; // RFC 6265bis: plain http does not replace a Secure cookie
    }
    jar.removeIf(
        c ->
            c.name.equals(added.name)
                && c.host.equals(added.host)
                && c.hostOnly == added.hostOnly
                && c.path.equals(added.path));
    if (!over) {
      jar.add(added);
    }
  }
}
