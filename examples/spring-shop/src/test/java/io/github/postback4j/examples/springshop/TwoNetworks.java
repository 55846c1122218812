package io.github.postback4j.examples.springshop;

import io.github.postback4j.testkit.simulator.PresetSimulator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The shop with {@code networks/two-networks.yml}: nothing of it is known to the shop's code. */
final class TwoNetworks implements AutoCloseable {

  private final RunningShop shop;

  TwoNetworks(Path folder, String... arguments) {
    shop =
        new RunningShop(
            folder,
            Stream.concat(
                    Stream.of(
                        "--spring.config.additional-location=file:networks/two-networks.yml",
                        "--simulator.homewares.port=0"),
                    Arrays.stream(arguments))
                .toArray(String[]::new));
  }

  RunningShop shop() {
    return shop;
  }

  PresetSimulator homewares() {
    return shop.context().getBean(PresetSimulator.class);
  }

  @Override
  public void close() {
    shop.close();
  }
}
