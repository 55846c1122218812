package io.github.postback4j.examples.springshop;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.testkit.simulator.PresetSimulator;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The network of {@code networks/homewares.json}, played in this process by its own file. The shop
 * itself knows nothing of it: file and settings are configuration.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("simulator.homewares.port")
class SecondNetwork {

  private static final String HOMEWARES = "postback4j.networks.homewares.";

  @Bean(destroyMethod = "close")
  PresetSimulator homewares(
      Environment environment,
      @Value("${simulator.homewares.port}") int port,
      @Value("${server.port:8080}") int shopPort) {
    NetworkBuilder homewares =
        Network.fromJson(Path.of(environment.getRequiredProperty(HOMEWARES + "file")));
    Binder.get(environment)
        .bind(HOMEWARES + "settings", Bindable.mapOf(String.class, String.class))
        .orElse(Map.of())
        .forEach(homewares::setting);
    return PresetSimulator.builder(homewares.build())
        .port(port)
        .landing("http://localhost:" + shopPort + "/")
        .start();
  }

  /** Leads what is for the network's own host to the simulator. */
  @Bean
  PostbackSender postbackSender(PresetSimulator homewares) {
    return homewares.sender();
  }
}
