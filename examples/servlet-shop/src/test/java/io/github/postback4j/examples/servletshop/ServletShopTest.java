package io.github.postback4j.examples.servletshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.testkit.simulator.LedgerEntry;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole walk: affiliate link, landing, checkout, the network's ledger. */
final class ServletShopTest {

  private static final Pattern ORDER_LINK = Pattern.compile("'/order\\?id=(S-[0-9a-f-]+)'");
  private static final Duration SOON = Duration.ofSeconds(20);

  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private NetworkSimulator network;
  private ServletShop shop;
  private String shopUrl;

  @TempDir private Path data;

  @BeforeEach
  void openShopAndNetwork() throws Exception {
    network = NetworkSimulator.builder().start();
    String postbackUrl = ServletShop.SIMULATOR.replace("9090", Integer.toString(network.port()));
    shop = new ServletShop(postbackUrl, 0, data);
    shop.start();
    shopUrl = "http://localhost:" + shop.port();
  }

  @AfterEach
  void closeBoth() {
    shop.close();
    network.close();
  }

  @Test
  void saleThroughAffiliateLink_isInTheLedger() throws Exception {
    String page = shopUrl + "/?transaction_id={transaction_id}&offer_id={offer_id}";
    String deepLink = "&url=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
    HttpResponse<String> landing = get(network.affiliateLink(1, 1) + deepLink);

    String thanks = checkout();
    assertThat(landing.uri().toString()).startsWith(shopUrl);
    assertThat(landing.body()).contains("A partner sent you.");
    assertThat(thanks).contains("<b>tune</b> queued");
    List<LedgerEntry> sales = network.awaitConversions(1, SOON);

    assertThat(sales).hasSize(1);
    assertThat(sales.get(0).amount()).isEqualTo("49.90");
    assertThat(sales.get(0).advertiserValues()).containsEntry("adv_unique1", orderId(thanks));
    assertThat(awaitOrder(orderId(thanks), "RECORDED")).contains("<b>tune</b> RECORDED");
    assertThat(data.resolve("postback4j.db")).exists();
  }

  @Test
  void saleOfVisitorWithoutClick_isNotReported() throws Exception {
    String landing = get(shopUrl + "/").body();

    String thanks = checkout();

    assertThat(landing).contains("Welcome!").doesNotContain("partner");
    assertThat(thanks).contains("<b>tune</b>").doesNotContain("queued");
    assertThat(network.requests()).isEmpty();
  }

  @Test
  void orderPage_showsForeignTextAsText() throws Exception {
    assertThat(get(shopUrl + "/order?id=%3Cscript%3E").body())
        .contains("<h1>Order &lt;script>")
        .doesNotContain("<script>");
  }

  @Test
  void example_isShort() throws Exception {
    Path source =
        Path.of("src/main/java", getClass().getPackageName().replace('.', '/'), "ServletShop.java");

    assertThat(Files.readAllLines(source)).hasSizeLessThan(150);
  }

  private String checkout() throws Exception {
    HttpRequest buy =
        HttpRequest.newBuilder(URI.create(shopUrl + "/checkout"))
            .POST(BodyPublishers.noBody())
            .timeout(SOON)
            .build();
    return browser.send(buy, BodyHandlers.ofString()).body();
  }

  private HttpResponse<String> get(String url) throws Exception {
    return browser.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(SOON).build(), BodyHandlers.ofString());
  }

  private static String orderId(String page) {
    Matcher link = ORDER_LINK.matcher(page);
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  /** The network books before the shop has read its answer. */
  private String awaitOrder(String orderId, String state) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    String page;
    do {
      page = get(shopUrl + "/order?id=" + orderId).body();
    } while (!page.contains(state) && System.nanoTime() < end);
    return page;
  }
}
