package io.github.postback4j.store;

import io.github.postback4j.store.SchemaMetadata.Found;
import io.github.postback4j.store.SchemaMetadata.Index;
import io.github.postback4j.store.SchemaMetadata.Place;
import io.github.postback4j.store.SchemaScript.Column;
import io.github.postback4j.store.SchemaScript.Kind;
import io.github.postback4j.store.SchemaScript.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the tables that are there with the script. Refused is only what is surely wrong: more
 * columns, more indexes and wider types are anybody's right, and of what cannot be seen, such as
 * the table behind a view, the best is assumed.
 */
final class SchemaCheck {

  private static final Logger log = LoggerFactory.getLogger(SchemaCheck.class);

  /** Digits that a decimal needs to hold every time in milliseconds there will be. */
  private static final int DIGITS = 15;

  private final Dialect dialect;
  private final Connection connection;
  private final SchemaMetadata metadata;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> slow = new ArrayList<>();

  SchemaCheck(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
    this.metadata = new SchemaMetadata(dialect, connection);
  }

  /**
   * Compares; ends the transaction if the database does not tell.
   *
   * @throws StoreException if the tables are such that postbacks are lost or doubled
   */
  void run(SchemaScript script) throws SQLException {
    List<Table> tables = script.tables();
    for (Table table : tables) {
      requireColumns(table, script);
    }
    try {
      for (Table table : tables) {
        Place place = metadata.place(table.name());
        if (place != null) {
          checkColumns(table, place);
          checkKeys(table, place);
        }
      }
    } catch (SQLException e) {
      if (SqlErrors.isRollback(e)) {
        throw e;
      }
      log.warn(
          "The keys and types of the Postback4j tables could not be looked at: {}",
          SqlErrors.describe(e));
      connection.rollback();
    }
    if (!wrong.isEmpty()) {
      throw new StoreException(notAs(script) + ": " + String.join("; ", wrong), null);
    }
    if (!slow.isEmpty()) {
      log.warn(
          "The Postback4j tables lack indexes that the script {} of postback4j-core makes, and get"
              + " slow as they grow: {}",
          script.resource(),
          String.join("; ", slow));
    }
  }

  private static String notAs(SchemaScript script) {
    return "the Postback4j tables are not as the script %s of postback4j-core makes them"
        .formatted(script.resource());
  }

  private void requireColumns(Table table, SchemaScript script) {
    String probe = "SELECT " + table.columnNames() + " FROM " + table.name() + " WHERE 1 = 0";
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery(probe).close();
    } catch (SQLException e) {
      throw SqlErrors.storeException(notAs(script), e);
    }
  }

  private void checkColumns(Table table, Place place) throws SQLException {
    Set<String> ofKeys = new HashSet<>();
    table.keys().forEach(ofKeys::addAll);
    Map<String, Found> found = metadata.columns(place);
    for (Column column : table.columns()) {
      @Nullable Found there = found.get(column.name());
      if (there != null) {
        String name = table.name() + "." + column.name();
        checkType(name, column, there);
        if (there.ignoresCase() && ofKeys.contains(column.name())) {
          wrong.add(
              "column %s takes upper and lower case for the same, so that two orders are one: %s"
                  .formatted(
                      name,
                      dialect == Dialect.H2
                          ? "make the tables without IGNORECASE=TRUE"
                          : "give it the collation that the script has"));
        }
      }
    }
  }

  private void checkType(String name, Column column, Found found) {
    boolean fits =
        switch (column.kind()) {
          case LONG -> dialect == Dialect.SQLITE || isLong(found.jdbcType(), found.size());
          case NUMBER -> true;
          case TEXT -> !isNumber(found.jdbcType());
        };
    if (!fits) {
      wrong.add(
          "column %s is %s, and should be %s"
              .formatted(name, found.type(), column.kind() == Kind.LONG ? "BIGINT" : "text"));
    } else if (dialect != Dialect.SQLITE
        && isCharacters(found.jdbcType())
        && found.size() > 0
        && found.size() < column.size()) {
      wrong.add(
          "column %s holds %d characters, and should hold %d"
              .formatted(name, found.size(), column.size()));
    }
  }

  private static boolean isLong(int jdbcType, int size) {
    return switch (jdbcType) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.REAL -> false;
      case Types.NUMERIC, Types.DECIMAL -> size == 0 || size >= DIGITS;
      default -> true;
    };
  }

  private static boolean isNumber(int jdbcType) {
    return switch (jdbcType) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL ->
          true;
      default -> false;
    };
  }

  private static boolean isCharacters(int jdbcType) {
    return switch (jdbcType) {
      case Types.CHAR, Types.VARCHAR, Types.NCHAR, Types.NVARCHAR -> true;
      default -> false;
    };
  }

  private void checkKeys(Table table, Place place) throws SQLException {
    Collection<Index> indexes = metadata.indexes(place);
    for (List<String> key : table.keys()) {
      Set<String> columns = Set.copyOf(key);
      boolean found =
          indexes.stream()
              .anyMatch(
                  index ->
                      index.unique()
                          && !index.partial()
                          && columns.equals(Set.copyOf(index.columns())));
      if (!found && !columns.equals(metadata.primaryKey(place))) {
        wrong.add(
            "table %s has no primary key or unique index on (%s), without which one conversion can be"
                    .formatted(table.name(), String.join(", ", key))
                + " stored, and paid, twice");
      }
    }
    for (List<String> wanted : table.indexes()) {
      boolean found =
          indexes.stream()
              .anyMatch(
                  index ->
                      index.columns().size() >= wanted.size()
                          && index.columns().subList(0, wanted.size()).equals(wanted));
      if (!found) {
        slow.add(table.name() + " (" + String.join(", ", wanted) + ")");
      }
    }
  }
}
