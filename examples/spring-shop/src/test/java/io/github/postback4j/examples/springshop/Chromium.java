package io.github.postback4j.examples.springshop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, told what to do over its DevTools protocol. One page; one thread. */
final class Chromium implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private int lastId;

  /** The program, where there is one that runs: some systems have but a hint how to install it. */
  static Optional<Path> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .filter(Chromium::runs)
        .findFirst();
  }

  private static boolean runs(Path program) {
    Process asked;
    try {
      asked =
          new ProcessBuilder(program.toString(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false;
    }
    try {
      return asked.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && asked.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      asked.destroyForcibly();
    }
  }

  /**
   * @param profile an empty folder
   */
  Chromium(Path program, Path profile) throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create(pageSocket(profile.resolve("DevToolsActivePort"))), listener())
              .join();
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private String pageSocket(Path portFile) throws IOException, InterruptedException {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(portFile) && Files.readAllLines(portFile).size() > 1);
    String port = Files.readAllLines(portFile).get(0);
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    HttpClient client = HttpClient.newHttpClient();
    List<String> found =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> pages(client.send(list, BodyHandlers.ofString()).body()),
                pages -> !pages.isEmpty());
    return found.get(0);
  }

  private static List<String> pages(String json) {
    return JSON.readTree(json)
        .valueStream()
        .filter(target -> target.path("type").asString().equals("page"))
        .map(target -> target.get("webSocketDebuggerUrl").asString())
        .toList();
  }

  private WebSocket.Listener listener() {
    return new WebSocket.Listener() {
      private final StringBuilder parts = new StringBuilder();

      @Override
      public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
          messages.add(parts.toString());
          parts.setLength(0);
        }
        socket.request(1);
        return null;
      }
    };
  }

  private JsonNode call(String method, Map<String, Object> parameters) throws InterruptedException {
    int id = ++lastId;
    socket
        .sendText(
            JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    while (true) {
      String message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("Chromium does not answer " + method);
      }
      JsonNode answer = JSON.readTree(message);
      if (answer.path("id").asInt(-1) == id) {
        return answer;
      }
    }
  }

  void open(String url) throws InterruptedException {
    call("Page.navigate", Map.of("url", url));
  }

  /** What a script comes to, as text; empty if it failed, as it does while a page is replaced. */
  String evaluate(String script) throws InterruptedException {
    return call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true))
        .path("result")
        .path("result")
        .path("value")
        .asString("");
  }

  /** Waits until the page's text contains this. */
  void await(String text) {
    Awaitility.await("page with " + text)
        .atMost(PATIENCE)
        .until(() -> evaluate("document.body.innerText").contains(text));
  }

  /** Clicks on what a CSS selector finds, as soon as it is there. */
  void click(String selector) {
    Awaitility.await("something to click on: " + selector)
        .atMost(PATIENCE)
        .until(
            () ->
                evaluate(
                        "(e => e ? (e.click(), 'clicked') : '')(document.querySelector('"
                            + selector
                            + "'))")
                    .equals("clicked"));
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
