package io.github.postback4j.examples.servletshop;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.NetworkResult;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.servlet.ClickCaptureFilter;
import io.github.postback4j.servlet.VisitorCookie;
import io.github.postback4j.store.Database;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** A shop with one product. To run: {@code java -jar servlet-shop.jar [postback URL] [port]}. */
public final class ServletShop implements AutoCloseable {

  static final String SIMULATOR =
      "http://127.0.0.1:9090/aff_lsr"
          + "?transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_unique1=ORDER_ID";

  private final VisitorCookie cookie = VisitorCookie.ofDefaults();
  private final PostbackTracker tracker;
  private final Tomcat tomcat = new Tomcat();

  /** Configures the shop; {@code data} is the folder for clicks and postbacks. */
  ServletShop(String postbackUrl, int port, Path data) {
    // http is for the simulator on this machine; a real network has https and needs no opt-in.
    Network tune = Network.preset("tune").url(postbackUrl).allowHttp(true).build();
    Database file = Database.sqliteFile(data.resolve("postback4j.db"));
    tracker = PostbackTracker.builder().network(tune).database(file).build();
    tomcat.setBaseDir(data.resolve("tomcat").toString());
    tomcat.setPort(port);
    tomcat
        .addContext("", null)
        .addServletContainerInitializer(
            (classes, context) -> {
              context
                  .addFilter("clicks", new ClickCaptureFilter(tracker, cookie))
                  .addMappingForUrlPatterns(null, false, "/*");
              context.addServlet("pages", new Pages()).addMapping("/");
            },
            Set.of());
  }

  /** Starts delivering, then serving. */
  void start() throws LifecycleException {
    tracker.start();
    tomcat.getConnector();
    tomcat.start();
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException("the shop did not stop", e);
    } finally {
      tracker.close();
    }
  }

  public static void main(String[] args) throws LifecycleException {
    String postbackUrl = args.length > 0 ? args[0] : SIMULATOR;
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
    ServletShop shop = new ServletShop(postbackUrl, port, Path.of("data"));
    Runtime.getRuntime().addShutdownHook(new Thread(shop::close, "shop-close"));
    shop.start();
    System.out.println("The shop is open at http://localhost:" + shop.port());
    shop.tomcat.getServer().await();
  }

  private final class Pages extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getRequestURI().equals("/order")) {
        String orderId = String.valueOf(request.getParameter("id"));
        StringBuilder rows = new StringBuilder();
        for (Postback postback : tracker.postbacks(orderId)) {
          rows.append("<li><b>" + postback.network() + "</b> " + postback.state() + "</li>");
        }
        page(response, "Order " + orderId, "<ul>" + rows + "</ul><p><a href='/'>Shop</a></p>");
      } else {
        String hello = cookie.visitor(request).isPresent() ? "A partner sent you." : "Welcome!";
        String form = "<form method='post' action='/checkout'><button>Buy</button></form>";
        page(response, "Tea shop", hello + "<p>Teapot, 49.90 EUR</p>" + form);
      }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String orderId = "S-" + UUID.randomUUID();
      // A real shop stores its order here, before it tells anybody of the sale.
      Conversion sale = Conversion.sale(orderId, new BigDecimal("49.90"), "EUR");
      TrackResult result = tracker.track(cookie.visitor(request).orElse(null), sale);
      String link = "<p><a href='/order?id=" + orderId + "'>Where it stands</a></p>";
      page(response, "Thank you", "<ul>" + describe(result) + "</ul>" + link);
    }

    private String describe(TrackResult result) {
      if (!(result instanceof TrackResult.Decided decided)) {
        return "<li>Not reported; the log says why.</li>";
      }
      StringBuilder rows = new StringBuilder();
      for (NetworkResult network : decided.networks()) {
        String what = network instanceof NetworkResult.NotSent no ? no.reason() : "queued";
        rows.append("<li><b>" + network.network() + "</b> " + what + "</li>");
      }
      return rows.toString();
    }

    private void page(HttpServletResponse response, String title, String body) throws IOException {
      response.setContentType("text/html;charset=UTF-8");
      response
          .getWriter()
          .write(
              """
              <!doctype html><meta charset="utf-8"><title>%1$s</title><style>
              body { font: 18px system-ui; max-width: 30rem; margin: 4rem auto; color: #223 }
              button { font: inherit; padding: .5rem 2rem; background: #275; color: #fff }
              li { list-style: none } ul { padding: 1rem; background: #eef4f0 }
              </style><h1>%1$s</h1>%2$s
              """
                  .formatted(title.replace("&", "&amp;").replace("<", "&lt;"), body));
    }
  }
}
