package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** Affiliate links, and what arrives on the landing page. */
final class ClickTest {

  private static String location(ShopClient shop, String target) throws IOException {
    try (Response response = shop.exchange(shop.request(target).build())) {
      assertThat(response.code()).isEqualTo(302);
      return Objects.requireNonNull(response.header("Location"));
    }
  }

  @Test
  void link_leadsToTheLandingPageWithATransactionIdThatConverts() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      String link = network.affiliateLink(1, 3).substring(network.url().length());

      Matcher landing =
          Pattern.compile(
                  "http://localhost:8080/\\?transaction_id=(102[0-9a-f]{27})"
                      + "&affiliate_id=3&offer_id=1")
              .matcher(location(shop, link));

      assertThat(landing.matches()).isTrue();
      assertThat(shop.get("/aff_lsr?transaction_id=" + landing.group(1)))
          .isEqualTo("success=true;");
      assertThat(network.booked()).extracting(LedgerEntry::partnerId).containsExactly(3L);
    }
  }

  @Test
  void everyClick_hasItsOwnId() {
    try (NetworkSimulator network = NetworkSimulator.builder().random(new Random(7)).start()) {
      String first = network.click(1, 1);
      String second = network.click(1, 1);

      assertThat(first).matches("102[0-9a-f]{27}").isNotEqualTo(second);
    }
    try (NetworkSimulator same = NetworkSimulator.builder().random(new Random(7)).start();
        NetworkSimulator again = NetworkSimulator.builder().random(new Random(7)).start()) {
      assertThat(same.click(1, 1)).isEqualTo(again.click(1, 1));
    }
  }

  @Test
  void partnerIdOffer_landsWithoutTransactionId() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(location(shop, "/aff_c?offer_id=2&aff_id=1"))
          .isEqualTo("http://localhost:8080/?affiliate_id=1&offer_id=2");
    }
  }

  @Test
  void macros_areFilledPercentEncodedAndUnknownOnesStay() throws IOException {
    Offer offer =
        Offer.builder(9, "Shoes & more")
            .landing(
                "https://shop.example/p?a={affiliate_id}&s={aff_sub}&s2={aff_sub2}&s5={aff_sub5}"
                    + "&src={source}&c={aff_click_id}&u1={aff_unique1}&n={offer_name}"
                    + "&p={affiliate_name}&x={country_code}&{{offer_id}}&open={")
            .build();
    try (NetworkSimulator network = NetworkSimulator.builder().offer(offer).start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(
              location(
                  shop,
                  "/aff_c?offer_id=9&aff_id=1&aff_sub=a%20b%26c%3Dd&aff_sub5=%C3%BC%2B"
                      + "&source=x%0D%0ASet-Cookie:y&aff_click_id=id-._~&aff_unique1=1%25"))
          .isEqualTo(
              "https://shop.example/p?a=1&s=a%20b%26c%3Dd&s2=&s5=%C3%BC%2B"
                  + "&src=x%0D%0ASet-Cookie%3Ay&c=id-._~&u1=1%25&n=Shoes%20%26%20more"
                  + "&p=Test%20partner&x={country_code}&{9}&open={");
    }
  }

  @Test
  void landingWithQuery_isContinued() throws IOException {
    try (NetworkSimulator network =
            NetworkSimulator.builder().landing("http://shop.example?lang=de").start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(location(shop, "/aff_c?offer_id=2&aff_id=1"))
          .isEqualTo("http://shop.example?lang=de&affiliate_id=1&offer_id=2");
    }
  }

  @Test
  void deepLink_isFollowedWithItsMacros() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(
              location(
                  shop,
                  "/aff_c?offer_id=1&aff_id=2"
                      + "&url=https%3A%2F%2Fshop.example%2Fb%3Fp%3D%7Baffiliate_id%7D%26q%3Da+b%0A"))
          .isEqualTo("https://shop.example/b?p=2&q=a%20b%0A");
    }
  }

  @Test
  void unknownOfferOrNoPartnerOrScriptLink_is404() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      for (String target :
          new String[] {
            "/aff_c?offer_id=99&aff_id=1",
            "/aff_c?aff_id=1",
            "/aff_c?offer_id=1",
            "/aff_c?offer_id=1&aff_id=1&url=javascript:alert(1)"
          }) {
        try (Response response = shop.exchange(shop.request(target).build())) {
          assertThat(response.code()).as(target).isEqualTo(404);
          assertThat(response.body().string()).contains("<!doctype html>");
        }
      }
    }
  }
}
