package io.github.postback4j.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A shop that takes orders and reports them, in a process of its own, until it is killed. Says on
 * standard output {@code order ID} for each order that is kept, and {@code at POINT} where it was
 * told to stop; hears on standard input {@code stop POINT TIME}, and ends with it.
 */
@SuppressWarnings("EnumOrdinal") // the URLs come in the order of the networks
final class ShopNode implements AutoCloseable {

  /** How long a claim keeps other nodes away: the least that is allowed. */
  static final Duration LEASE = ShopNetwork.CALL_TIMEOUT.plusSeconds(10);

  private static final int CASHIERS = 2;
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final int ONE_IS_CANCELLED_OF = 10;

  private final String name;
  private final ShopStore store;
  private final Consumer<String> told;
  private final String clickUrl;
  private final PostbackTracker tracker;
  private final Stops stops = new Stops();
  private final AtomicInteger orders = new AtomicInteger();
  private final ScheduledExecutorService cashiers = Executors.newScheduledThreadPool(CASHIERS);
  private final OkHttpClient browser = new OkHttpClient.Builder().followRedirects(false).build();

  /**
   * @param told hears the ID of each order that is kept
   */
  ShopNode(String name, ShopStore store, List<String> urls, Consumer<String> told) {
    this.name = name;
    this.store = store;
    this.told = told;
    clickUrl = urls.get(ShopNetwork.TRANSACTION_ID.ordinal()) + "/aff_c?offer_id=1&aff_id=1";
    tracker =
        configured(store, urls)
            .outbox(Watched.outbox(Outbox.jdbc(store.database()), stops))
            .sender(Watched.sender(PostbackSender.okHttp(), stops))
            .build();
  }

  /** Arguments: name, store, and the URLs of the networks, in the order of {@link ShopNetwork}. */
  public static void main(String[] args) {
    List<String> urls = Arrays.asList(args).subList(2, args.length);
    ShopNode node =
        new ShopNode(args[0], new ShopStore(args[1]), urls, order -> say("order " + order));
    Thread orders = new Thread(node::hear, "parent");
    orders.setDaemon(true);
    orders.start();
    node.open();
  }

  /** What every node of the shop has in common. */
  static TrackerBuilder configured(ShopStore store, List<String> urls) {
    TrackerBuilder builder =
        PostbackTracker.builder()
            .database(store.database())
            .callTimeout(ShopNetwork.CALL_TIMEOUT, LEASE)
            .pollInterval(Duration.ofMillis(200))
            .retry(
                RetryPolicy.builder()
                    .backoff(Duration.ofMillis(100), Duration.ofSeconds(1))
                    .maxRetryAfter(Duration.ofSeconds(1))
                    .build());
    for (ShopNetwork network : ShopNetwork.values()) {
      builder.network(network.at(urls.get(network.ordinal())));
    }
    return builder;
  }

  static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }

  /** Ends this process with the one that started it, whatever that died of. */
  private void hear() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        String[] words = line.split(" ", 3);
        stops.stopAt(StopPoint.valueOf(words[1]), Integer.parseInt(words[2]));
      }
    } catch (IOException e) {
      System.err.println("cannot hear the parent: " + e);
    } finally {
      Runtime.getRuntime().halt(2);
    }
  }

  /** Begins to take orders and to deliver. */
  void open() {
    tracker.start();
    for (int i = 0; i < CASHIERS; i++) {
      ScheduledFuture<?> unused =
          cashiers.scheduleWithFixedDelay(this::serve, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void serve() {
    int number = orders.incrementAndGet();
    try {
      serve(name + "-" + number, number % ONE_IS_CANCELLED_OF == 0);
    } catch (IOException | SQLException | RuntimeException e) {
      System.err.println("order " + number + " failed: " + e);
    }
  }

  private void serve(String orderId, boolean cancelled) throws IOException, SQLException {
    SessionKey visitor = SessionKey.visitor(orderId);
    if (!tracker.capture(visitor, clicks())) {
      throw new IllegalStateException("the click is not kept");
    }
    boolean kept =
        store.place(
            orderId,
            () -> {
              stops.reach(StopPoint.ORDERED);
              TrackResult result =
                  tracker.track(visitor, Conversion.sale(orderId, BigDecimal.TEN, "USD"));
              stops.reach(StopPoint.TRACKED);
              if (result.queued().size() != ShopNetwork.values().length) {
                throw new IllegalStateException("not tracked: " + result);
              }
              return !cancelled || !store.keepsOrders();
            });
    if (kept) {
      stops.reach(StopPoint.COMMITTED);
      told.accept(orderId);
    }
  }

  private List<Click> clicks() throws IOException {
    Request request = new Request.Builder().url(clickUrl).build();
    String transactionId;
    try (Response landing = browser.newCall(request).execute()) {
      HttpUrl page = HttpUrl.get(String.valueOf(landing.header("Location")));
      transactionId = page.queryParameter("transaction_id");
    }
    List<Click> clicks = new ArrayList<>();
    for (ShopNetwork network : ShopNetwork.values()) {
      clicks.add(network.click(transactionId));
    }
    return clicks;
  }

  /** Takes no more orders, and sends what there is. */
  @Override
  public void close() {
    cashiers.shutdown();
    try {
      assertThat(cashiers.awaitTermination(1, TimeUnit.MINUTES)).as("cashiers have ended").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tracker.close();
  }
}
