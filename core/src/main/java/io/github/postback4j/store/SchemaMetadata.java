package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a database says of the tables that are there. Names of columns are in lower case. */
final class SchemaMetadata {

  private final Dialect dialect;
  private final Connection connection;

  SchemaMetadata(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /** Where a table is, in the words of the metadata. */
  record Place(@Nullable String catalog, @Nullable String schema, String table) {}

  /** A column that is there, with its type and the constant of {@link java.sql.Types} for it. */
  record Found(String type, int jdbcType, int size, boolean ignoresCase) {}

  /** An index that is there. */
  record Index(boolean unique, boolean partial, List<String> columns) {}

  Map<String, Found> columns(Place place) throws SQLException {
    Collection<String> caseless = caseless(place.table);
    Map<String, Found> columns = new HashMap<>();
    try (ResultSet rows =
        connection
            .getMetaData()
            .getColumns(place.catalog, place.schema, place.table, /* columnNamePattern= */ "%")) {
      while (rows.next()) {
        if (isOf(rows, place)) {
          String name = lower(rows.getString("COLUMN_NAME"));
          String type = lower(rows.getString("TYPE_NAME"));
          boolean ignoresCase =
              caseless.contains(name) || type.equals("varchar_ignorecase") || type.equals("citext");
          columns.put(
              name,
              new Found(type, rows.getInt("DATA_TYPE"), rows.getInt("COLUMN_SIZE"), ignoresCase));
        }
      }
    }
    return columns;
  }

  /** Columns whose collation, where the database has one for each, ignores case. */
  private Collection<String> caseless(String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    if (dialect.isMySqlLike()) {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                  + " AND table_name = ? AND RIGHT(collation_name, 3) = '_ci'")) {
        select.setString(1, table);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            columns.add(lower(rows.getString(1)));
          }
        }
      }
    }
    return columns;
  }

  Collection<Index> indexes(Place place) throws SQLException {
    Map<String, Index> indexes = new HashMap<>();
    try (ResultSet rows =
        connection
            .getMetaData()
            .getIndexInfo(
                place.catalog,
                place.schema,
                place.table,
                /* unique= */ false,
                /* approximate= */ true)) {
      while (rows.next()) {
        @Nullable String name = rows.getString("INDEX_NAME");
        if (name != null) {
          boolean unique = !rows.getBoolean("NON_UNIQUE");
          @Nullable String filter = rows.getString("FILTER_CONDITION");
          boolean partial = filter != null && !filter.isEmpty();
          // In the order of their positions: so the interface promises.
          indexes
              .computeIfAbsent(name, any -> new Index(unique, partial, new ArrayList<>()))
              .columns
              .add(lower(rows.getString("COLUMN_NAME")));
        }
      }
    }
    return indexes.values();
  }

  Set<String> primaryKey(Place place) throws SQLException {
    Set<String> columns = new HashSet<>();
    try (ResultSet rows =
        connection.getMetaData().getPrimaryKeys(place.catalog, place.schema, place.table)) {
      while (rows.next()) {
        columns.add(lower(rows.getString("COLUMN_NAME")));
      }
    }
    return columns;
  }

  /** The table that a statement of ours means; null if it is none, or cannot be told. */
  @Nullable Place place(String table) throws SQLException {
    return switch (dialect) {
      case POSTGRESQL -> placeOnPostgresql(table);
      case MYSQL, MARIADB -> {
        // One of the two is what the driver looks at, depending on its settings.
        @Nullable String database = text("SELECT DATABASE()");
        yield database == null ? null : existing(new Place(database, database, table));
      }
      case SQLITE -> existing(new Place(null, null, table));
      case H2 -> {
        @Nullable String schema = connection.getSchema();
        Place asWritten = new Place(null, schema, table);
        yield connection.getMetaData().storesUpperCaseIdentifiers()
            ? existing(new Place(null, schema, table.toUpperCase(Locale.ROOT)))
            : existing(asWritten);
      }
    };
  }

  /** Wherever on the search path it is. */
  private @Nullable Place placeOnPostgresql(String table) throws SQLException {
    @Nullable String schema =
        text(
            "SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                + " ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND c.oid ="
                + " to_regclass('"
                + table
                + "')");
    return schema == null ? null : new Place(null, schema, table);
  }

  private @Nullable Place existing(Place place) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    try (ResultSet rows =
        metaData.getTables(place.catalog, place.schema, place.table, /* types= */ null)) {
      while (rows.next()) {
        if (isOf(rows, place) && rows.getString("TABLE_TYPE").endsWith("TABLE")) {
          return place;
        }
      }
    }
    return null;
  }

  /** Names are patterns to the metadata, in which an underscore is any character. */
  private static boolean isOf(ResultSet rows, Place place) throws SQLException {
    return place.table.equalsIgnoreCase(rows.getString("TABLE_NAME"))
        && (place.schema == null
            || place.schema.equals(rows.getString("TABLE_SCHEM"))
            || place.schema.equals(rows.getString("TABLE_CAT")));
  }

  private @Nullable String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static String lower(@Nullable String name) {
    return name == null ? "" : name.toLowerCase(Locale.ROOT);
  }
}
