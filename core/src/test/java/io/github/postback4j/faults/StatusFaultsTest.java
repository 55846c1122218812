package io.github.postback4j.faults;

import static io.github.postback4j.faults.RudeServer.says;
import static io.github.postback4j.faults.Shop.RETRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.AnswerRules;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 15 to 18: redirects, and statuses that say no. */
@Tag("faults")
@Timeout(60)
class StatusFaultsTest {

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void fault15_redirect_isRefusedAndNotFollowed(int status) throws Exception {
    try (RudeServer elsewhere = new RudeServer(says("success=true;"))) {
      for (String location :
          new String[] {
            "/again?security_token=t", elsewhere.http() + "/t?transaction_id=" + Shop.ID
          }) {
        try (RudeServer server =
                new RudeServer(says(status, "Location: " + location + "\r\n", "success=true;"));
            Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {

          Postback refused = shop.ordered("o-1");

          assertThat(refused.state()).isEqualTo(PostbackState.REFUSED);
          assertThat(refused.reason())
              .isEqualTo(
                  "HTTP "
                      + status
                      + ", moved to "
                      + (location.startsWith("/") ? server.http() : elsewhere.http()));
          assertThat(server.hits()).isEqualTo(1);
        }
      }
      assertThat(elsewhere.connections()).isZero();
    }
  }

  @Test
  void fault15_redirectDeclaredAsNotProcessed_isRepeatedAtTheSamePlace() throws Exception {
    AnswerRules rules = AnswerRules.builder().status(302, Meaning.NOT_PROCESSED).build();
    try (RudeServer server = new RudeServer(says(302, "Location: /elsewhere\r\n", ""));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).answers(rules).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.PENDING);

      shop.passes(RETRY);

      assertThat(shop.attempted().ambiguous()).isFalse();
      assertThat(server.requestLines())
          .hasSize(2)
          .allMatch(line -> line.startsWith("GET /aff_lsr"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 422})
  void fault16_refusal_isFinalAndCanBeReplayed(int status) throws Exception {
    try (RudeServer server = new RudeServer(says(status, "", "no"), says("success=true;"));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build());
        CapturedLines log = new CapturedLines()) {
      Postback refused = shop.ordered("o-1");
      assertThat(refused.state()).isEqualTo(PostbackState.REFUSED);
      assertThat(refused.reason()).isEqualTo("HTTP " + status);
      assertThat(refused.attempts()).isEqualTo(1);
      assertThat(shop.tracker().flush(Shop.SOON)).isTrue(); // the line comes after the write
      assertThat(log.with("WARN Postback " + refused.id())).hasSize(1);

      assertThat(shop.tracker().replay(refused.id())).isTrue();

      Postback recorded = shop.attempted();
      assertThat(recorded.id()).isEqualTo(refused.id());
      assertThat(recorded.state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.requestLines().get(1)).isEqualTo(server.requestLines().get(0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void fault16_refusalDeclaredAsNotProcessed_isRepeated(int status) throws Exception {
    AnswerRules rules =
        AnswerRules.builder()
            .status(status, Meaning.NOT_PROCESSED)
            .otherwise(Meaning.RECORDED)
            .build();
    try (RudeServer server = new RudeServer(says(status, "", "no"), says("yes"));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).answers(rules).build())) {
      Postback waiting = shop.ordered("o-1");
      assertThat(waiting.state()).isEqualTo(PostbackState.PENDING);
      assertThat(waiting.ambiguous()).isFalse();
      assertThat(shop.delay(waiting)).isEqualTo(RETRY);

      shop.passes(RETRY);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
    }
  }

  @ParameterizedTest
  @CsvSource({"408, close", "408, keep-alive", "425, keep-alive"})
  void fault17_requestTimeoutAndTooEarly_areOneHitEach(int status, String connection)
      throws Exception {
    String header = "Connection: " + connection + "\r\n";
    try (RudeServer server = new RudeServer(says(status, header, ""), says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      Postback waiting = shop.ordered("o-1");
      assertThat(waiting.state()).isEqualTo(PostbackState.PENDING);
      assertThat(waiting.ambiguous()).isTrue();
      assertThat(server.hits()).isEqualTo(1);

      shop.passes(RETRY);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.hits()).isEqualTo(2);
    }
    try (RudeServer server = new RudeServer(says(status, header, ""));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.UNCERTAIN);
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault18_gone_isRefusedShownAndReplayable() throws Exception {
    try (RudeServer server = new RudeServer(says(410, "", ""), says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build());
        CapturedLines log = new CapturedLines()) {
      Postback refused = shop.ordered("o-1");
      assertThat(refused.state()).isEqualTo(PostbackState.REFUSED);
      assertThat(refused.reason()).isEqualTo("HTTP 410");
      assertThat(shop.tracker().flush(Shop.SOON)).isTrue(); // the line comes after the write
      assertThat(log.with("WARN Postback " + refused.id())).hasSize(1);

      assertThat(shop.tracker().replayAll(PostbackState.REFUSED, "tune")).isEqualTo(1);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
    }
  }
}
