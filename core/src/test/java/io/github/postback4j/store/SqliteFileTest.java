package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {

  @TempDir Path folder;

  @Test
  void newFile_isMadeWithItsFolderForTheOwnerOnly() throws Exception {
    Path file = folder.resolve("a").resolve("b").resolve("outbox.db");
    Database database = Database.sqliteFile(file);
    assertThat(file).doesNotExist();

    database.start();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    database.close();
  }

  @Test
  void file_isWrittenAheadAndForcedToDisk() {
    Database database = Database.sqliteFile(folder.resolve("outbox.db"));
    database.start();

    assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
    assertThat(pragma(database, "synchronous")).isEqualTo("2");
    database.close();
  }

  private static String pragma(Database database, String name) {
    return database.read(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            row.next();
            return row.getString(1);
          }
        });
  }

  @Test
  void missingDriver_isNamed() {
    Database database =
        Database.sqliteFile(folder.resolve("outbox.db"), "org.absent.Driver", SqliteFile.PATIENCE);

    assertThatThrownBy(database::start)
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "an outbox file needs the SQLite driver: add the dependency org.xerial:sqlite-jdbc");
  }

  @Test
  void damagedFile_isNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("outbox.db"), "no database ".repeat(100));

    assertThatThrownBy(Database.sqliteFile(file)::start)
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the outbox file " + file)
        .hasMessageContaining("is damaged or not an SQLite file; move it, with its");
  }

  @Test
  void folderInPlaceOfTheFile_isNamed() {
    assertThatThrownBy(Database.sqliteFile(folder)::start)
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the outbox file " + folder)
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void fileInPlaceOfTheFolder_isNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "").resolve("outbox.db");

    assertThatThrownBy(Database.sqliteFile(file)::start)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be made: the folder must be writable");
  }

  @Test
  void fileLockedByAnother_isSaidSo() throws Exception {
    Path file = folder.resolve("outbox.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      statement.execute("CREATE TABLE t (i INT)");

      assertThatThrownBy(Database.sqliteFile(file)::start)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is locked by another process");
    }
  }

  @Test
  void closedByOneOfTwoUsers_staysOpenForTheOther() {
    Database database = Database.sqliteFile(folder.resolve("outbox.db"));
    database.start();
    database.start();

    database.close();
    assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
    database.close();

    assertThatThrownBy(() -> pragma(database, "journal_mode"))
        .isInstanceOf(StoreException.class)
        .hasMessage("the database is not started");
    database.start();
    assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
    database.close();
  }
}
