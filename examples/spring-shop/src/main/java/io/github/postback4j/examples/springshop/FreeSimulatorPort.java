package io.github.postback4j.examples.springshop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Puts a free port in place of {@code simulator.port=0}, because the postback URL names it. */
final class FreeSimulatorPort implements EnvironmentPostProcessor {

  private static final String PORT = "simulator.port";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    if ("0".equals(environment.getProperty(PORT))) {
      environment
          .getPropertySources()
          .addFirst(new MapPropertySource("freeSimulatorPort", Map.of(PORT, freePort())));
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
