package io.github.postback4j.examples.springshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.testkit.simulator.LedgerEntry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of a person: affiliate link, landing page, checkout, and the network's ledger. */
class WalkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ORDER = Pattern.compile("<b id=\"order\">([^<]+)</b>");

  @TempDir Path folder;

  // Chromium may still write while it ends.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path profile;

  private RunningShop shop;

  @BeforeEach
  void open() {
    shop = new RunningShop(folder);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void inABrowser_theLedgerShowsTheSale() throws Exception {
    Optional<Path> program = Chromium.find();
    if (program.isEmpty()) {
      System.out.println("No Chromium on the PATH: the walk is made over plain HTTP instead.");
      walkOverHttp();
      return;
    }
    try (Chromium browser = new Chromium(program.get(), profile)) {
      browser.open(shop.network().affiliateLink(1, 1));
      browser.await("You came by an affiliate's link");
      browser.click("#product-lamp");
      browser.await("Lights a desk.");
      browser.click("#buy");
      browser.await("Coupon");
      browser.click("#pay");
      browser.await("Thank you");
      browser.await("RECORDED");
      String order = browser.evaluate("document.querySelector('#order').innerText");
      browser.click("#ledger");
      browser.await("49.90");
      browser.await(order);
      assertBooked(order);
    }
  }

  @Test
  void overHttp_theLedgerShowsTheSale() throws Exception {
    walkOverHttp();
  }

  private void walkOverHttp() throws InterruptedException {
    Visitor visitor = new Visitor(shop);
    assertThat(visitor.open(shop.network().affiliateLink(1, 1)).text())
        .contains("You came by an affiliate's link", "/products/lamp");
    assertThat(visitor.get("/products/lamp").text()).contains("/checkout?sku=lamp");
    assertThat(visitor.get("/checkout?sku=lamp").text()).contains("action=\"/checkout\"");
    Visitor.Answer thanks = visitor.submit("/checkout", "sku=lamp&coupon=");
    assertThat(thanks.status()).isEqualTo(200);
    Matcher order = ORDER.matcher(thanks.text());
    assertThat(order.find()).isTrue();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> visitor.get("/thanks/" + order.group(1)).text().contains("RECORDED"));
    assertThat(visitor.open(shop.network().url() + "/").text()).contains("49.90", order.group(1));
    assertBooked(order.group(1));
  }

  private void assertBooked(String order) throws InterruptedException {
    List<LedgerEntry> sales = shop.network().awaitConversions(1, PATIENCE);
    assertThat(sales).hasSize(1);
    assertThat(sales.get(0).amount()).isEqualTo("49.90");
    assertThat(sales.get(0).advertiserValues()).containsEntry("adv_unique1", order);
  }

  @Test
  void cameByThemselves_nothingReported() {
    Visitor visitor = new Visitor(shop);
    assertThat(visitor.get("/").text()).contains("You came by yourself");
    assertThat(visitor.submit("/checkout", "sku=mug").text()).contains("Nothing was reported");
    assertThat(shop.network().requests()).isEmpty();
  }

  @Test
  void strangeInput_escapedOrNotFound() {
    Visitor visitor = new Visitor(shop);
    assertThat(visitor.get("/products/nothing").status()).isEqualTo(404);
    assertThat(visitor.get("/checkout?sku=nothing").status()).isEqualTo(404);
    assertThat(visitor.get("/thanks/nothing").status()).isEqualTo(404);
    assertThat(visitor.submit("/checkout", "sku=nothing").status()).isEqualTo(404);
    assertThat(visitor.submit("/checkout", "sku=mug&coupon=%00").status()).isEqualTo(400);
    visitor.order("<b>O1</b>", "");
    assertThat(visitor.get("/thanks/%3Cb%3EO1%3C%2Fb%3E").text()).doesNotContain("<b>O1");
  }

  @Test
  void started_saysWhatToOpen() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    SpringShop.sayWhatToOpen(shop.context(), new PrintStream(said, true, StandardCharsets.UTF_8));
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(shop.network().affiliateLink(1, 1))
        .contains(shop.network().url() + "/");
  }
}
