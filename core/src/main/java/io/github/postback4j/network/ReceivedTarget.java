package io.github.postback4j.network;

/**
 * The URL of a received request, or what a request line has of it, taken apart.
 *
 * @param origin scheme and host; empty if it does not tell
 * @param path percent-encoded
 * @param query percent-encoded; empty if there is none
 */
record ReceivedTarget(String origin, String path, String query) {

  static ReceivedTarget of(String url) {
    int scheme = url.indexOf("://");
    int start = 0;
    if (scheme > 0 && url.indexOf('/') > scheme) {
      start = scheme + 3;
      while (start < url.length() && "/?".indexOf(url.charAt(start)) < 0) {
        start++;
      }
    }
    int mark = url.indexOf('?', start);
    String path = url.substring(start, mark < 0 ? url.length() : mark);
    return new ReceivedTarget(
        url.substring(0, start), path, mark < 0 ? "" : url.substring(mark + 1));
  }
}
