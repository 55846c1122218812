package io.github.postback4j.benchmarks;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;

/** A database server that was started for a measurement, or a folder of database files. */
interface DatabaseServer extends AutoCloseable {

  DatabaseKind kind();

  /** A new, empty database. */
  Place newPlace() throws SQLException;

  /** What it was asked so far, by its own account; null if it keeps none. */
  default @org.jspecify.annotations.Nullable Served served() throws SQLException {
    return null;
  }

  /** Its processor time so far, in milliseconds; 0 where it runs in this process. */
  default double cpuMillis() {
    return 0;
  }

  @Override
  void close() throws IOException;

  /**
   * How many statements a server has run.
   *
   * @param all of them
   * @param control those that begin or end a transaction, or set its mode; a part of {@code all}
   */
  record Served(long all, long control) {
    Served since(Served before) {
      return new Served(all - before.all, control - before.control);
    }
  }

  /**
   * Starts one.
   *
   * @param name postgresql, mariadb, sqlite or h2
   */
  static DatabaseServer start(String name) throws IOException, SQLException {
    return switch (name) {
      case "postgresql" -> new PostgresServer();
      case "sqlite" -> new FileServer(DatabaseKind.SQLITE);
      case "h2" -> new FileServer(DatabaseKind.H2);
      case "mariadb" -> mariaDb();
      default ->
          throw new IllegalArgumentException("postgresql, mariadb, sqlite or h2, not " + name);
    };
  }

  /** Its classes are there only if they were asked for, because they come with 150 MB. */
  private static DatabaseServer mariaDb() throws IOException {
    try {
      return Class.forName(DatabaseServer.class.getPackageName() + ".MariaDbServer")
          .asSubclass(DatabaseServer.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ClassNotFoundException e) {
      throw new IOException("for MariaDB, build the benchmarks with -Pmariadb", e);
    } catch (InvocationTargetException e) {
      throw new IOException("MariaDB did not start", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
