package io.github.postback4j.examples.springshop;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody with a browser of their own: cookies are kept, redirects followed. */
final class Visitor {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final RunningShop shop;
  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  Visitor(RunningShop shop) {
    this.shop = shop;
  }

  /**
   * An answer of the shop.
   *
   * @param status HTTP status
   * @param text body as it came
   */
  record Answer(int status, String text) {
    JsonNode json() {
      return JSON.readTree(text);
    }

    /** The networks something was queued for, as JSON. */
    String postbacks() {
      return json().get("postbacks").toString();
    }
  }

  /** Follows a link, wherever it leads. */
  Answer open(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  Answer get(String path) {
    return open(shop.url() + path);
  }

  Answer post(String path, String json) {
    return send(
        HttpRequest.newBuilder(URI.create(shop.url() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  Answer submit(String path, String form) {
    return send(
        HttpRequest.newBuilder(URI.create(shop.url() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An order of 12.50 EUR; {@code more} is added to its JSON. */
  Answer order(String orderId, String more) {
    return post(
        "/api/orders",
        "{\"orderId\":\"" + orderId + "\",\"amount\":\"12.50\",\"currency\":\"EUR\"" + more + "}");
  }

  JsonNode postbacks(String orderId) {
    return get("/api/orders/" + orderId + "/postbacks").json();
  }

  /** Waits until the one postback of an order is in this state, and returns it. */
  JsonNode await(String orderId, String state) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> postbacks(orderId),
            found -> found.size() == 1 && found.get(0).get("state").asString().equals(state))
        .get(0);
  }
}
