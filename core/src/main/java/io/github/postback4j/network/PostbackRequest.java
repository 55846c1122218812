package io.github.postback4j.network;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to a network, rendered. {@link #toString} shows neither URL nor body: they carry
 * tokens and click IDs.
 *
 * @param method GET or POST
 * @param url absolute, percent-encoded, sent exactly as it stands
 * @param headers by name; none by default
 * @param body text to send as UTF-8, or null for none
 */
public record PostbackRequest(
    String method, String url, Map<String, String> headers, @Nullable String body) {

  /** In small letters. */
  private static final Set<String> CLIENTS_OWN =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public PostbackRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(url, "url");
    headers = Map.copyOf(headers);
  }

  /** A GET without headers of its own. */
  public static PostbackRequest get(String url) {
    return new PostbackRequest("GET", url, Map.of(), null);
  }

  /**
   * Whether a header is the HTTP client's own: one that would change where, how often or how the
   * request is sent. A request that has one is not sent.
   *
   * @param name in any case
   */
  public static boolean isClientsOwn(String name) {
    return CLIENTS_OWN.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return "PostbackRequest[" + method + "]";
  }
}
