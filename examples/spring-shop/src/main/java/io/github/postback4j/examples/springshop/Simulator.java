package io.github.postback4j.examples.springshop;

import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The network, played in this process: its affiliate links lead to the shop once that is open. */
@Component
@ConditionalOnProperty(name = "simulator.enabled", havingValue = "true")
class Simulator implements DisposableBean {

  private final int port;
  private volatile @Nullable NetworkSimulator network;

  Simulator(@Value("${simulator.port}") int port) {
    this.port = port;
  }

  @EventListener
  void start(WebServerInitializedEvent opened) {
    try {
      network =
          NetworkSimulator.builder()
              .port(port)
              .landing("http://localhost:" + opened.getWebServer().getPort() + "/")
              .start();
    } catch (UncheckedIOException e) {
      throw new ConfigurationException(
          "simulator.port",
          port + " cannot be opened; another program may have it",
          "Choose another by --simulator.port=9091, or leave the simulator out by"
              + " --simulator.enabled=false.");
    }
  }

  NetworkSimulator network() {
    return Objects.requireNonNull(network, "the web server is not open yet");
  }

  /** Where a visitor who clicks on a partner's link begins. */
  String affiliateLink() {
    return network().affiliateLink(1, 1);
  }

  String ledger() {
    return network().url() + "/";
  }

  @Override
  public void destroy() {
    if (network != null) {
      network.close();
    }
  }
}
