package io.github.postback4j.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL with its own defaults, so that a commit is on the disk when it returns, and with
 * {@code pg_stat_statements}.
 */
final class PostgresServer implements DatabaseServer {

  private static final String CONTROL =
      "query ~* '^(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW)'";

  private static final String DURABLE =
      "SELECT COUNT(*) WHERE current_setting('fsync') = 'on'"
          + " AND current_setting('synchronous_commit') = 'on'";

  private final Path data;
  private final EmbeddedPostgres server;
  private final Place statistics;
  private int places;

  PostgresServer() throws IOException, SQLException {
    data = Files.createTempDirectory("postback4j-benchmark");
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .start();
    statistics = place("postgres");
    statistics.run("CREATE EXTENSION pg_stat_statements");
    if (statistics.count(DURABLE) != 1) { // what starts it turns both off by default
      throw new IllegalStateException("commits are not written to the disk");
    }
  }

  @Override
  public DatabaseKind kind() {
    return DatabaseKind.POSTGRESQL;
  }

  @Override
  public Place newPlace() throws SQLException {
    String name = "shop" + places++;
    statistics.run("CREATE DATABASE " + name);
    return place(name);
  }

  private Place place(String database) {
    return Place.at(kind(), server.getJdbcUrl("postgres", database));
  }

  @Override
  public Served served() throws SQLException {
    try (Connection connection = statistics.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT COALESCE(SUM(calls), 0), COALESCE(SUM(calls) FILTER (WHERE "
                    + CONTROL
                    + "), 0) FROM pg_stat_statements WHERE dbid <> (SELECT oid FROM pg_database"
                    + " WHERE datname = current_database())")) {
      found.next();
      return new Served(found.getLong(1), found.getLong(2));
    }
  }

  /** Of the postmaster, its children, and those of them that have ended. */
  @Override
  public double cpuMillis() {
    try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
      long postmaster = Long.parseLong(lines.findFirst().orElseThrow().trim());
      return Processes.treeCpuMillis(List.of(postmaster));
    } catch (IOException e) {
      return 0; // not known here
    }
  }

  @Override
  public void close() throws IOException {
    statistics.close();
    server.close();
  }
}
