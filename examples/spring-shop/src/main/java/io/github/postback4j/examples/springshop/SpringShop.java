package io.github.postback4j.examples.springshop;

import io.github.postback4j.testkit.simulator.PresetSimulator;
import java.io.PrintStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A small shop that reports its sales to an affiliate network. Started without arguments it brings
 * a network to report to, see {@link Simulator}.
 */
@SpringBootApplication
class SpringShop {

  public static void main(String[] args) {
    sayWhatToOpen(SpringApplication.run(SpringShop.class, args), System.out);
  }

  static void sayWhatToOpen(ConfigurableApplicationContext context, PrintStream out) {
    if (context instanceof ServletWebServerApplicationContext web && web.getWebServer() != null) {
      out.println("The shop is open. Stop it with Ctrl+C.");
      Simulator simulator = context.getBeanProvider(Simulator.class).getIfAvailable();
      if (simulator == null) {
        out.println("  Shop:           http://localhost:" + web.getWebServer().getPort() + "/");
      } else {
        out.println("  1. Affiliate link: " + simulator.affiliateLink() + "   (leads to the shop)");
        out.println("  2. Buy something");
        out.println("  3. Ledger:         " + simulator.ledger() + "   (shows the sale)");
      }
      context
          .getBeanProvider(PresetSimulator.class)
          .ifAvailable(
              second ->
                  out.println(
                      "  Second network:    "
                          + second.affiliateLink()
                          + "   ledger: "
                          + second.url()
                          + "/"));
    }
  }
}
