package io.github.postback4j.faults;

import static io.github.postback4j.faults.RudeServer.resets;
import static io.github.postback4j.faults.RudeServer.says;
import static io.github.postback4j.faults.Shop.HTTP;
import static io.github.postback4j.faults.Shop.RETRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.faults.Shop.Attempt;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Dns;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 1 to 4, 7 and 8: names, addresses and connections. */
@Tag("faults")
@Timeout(60)
class ConnectionFaultsTest {

  @Test
  void fault01_nameNotFound_isRepeatedEvenWhereNothingDeDuplicates() throws Exception {
    AtomicBoolean known = new AtomicBoolean();
    Dns dns =
        host -> {
          if (!known.get()) {
            throw new UnknownHostException(host);
          }
          return List.of(loopback());
        };
    try (RudeServer server = new RudeServer(says("success=true;"));
        Shop shop =
            shop(
                dns, Shop.bookingTwice("http://net.example:" + server.port()).allowPrivate(true))) {

      Postback failed = shop.ordered("o-1");

      assertThat(failed.state()).isEqualTo(PostbackState.PENDING);
      assertThat(failed.reason()).isEqualTo("not sent: dns_error");
      assertThat(failed.attempts()).isEqualTo(1);
      assertThat(failed.ambiguous()).isFalse();
      assertThat(shop.delay(failed)).isEqualTo(RETRY);
      assertThat(server.connections()).isZero();

      known.set(true); // and we keep no memory of the answer before
      shop.passes(RETRY);
      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault01_nameNotFoundForAll_pausesTheNetwork() throws Exception {
    Dns dns =
        host -> {
          throw new UnknownHostException(host);
        };
    try (Shop shop = shop(dns, Shop.deDuplicating("http://net.example"))) {
      for (int i = 0; i < 5; i++) {
        shop.order("o-" + i);
      }

      assertThat(shop.pause()).isEqualTo("tune dns_error");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "172.16.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "fd00:ec2::254",
        "fe80::1",
        "64:ff9b::a9fe:a9fe"
      })
  void fault02_nameOfAPrivateAddress_isNeverConnectedTo(String address) throws Exception {
    try (RudeServer server = new RudeServer(says("success=true;"));
        Shop shop =
            shop(
                host -> List.of(InetAddress.getByName(address)),
                Shop.deDuplicating("http://net.example:" + server.port()))) {

      Postback blocked = shop.ordered("o-1");

      assertThat(blocked.state()).isEqualTo(PostbackState.DEAD);
      assertThat(blocked.reason()).isEqualTo("not sent: blocked_address");
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void fault02_rebinding_isRefusedOnceTheNameTurnsInward() throws Exception {
    AtomicBoolean inward = new AtomicBoolean();
    Dns dns =
        host ->
            List.of(inward.get() ? loopback() : InetAddress.getByAddress(new byte[] {8, 8, 8, 8}));
    try (RudeServer server = new RudeServer(says("success=true;"));
        Shop shop =
            new Shop(
                builder ->
                    builder.sender(
                        PostbackSender.okHttp(
                            HTTP.newBuilder()
                                .dns(dns)
                                .socketFactory(new InternetInABottle(server.port()))
                                .build())),
                Shop.bookingTwice("http://net.example:" + server.port()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.RECORDED);

      inward.set(true);

      assertThat(shop.ordered("o-2").reason()).isEqualTo("not sent: blocked_address");
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault02_addressWrittenInTheConfiguration_isTheUsersWord() throws Exception {
    try (RudeServer server = new RudeServer(says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.RECORDED);
    }
  }

  @Test
  void fault03_connectionRefused_followsTheSchedule() throws Exception {
    String nobody;
    try (RudeServer server = new RudeServer(says(""))) {
      nobody = server.http();
    }
    try (Shop shop = new Shop(Shop.bookingTwice(nobody).build())) {
      Postback first = shop.ordered("o-1");
      assertThat(first.state()).isEqualTo(PostbackState.PENDING);
      assertThat(first.reason()).isEqualTo("not sent: connect_error");
      assertThat(first.ambiguous()).isFalse();
      assertThat(shop.delay(first)).isEqualTo(RETRY);

      shop.passes(RETRY);

      Postback second = shop.attempted();
      assertThat(second.attempts()).isEqualTo(2);
      assertThat(shop.delay(second)).isEqualTo(RETRY.multipliedBy(2));
    }
  }

  @Test
  void fault04_connectBlackHole_delaysNobodyElse() throws Exception {
    try (BlackHole hole = new BlackHole();
        RudeServer server = new RudeServer(says("success=true;"));
        PostbackSender sender =
            PostbackSender.okHttpBuilder().connectTimeout(Duration.ofMinutes(1)).build();
        Shop shop =
            new Shop(
                builder -> builder.sender(sender).maxInFlight(8),
                Shop.bookingTwice("http://127.0.0.1:" + hole.port()).build(),
                Shop.deDuplicating(server.http()).build())) {
      for (int i = 0; i < 20; i++) {
        shop.order("o-" + i); // each goes to both
      }

      for (int i = 0; i < 20; i++) {
        assertThat(shop.attempt().postback().network()).isEqualTo("tune");
      }
    }
  }

  @Test
  void fault04_connectBlackHole_endsInTime() throws Exception {
    try (BlackHole hole = new BlackHole();
        PostbackSender sender =
            PostbackSender.okHttpBuilder().connectTimeout(Duration.ofMillis(100)).build();
        Shop shop =
            new Shop(
                builder -> builder.sender(sender),
                Shop.bookingTwice("http://127.0.0.1:" + hole.port()).build())) {
      Postback lost = shop.ordered("o-1");

      assertThat(lost.state()).isEqualTo(PostbackState.PENDING);
      assertThat(lost.reason()).isEqualTo("not sent: timeout_connect");
      assertThat(lost.ambiguous()).isFalse();
    }
  }

  @Test
  void fault07_resetBeforeAnyByteOnNewConnection_isRepeatedOnlyWhereTheNetworkDeDuplicates()
      throws Exception {
    try (RudeServer server = new RudeServer(resets(), says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      Postback failed = shop.ordered("o-1");
      assertThat(failed.state()).isEqualTo(PostbackState.PENDING);
      assertThat(failed.reason()).isEqualTo("no answer: reset");
      assertThat(failed.ambiguous()).isTrue();
      assertThat(failed.attempts()).isEqualTo(1);
      assertThat(shop.delay(failed)).isEqualTo(RETRY);

      shop.passes(RETRY);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.requestLines().get(1)).isEqualTo(server.requestLines().get(0));
    }
    try (RudeServer server = new RudeServer(resets(), says("success=true;"));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      Postback parked = shop.ordered("o-1");

      assertThat(parked.state()).isEqualTo(PostbackState.UNCERTAIN);
      assertThat(parked.reason()).isEqualTo("no answer: reset");
      shop.passes(Duration.ofDays(1));
      assertThat(shop.tracker().flush(Shop.SOON)).isTrue();
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @Test
  void fault07_duplicateAfterAReset_isOurOwn() throws Exception {
    RudeServer.Manner duplicate = says("success=false; err_msg=Duplicate Session ID;");
    try (RudeServer server = new RudeServer(resets(), duplicate);
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      shop.ordered("o-1");
      shop.passes(RETRY);

      assertThat(shop.attempted().state()).isEqualTo(PostbackState.RECORDED);
      assertThat(shop.ordered("o-2").state()).isEqualTo(PostbackState.DUPLICATE);
    }
  }

  @Test
  void fault08_resetOnAReusedConnection_isRepeatedAtOnceAndHeldAgainstNobody() throws Exception {
    try (RudeServer server =
            new RudeServer(says("success=true;"), resets(), says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.RECORDED);

      shop.order("o-2"); // and the clock stands still

      Attempt stale = shop.attempt();
      assertThat(stale.code()).isEqualTo("stale");
      assertThat(stale.postback().ambiguous()).isTrue();
      assertThat(shop.delay(stale.postback())).isZero();
      Postback recorded = shop.attempted();
      assertThat(recorded.state()).isEqualTo(PostbackState.RECORDED);
      assertThat(recorded.attempts()).isEqualTo(2);
      assertThat(server.hits()).isEqualTo(3);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void fault08_allReusedConnectionsReset_pausesNothing() throws Exception {
    int many = 8;
    CyclicBarrier together = new CyclicBarrier(many);
    AtomicBoolean connected = new AtomicBoolean();
    RudeServer.Manner manner =
        visit -> {
          if (!connected.get()) {
            together.await(10, TimeUnit.SECONDS);
          }
          (visit.nth() == 1 ? says("success=true;") : resets()).treat(visit);
        };
    try (RudeServer server = new RudeServer(manner);
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      for (int i = 0; i < many; i++) {
        shop.order("a-" + i);
      }
      assertThat(shop.tracker().flush(Shop.SOON)).isTrue();
      assertThat(server.connections()).isEqualTo(many);
      connected.set(true);

      for (int i = 0; i < many; i++) {
        shop.order("b-" + i);
      }

      assertThat(shop.tracker().flush(Shop.SOON)).isTrue();
      assertThat(shop.tracker().counts().get("tune"))
          .containsOnly(Map.entry(PostbackState.RECORDED, 2L * many)); // the clock stood still
      assertThat(shop.isPaused()).isFalse();
    }
  }

  @Test
  void fault08_networkThatDoesNotDeDuplicate_neverMeetsAReusedConnection() throws Exception {
    try (RudeServer server = new RudeServer(says("success=true;"));
        Shop shop = new Shop(Shop.bookingTwice(server.http()).build())) {
      shop.ordered("o-1");
      shop.ordered("o-2");

      assertThat(server.connections()).isEqualTo(2);
    }
  }

  private static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByName("127.0.0.1");
  }

  private static Shop shop(Dns dns, NetworkBuilder network) {
    return new Shop(
        builder -> builder.sender(PostbackSender.okHttp(HTTP.newBuilder().dns(dns).build())),
        network.build());
  }

  /** Listens and answers no connection: whoever comes when its queue is full waits. */
  private static final class BlackHole implements AutoCloseable {
    private final ServerSocket listening;
    private final List<Socket> queued = new ArrayList<>();

    BlackHole() throws IOException {
      listening = new ServerSocket(0, 1, loopback());
      boolean full = false;
      while (!full) {
        Socket socket = new Socket();
        queued.add(socket);
        try {
          socket.connect(new InetSocketAddress(loopback(), port()), 100);
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
    }

    int port() {
      return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listening.close();
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }
}
