package io.github.postback4j.testkit.simulator;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.PostbackRequest;
import java.net.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/**
 * Sends with OkHttp as ever, but to the simulators in place of the networks' own hosts; what is for
 * this machine anyway goes there. Nothing leaves the machine.
 */
final class PresetSender implements PostbackSender {

  /** Tells the simulator which scheme and host a request was for. */
  static final String ORIGIN = "Simulated-Origin";

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final List<PresetSimulator> simulators;

  /** To the simulators: without TLS, whose certificates take longer to read than all the rest. */
  private final PostbackSender toSimulator =
      PostbackSender.okHttp(
          new OkHttpClient.Builder()
              .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
              .proxy(Proxy.NO_PROXY)
              .readTimeout(Duration.ZERO)
              .writeTimeout(Duration.ZERO)
              .build());

  /** To what else is on this machine. */
  private final PostbackSender asEver = PostbackSender.okHttp();

  PresetSender(List<PresetSimulator> simulators) {
    this.simulators = List.copyOf(simulators);
  }

  @Override
  public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
    String url = request.url();
    int authority = url.indexOf("://");
    if (authority < 0) {
      return CompletableFuture.completedFuture(new NotSent("bad_request", true));
    }
    int end = endOfAuthority(url, authority + 3);
    if (THIS_MACHINE.contains(host(url.substring(authority + 3, end)))) {
      return asEver.send(request, options);
    }
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.put(ORIGIN, url.substring(0, end));
    return toSimulator.send(
        new PostbackRequest(
            request.method(),
            simulatorOf(request).url() + url.substring(end),
            headers,
            request.body()),
        options);
  }

  private static int endOfAuthority(String url, int start) {
    int i = start;
    while (i < url.length() && "/?#".indexOf(url.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon);
  }

  /** The one to whose declaration it fits best: two networks may share a host. */
  private PresetSimulator simulatorOf(PostbackRequest request) {
    PresetSimulator best = simulators.get(0);
    if (simulators.size() > 1) {
      int fewest = Integer.MAX_VALUE;
      for (PresetSimulator simulator : simulators) {
        int faults = simulator.distance(request);
        if (faults < fewest) {
          fewest = faults;
          best = simulator;
        }
      }
    }
    return best;
  }

  @Override
  public void close() {
    toSimulator.close();
    asEver.close();
  }

  @Override
  public String toString() {
    return "PresetSender" + simulators;
  }
}
