package io.github.postback4j.redis;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.servlet.ClickCaptureFilter;
import io.github.postback4j.servlet.VisitorCookie;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** A shop in a Tomcat, and visitors that land there, each a new one with a click of its own. */
final class LandingLoad implements AutoCloseable {

  private static final Pattern COOKIE = Pattern.compile("pb4j_visitor=([^;]+);.*");

  private final Tomcat tomcat = new Tomcat();
  private final HttpClient browser = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, String> kept = new ConcurrentHashMap<>();
  private final AtomicLong landings = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Queue<Duration> losses = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  LandingLoad(Path folder, PostbackTracker tracker) throws Exception {
    ClickCaptureFilter filter =
        ClickCaptureFilter.builder(tracker, VisitorCookie.ofDefaults()).build();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("localhost");
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(
        (classes, application) -> {
          application
              .addFilter("postback4j", filter)
              .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
          application.addServlet("page", new Page()).addMapping("/");
        },
        Set.of());
    tomcat.start();
  }

  private static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().write("welcome");
    }
  }

  /** Lets so many threads land until {@link #stop}. */
  void start(int number) {
    for (int i = 0; i < number; i++) {
      threads.execute(
          () -> {
            while (!stopped) {
              land();
            }
          });
    }
  }

  /** One landing of a new visitor; whether it was served. */
  boolean land() {
    String transactionId = "t-" + landings.incrementAndGet();
    URI page =
        URI.create(
            "http://localhost:"
                + tomcat.getConnector().getLocalPort()
                + "/?transaction_id="
                + transactionId);
    long started = System.nanoTime();
    try {
      HttpResponse<String> response =
          browser.send(
              HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
      Duration taken = Duration.ofNanos(System.nanoTime() - started);
      if (response.statusCode() != 200 || !response.body().equals("welcome")) {
        failed.incrementAndGet();
        return false;
      }
      Optional<String> cookie = response.headers().firstValue("Set-Cookie");
      if (cookie.isPresent()) {
        Matcher matcher = COOKIE.matcher(cookie.get());
        if (matcher.matches()) {
          kept.put(matcher.group(1), transactionId);
        }
      } else {
        losses.add(taken);
      }
      return true;
    } catch (IOException e) {
      failed.incrementAndGet();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void awaitKept(int number) {
    Polling.until(number + " clicks were kept", () -> kept.size() >= number);
  }

  void awaitLost(int number) {
    Polling.until(number + " clicks were lost", () -> lost() >= number);
  }

  /** The transaction IDs that the shop said to have kept, by visitor. */
  Map<String, String> kept() {
    return kept;
  }

  long lost() {
    return losses.size();
  }

  /** How long each landing took whose click was not kept, in their order. */
  List<Duration> losses() {
    return List.copyOf(losses);
  }

  long failed() {
    return failed.get();
  }

  void stop() {
    stopped = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(40, TimeUnit.SECONDS)) {
        throw new AssertionError("a landing does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws LifecycleException {
    stop();
    tomcat.stop();
    tomcat.destroy();
  }
}
