package io.github.postback4j.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real HTTP client that keeps no cookies of its own. */
final class Browser {

  private static final Pattern VISITOR = Pattern.compile("pb4j_visitor=([A-Za-z0-9_-]{22});.*");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Browser(int port) {
    this.port = port;
  }

  /** What the page answered. */
  record Page(int status, String text, List<String> cookies) {

    /** The Set-Cookie header of ours, if there is exactly one. */
    Optional<String> visitorCookie() {
      List<String> ours = cookies.stream().filter(c -> c.startsWith("pb4j_visitor=")).toList();
      if (ours.size() > 1) {
        throw new AssertionError("visitor cookie set " + ours.size() + " times");
      }
      return ours.stream().findFirst();
    }

    String visitorId() {
      Matcher matcher = VISITOR.matcher(visitorCookie().orElseThrow());
      if (!matcher.matches()) {
        throw new AssertionError("not our cookie: " + visitorCookie());
      }
      return matcher.group(1);
    }
  }

  /**
   * @param headers names and values by turns
   */
  Page get(String target, String... headers) throws IOException, InterruptedException {
    return send(request(target, headers).GET().build());
  }

  Page send(String method, String target) throws IOException, InterruptedException {
    return send(request(target).method(method, BodyPublishers.noBody()).build());
  }

  Page postForm(String target, String form) throws IOException, InterruptedException {
    return send(
        request(target, "Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build());
  }

  private HttpRequest.Builder request(String target, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + target))
            .timeout(Duration.ofSeconds(20));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private Page send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return new Page(
        response.statusCode(), response.body(), response.headers().allValues("Set-Cookie"));
  }
}
