package io.github.postback4j.examples.springshop;

import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop as {@code main} starts it, on free ports and a database of the test's own. */
final class RunningShop implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  /**
   * @param folder of the database; the same one for a shop that is started again
   * @param arguments more of them, stronger than those of here
   */
  RunningShop(Path folder, String... arguments) {
    List<String> all = new ArrayList<>();
    Collections.addAll(
        all,
        "--server.port=0",
        "--simulator.port=0",
        "--spring.datasource.url=jdbc:sqlite:" + folder.resolve("data").resolve("shop.db"),
        "--postback4j.retry.initial-delay=50ms",
        "--postback4j.retry.max-delay=200ms",
        "--postback4j.delivery.poll-interval=50ms");
    for (String argument : arguments) {
      String name = argument.substring(0, argument.indexOf('=') + 1);
      all.removeIf(other -> other.startsWith(name));
      all.add(argument);
    }
    context = new SpringApplication(SpringShop.class).run(all.toArray(String[]::new));
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  String url() {
    return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
  }

  NetworkSimulator network() {
    return context.getBean(Simulator.class).network();
  }

  @Override
  public void close() {
    context.close();
  }
}
