package io.github.postback4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an SQLite file, lent to one thread at a time, first come first served: writers
 * that compete for the file's own lock stall each other for seconds.
 */
final class SqliteFile implements Connections {

  static final String DRIVER = "org.sqlite.JDBC";

  /** Longest wait for the one connection: a landing page is not to hang on a slow disk. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Path file;
  private final String driver;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock(true);
  private @Nullable Connection connection;

  /**
   * @param patience longest wait for the one connection, and for another process at the file
   */
  SqliteFile(Path file, String driver, Duration patience) {
    this.file = file.toAbsolutePath();
    this.driver = driver;
    this.patience = patience;
  }

  @Override
  public void open() throws SQLException {
    lock.lock();
    try {
      if (connection == null) {
        Driver loaded = loadDriver();
        makeFile();
        connection = connect(loaded);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Connection take() throws SQLException {
    try {
      if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("the outbox file is busy for more than " + patience, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the outbox file", e);
    }
    Connection open = connection;
    if (open == null) {
      lock.unlock();
      throw new StoreException("the outbox file is not open: start it first", null);
    }
    return open;
  }

  @Override
  public void give(Connection given) {
    lock.unlock();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw SqlErrors.storeException("the outbox file could not be closed", e);
    } finally {
      connection = null;
      lock.unlock();
    }
  }

  @Override
  public @Nullable DataSource dataSource() {
    return null;
  }

  private Driver loadDriver() {
    try {
      return Class.forName(driver).asSubclass(Driver.class).getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new StoreException(
          "an outbox file needs the SQLite driver: add the dependency org.xerial:sqlite-jdbc", e);
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw cannotLoad(e);
    }
  }

  private Connection connect(Driver loaded) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("journal_mode", "WAL");
    settings.setProperty("synchronous", "FULL");
    settings.setProperty("busy_timeout", String.valueOf(patience.toMillis()));
    settings.setProperty("transaction_mode", "IMMEDIATE");
    try {
      @Nullable Connection opened = loaded.connect("jdbc:sqlite:" + file, settings);
      if (opened == null) {
        throw new StoreException("the SQLite driver did not accept " + file, null);
      }
      return opened;
    } catch (SQLException e) {
      throw explain(e);
    } catch (LinkageError e) {
      throw cannotLoad(e);
    }
  }

  /** Makes the folder, and the file for the owner's eyes only: it holds whole requests. */
  private void makeFile() {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (!Files.exists(file)) {
        Files.createFile(file, ownerOnly());
      }
    } catch (IOException e) {
      if (!Files.exists(file)) {
        throw new StoreException(
            "the outbox file " + file + " cannot be made: the folder must be writable", e);
      }
    }
  }

  private FileAttribute<?>[] ownerOnly() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** In words that say what to do about the file. */
  StoreException explain(SQLException e) {
    String hint =
        switch (SqlErrors.primaryCode(e)) {
          case 5, 6 -> "is locked by another process; only one may use it";
          case 8 -> "cannot be written; make it and its folder writable";
          case 10, 14 -> "cannot be opened; check the folder, its rights and the disk";
          case 11, 26 ->
              "is damaged or not an SQLite file; move it, with its -wal and -shm files, to another"
                  + " name and start again: what waits in it is then not sent unless you recover"
                  + " it, and orders in it may be reported a second time";
          case 13 -> "cannot grow, the disk is full";
          default -> "cannot be used";
        };
    return SqlErrors.storeException("the outbox file " + file + " " + hint, e);
  }

  private static StoreException cannotLoad(Throwable e) {
    return new StoreException(
        "the native part of org.xerial:sqlite-jdbc cannot be loaded; if the temporary folder"
            + " forbids execution, set the system property org.sqlite.tmpdir",
        e);
  }
}
