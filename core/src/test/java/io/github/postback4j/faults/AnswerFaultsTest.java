package io.github.postback4j.faults;

import static io.github.postback4j.faults.RudeServer.breaksOffAfter;
import static io.github.postback4j.faults.RudeServer.says;
import static io.github.postback4j.faults.Shop.RETRY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.postback4j.faults.RudeServer.Manner;
import io.github.postback4j.faults.Shop.Attempt;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 9 to 14: answers that break off, never end, or are not what they seem. */
@Tag("faults")
@Timeout(120)
class AnswerFaultsTest {

  /** What a call has that ends before its answer begins. */
  private static final Set<String> TOO_EARLY =
      Set.of("not sent: timeout_connect", "no answer: timeout");

  private static final String BROKEN = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nsuccess=true;";

  @Test
  void fault09_resetInTheBodyAfter200_isRecordedWhereTheStatusDecides() throws Exception {
    try (RudeServer server = new RudeServer(breaksOffAfter(BROKEN));
        Shop shop = new Shop(Shop.byStatus(server.http()).build())) {

      Postback recorded = shop.ordered("o-1");

      assertThat(recorded.state()).isEqualTo(PostbackState.RECORDED);
      assertThat(recorded.reason()).startsWith("HTTP 200; the answer broke off: ");
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault09_resetInTheBodyAfter200_isUnknownWhereTheBodyDecides() throws Exception {
    try (RudeServer server = new RudeServer(breaksOffAfter(BROKEN), says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      Postback failed = shop.ordered("o-1");
      assertThat(failed.state()).isEqualTo(PostbackState.PENDING);
      assertThat(failed.ambiguous()).isTrue();
      assertThat(failed.reason()).startsWith("no answer: ");

      shop.passes(RETRY);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
    }
    try (RudeServer server = new RudeServer(breaksOffAfter(BROKEN));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.UNCERTAIN);
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault09_resetInTheBodyAfter404_isRefusedAllTheSame() throws Exception {
    String broken = BROKEN.replace("200 OK", "404 Not Found");
    try (RudeServer server = new RudeServer(breaksOffAfter(broken));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.REFUSED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nX-Slow: ",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
      })
  void fault10_answerThatDrips_endsWithTheCallTimeout(String begin) throws Exception {
    Manner drips =
        visit -> {
          visit.write(begin);
          visit.drip(begin.isEmpty() ? "HTTP/1.1 200 OK" : "x");
        };
    for (Duration limit : Shop.LIMITS) {
      if (dripsUntil(limit, drips)) {
        break;
      }
    }
  }

  /** False if a call had not even connected by then. */
  private static boolean dripsUntil(Duration limit, Manner drips) throws Exception {
    try (RudeServer server = new RudeServer(drips);
        Shop shop =
            new Shop(
                builder -> builder.callTimeout(limit, Duration.ofSeconds(30)),
                Shop.deDuplicating(server.http()).build(),
                Shop.bookingTwice(server.http()).build())) {
      shop.order("o-1");

      Attempt one = shop.attempt();
      Attempt other = shop.attempt();

      if (!limit.equals(Shop.LAST_LIMIT) && !(isSent(one) && isSent(other))) {
        return false;
      }
      assertThat(one.code()).isEqualTo("timeout");
      assertThat(other.code()).isEqualTo("timeout");
      assertThat(one.took()).isBetween(limit, Duration.ofSeconds(25));
      assertThat(shop.tracker().flush(Shop.SOON)).isTrue();
      assertThat(shop.tracker().postbacks("o-1"))
          .extracting(Postback::network, Postback::state, Postback::ambiguous)
          .containsExactlyInAnyOrder(
              tuple("tune", PostbackState.PENDING, true),
              tuple("twice", PostbackState.UNCERTAIN, true));
      return true;
    }
  }

  private static boolean isSent(Attempt attempt) {
    return !attempt.code().equals("timeout_connect");
  }

  @Test
  void fault10_bodyThatDrips_isRecordedWhereTheStatusDecides() throws Exception {
    Manner drips =
        visit -> {
          visit.write("HTTP/1.1 200 OK\r\n\r\n");
          visit.drip("x");
        };
    String reason = null;
    for (Duration limit : Shop.LIMITS) {
      try (RudeServer server = new RudeServer(drips);
          Shop shop =
              new Shop(
                  builder -> builder.callTimeout(limit, Duration.ofSeconds(30)),
                  Shop.byStatus(server.http()).build())) {
        reason = shop.ordered("o-1").reason();
      }
      if (!TOO_EARLY.contains(reason)) {
        break;
      }
    }
    assertThat(reason).isEqualTo("HTTP 200; the answer broke off: timeout");
  }

  @Test
  void fault11_endlessBody_isReadToItsLimitAndHungUpOn() throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    byte[] block = "y".repeat(8192).getBytes(StandardCharsets.US_ASCII);
    Manner endless =
        visit -> {
          long bytes = 0;
          try {
            visit.write("HTTP/1.1 200 OK\r\n\r\nsuccess=true;");
            while (true) {
              visit.write(block);
              bytes += block.length;
            }
          } catch (SocketException e) {
            written.complete(bytes);
          }
        };
    try (RudeServer server = new RudeServer(endless);
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {

      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.RECORDED);

      // 16 KiB were read; the rest stood in the system's buffers when we hung up
      assertThat(written.get(25, TimeUnit.SECONDS)).isLessThan(50_000_000L);
    }
  }

  @Test
  void fault11_endlessHead_isNoAnswer() throws Exception {
    Manner endless =
        visit -> {
          visit.write("HTTP/1.1 200 OK\r\n");
          while (true) {
            visit.write("X-More: " + "y".repeat(8000) + "\r\n");
          }
        };
    try (RudeServer server = new RudeServer(endless);
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.UNCERTAIN);
    }
  }

  @Test
  void fault12_gzipBomb_isUnpackedToTheSameLimit() throws Exception {
    byte[] bomb = gzip("success=true;", 200_000_000);
    Manner bombs =
        visit -> {
          assertThat(visit.head()).contains("Accept-Encoding: identity");
          visit.write(
              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                  + bomb.length
                  + "\r\n\r\n");
          visit.write(bomb);
        };
    try (RudeServer server = new RudeServer(bombs);
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      shop.order("o-1");

      Attempt attempt = shop.attempt();

      assertThat(attempt.postback().state()).isEqualTo(PostbackState.RECORDED);
      assertThat(attempt.took()).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void fault12_whatAGzipBombSaysBeyondTheLimit_isNotRead() throws Exception {
    byte[] bomb = gzip("x=" + "x".repeat(20_000) + ";success=true;", 0);
    Manner bombs = says(200, "Content-Encoding: gzip\r\n", new String(bomb, ISO_8859_1));
    try (RudeServer server = new RudeServer(bombs);
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.UNCERTAIN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip", "gzip, gzip"})
  void fault12_wrongContentEncoding_isUnknownUnlessTheStatusDecides(String encoding)
      throws Exception {
    Manner wrong = says(200, "Content-Encoding: " + encoding + "\r\n", "success=true;");
    try (RudeServer server = new RudeServer(wrong);
        Shop shop =
            new Shop(
                Shop.bookingTwice(server.http()).build(), Shop.byStatus(server.http()).build())) {
      shop.order("o-1");
      shop.attempt();
      shop.attempt();
      assertThat(shop.tracker().flush(Shop.SOON)).isTrue();

      assertThat(shop.tracker().postbacks("o-1"))
          .extracting(Postback::network, Postback::state)
          .containsExactlyInAnyOrder(
              tuple("twice", PostbackState.UNCERTAIN), tuple("status", PostbackState.RECORDED));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // body of a 200, state where the network de-duplicates, state where it does not
    "'success=false; err_msg=Invalid Trans. ID;', REFUSED,   REFUSED",
    "'success=false; err_msg=Duplicate;',         DUPLICATE, DUPLICATE",
    "'success=false;',                            RECORDED,  RECORDED",
    "'{\"error\":\"nope\"}',                      PENDING,   UNCERTAIN",
    "'status=0',                                  PENDING,   UNCERTAIN",
    "'<html><form>Log in</form></html>',          PENDING,   UNCERTAIN",
    "'',                                          PENDING,   UNCERTAIN",
  })
  void fault13_200WhoseBodySaysOtherwise_isNoSuccess(
      String body, PostbackState deDuplicating, PostbackState bookingTwice) throws Exception {
    try (RudeServer server = new RudeServer(says(body));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build());
        Shop other = new Shop(Shop.bookingTwice(server.http()).build())) {

      Postback first = shop.ordered("o-1");

      assertThat(first.state()).isEqualTo(deDuplicating);
      assertThat(first.ambiguous()).isEqualTo(deDuplicating == PostbackState.PENDING);
      assertThat(other.ordered("o-1").state()).isEqualTo(bookingTwice);
      assertThat(server.hits()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Length: 0\r\n\r\n",
        "201 Created\r\nContent-Length: 0\r\n\r\n",
        "202 Accepted\r\nContent-Length: 2\r\n\r\nok",
        "204 No Content\r\n\r\n",
        "204 No Content\r\nContent-Length: 5\r\n\r\n",
        "204 No Content\r\nContent-Length: 5\r\n\r\nhello",
        "205 Reset Content\r\nContent-Length: 5\r\n\r\nhello"
      })
  void fault14_successWithoutABody_isSuccessWhereTheStatusDecides(String answer) throws Exception {
    try (RudeServer server = new RudeServer(visit -> visit.write("HTTP/1.1 " + answer));
        Shop shop = new Shop(Shop.byStatus(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  private static byte[] gzip(String begin, int length) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(begin.getBytes(StandardCharsets.US_ASCII));
      byte[] block = new byte[1_000_000];
      for (int i = 0; i < length / block.length; i++) {
        gzip.write(block);
      }
    }
    return packed.toByteArray();
  }
}
