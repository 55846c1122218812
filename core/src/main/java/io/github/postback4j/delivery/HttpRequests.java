package io.github.postback4j.delivery;

import io.github.postback4j.network.PostbackRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Turns a rendered postback into OkHttp's request, or refuses where OkHttp would send something
 * else than was rendered.
 */
final class HttpRequests {

  private HttpRequests() {}

  /** The request to send; null if {@code request} is none that can be sent as it stands. */
  static @Nullable Request of(PostbackRequest request, String userAgent, boolean reuse) {
    try {
      HttpUrl url = url(request.url());
      if (url == null) {
        return null;
      }
      Request.Builder builder = new Request.Builder().url(url);
      builder.header("User-Agent", userAgent).header("Accept", "*/*");
      for (Map.Entry<String, String> header : request.headers().entrySet()) {
        if (PostbackRequest.isClientsOwn(header.getKey())) {
          return null;
        }
        builder.header(header.getKey(), header.getValue()); // throws where it smuggles a line
      }
      builder.header("Accept-Encoding", "identity"); // or OkHttp asks for gzip and unpacks it
      builder.header("Connection", reuse ? "Keep-Alive" : "close");
      return withBody(builder, request);
    } catch (IllegalArgumentException e) {
      return null; // its message would repeat the value
    }
  }

  private static @Nullable Request withBody(Request.Builder builder, PostbackRequest request) {
    String body = request.body();
    return switch (request.method()) {
      case "GET" -> body == null ? builder.get().build() : null;
      case "POST" -> {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        yield builder.post(RequestBody.create(bytes)).build();
      }
      default -> null;
    };
  }

  /**
   * OkHttp's URL, if it leaves path and query byte for byte as they are and nothing is left out.
   */
  private static @Nullable HttpUrl url(String text) {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null || !url.username().isEmpty() || !url.password().isEmpty()) {
      return null;
    }
    int authority = text.indexOf("://");
    if (authority < 0 || text.indexOf('#') >= 0) {
      return null;
    }
    return target(url).equals(target(text, authority + 3)) ? url : null;
  }

  /** What OkHttp writes into the request line. */
  private static String target(HttpUrl url) {
    String query = url.encodedQuery();
    return query == null ? url.encodedPath() : url.encodedPath() + "?" + query;
  }

  private static String target(String text, int authority) {
    int path = text.indexOf('/', authority);
    int query = text.indexOf('?', authority);
    if (query >= 0 && (path < 0 || query < path)) {
      return "/" + text.substring(query);
    }
    return path < 0 ? "/" : text.substring(path);
  }
}
