package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.postback4j.delivery.GuardedDns.BlockedAddressException;
import io.github.postback4j.delivery.PostbackSender.Options;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.PostbackRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedDnsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::808:808",
        "2002:a00:1::1",
        "2002:7f00:1::",
        "2001::1"
      })
  void address_thatIsNotPublic_isPrivate(String address) throws Exception {
    assertThat(Addresses.isPrivate(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "11.0.0.1",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "::ffff:8.8.8.8",
        "2003::1"
      })
  void address_thatIsPublic_isNotPrivate(String address) throws Exception {
    assertThat(Addresses.isPrivate(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void name_withOneBadAddressAmongGoodOnes_isRefused() throws Exception {
    Dns dns = resolving("8.8.8.8", "10.0.0.1");

    assertThatExceptionOfType(BlockedAddressException.class)
        .isThrownBy(() -> new GuardedDns(dns, false, Set.of()).lookup("h.example"));
    assertThat(new GuardedDns(dns, true, Set.of()).lookup("h.example")).hasSize(2);
    assertThat(new GuardedDns(dns, false, Set.of("h.example")).lookup("H.example")).hasSize(2);
  }

  @Test
  void localhost_meansLoopbackWhateverTheResolverSays() throws Exception {
    assertThat(new GuardedDns(resolving("8.8.8.8"), false, Set.of()).lookup("localhost"))
        .isNotEmpty()
        .allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void send_toANameThatIsPrivate_isNotSentForGood() throws Exception {
    try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        PostbackSender sender =
            PostbackSender.okHttp(new OkHttpClient.Builder().dns(resolving("127.0.0.1")).build())) {
      PostbackRequest request = PostbackRequest.get("http://h.example:" + server.port() + "/");

      assertThat(sender.send(request, options(false)).join())
          .isEqualTo(new NotSent("blocked_address", true));
      assertThat(server.accepted()).isZero();
      assertThat(sender.send(request, options(true)).join()).isEqualTo(new Answered(200, "", null));
      // and the connection just made is not a way around
      assertThat(sender.send(request, options(false)).join())
          .isEqualTo(new NotSent("blocked_address", true));
    }
  }

  @Test
  void send_toANameThatDoesNotExist_isNotSent() {
    try (PostbackSender sender =
        PostbackSender.okHttp(
            new OkHttpClient.Builder()
                .dns(
                    host -> {
                      throw new UnknownHostException(host);
                    })
                .build())) {
      assertThat(sender.send(PostbackRequest.get("http://h.example/"), options(false)).join())
          .isEqualTo(new NotSent("dns_error", false));
    }
  }

  @Test
  void send_whileTheResolverHangs_isNotSentAfterTheCallTimeout() {
    java.util.concurrent.CountDownLatch over = new java.util.concurrent.CountDownLatch(1);
    try (PostbackSender sender =
        PostbackSender.okHttp(
            new OkHttpClient.Builder()
                .dns(
                    host -> {
                      try {
                        over.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      throw new UnknownHostException(host);
                    })
                .build())) {
      SendResult result = null;
      for (int millis : new int[] {300, 2000, 10_000}) {
        Options options = new Options(true, false, Duration.ofMillis(millis));
        result = sender.send(PostbackRequest.get("http://h.example/"), options).join();
        if (!result.equals(new NotSent("timeout_connect", false))) {
          break; // else it had not even begun to resolve, on a machine that stalls
        }
      }
      assertThat(result).isEqualTo(new NotSent("dns_error", false));
      over.countDown();
    }
  }

  private static Dns resolving(String... addresses) {
    return host -> {
      InetAddress[] resolved = new InetAddress[addresses.length];
      for (int i = 0; i < addresses.length; i++) {
        resolved[i] = InetAddress.getByName(addresses[i]);
      }
      return List.of(resolved);
    };
  }

  private static Options options(boolean allowPrivate) {
    return new Options(true, allowPrivate, Duration.ofSeconds(20));
  }
}
