package io.github.postback4j.examples.springshop;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The shop's one database, for its orders and for Postback4j. {@code spring.datasource.*} says
 * which; all that is special here is what SQLite needs to serve a shop.
 */
@Configuration(proxyBeanMethods = false)
class ShopDatabase {

  private static final String SQLITE = "jdbc:sqlite:";

  @Bean
  @ConfigurationProperties("spring.datasource.hikari")
  HikariDataSource dataSource(DataSourceProperties properties) {
    HikariDataSource pool =
        properties.initializeDataSourceBuilder().type(HikariDataSource.class).build();
    String url = properties.determineUrl();
    if (url.startsWith(SQLITE)) {
      makeFolder(url.substring(SQLITE.length()));
      // Readers do not wait for the one writer; what is committed survives a power cut; writers
      // queue up instead of failing, and a transaction that reads first can still write.
      pool.addDataSourceProperty("journal_mode", "WAL");
      pool.addDataSourceProperty("synchronous", "FULL");
      pool.addDataSourceProperty("busy_timeout", "10000");
      pool.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    }
    return pool;
  }

  private static void makeFolder(String file) {
    int options = file.indexOf('?');
    Path folder = Path.of(options < 0 ? file : file.substring(0, options)).getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the folder of spring.datasource.url", e);
    }
  }
}
