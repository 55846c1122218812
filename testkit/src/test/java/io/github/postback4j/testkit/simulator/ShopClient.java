package io.github.postback4j.testkit.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** What a shop and its visitors send. Follows no redirect and repeats nothing. */
final class ShopClient implements AutoCloseable {

  private final NetworkSimulator network;
  private final OkHttpClient http;

  ShopClient(NetworkSimulator network) {
    this(network, Duration.ofSeconds(60));
  }

  ShopClient(NetworkSimulator network, Duration callTimeout) {
    this.network = network;
    http =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .callTimeout(callTimeout)
            .build();
  }

  /** The body of an answer that must have HTTP status 200. */
  String get(String target) throws IOException {
    try (Response response = exchange(request(target).build())) {
      if (response.code() != 200) {
        throw new AssertionError("HTTP " + response.code());
      }
      return response.body().string();
    }
  }

  Response exchange(Request request) throws IOException {
    return http.newCall(request).execute();
  }

  Request.Builder request(String target) {
    return new Request.Builder().url(network.url() + target);
  }

  Response post(String target, String json) throws IOException {
    return exchange(
        request(target).post(RequestBody.create(json, MediaType.get("application/json"))).build());
  }

  Response delete(String target) throws IOException {
    return exchange(request(target).delete().build());
  }

  /** Sends a request line as it stands, past every client's idea of a URL. */
  String raw(String requestLine) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("localhost"), network.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          (requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      out.flush();
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  /** Ends the calls under way, as an impatient caller does. */
  void hangUp() {
    http.dispatcher().cancelAll();
  }

  @Override
  public void close() {
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
  }
}
