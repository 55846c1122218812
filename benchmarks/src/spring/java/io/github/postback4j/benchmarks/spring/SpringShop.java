package io.github.postback4j.benchmarks.spring;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A shop that serves and has a database, and ends as soon as it has started. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringShop {

  /** Prints milliseconds since the JVM's start, and processor milliseconds, once it serves. */
  public static void main(String[] args) throws SQLException {
    try (ConfigurableApplicationContext context = SpringApplication.run(SpringShop.class, args)) {
      context.getBean(DataSource.class).getConnection().close(); // any shop uses its database
      long millis = ManagementFactory.getRuntimeMXBean().getUptime();
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      System.out.printf(
          Locale.ROOT,
          "started %d %d %b%n",
          millis,
          system.getProcessCpuTime() / 1_000_000,
          context.containsBean("postback4jTracker"));
    }
  }
}
