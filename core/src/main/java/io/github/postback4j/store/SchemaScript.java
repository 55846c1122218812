package io.github.postback4j.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The script that makes the tables of one database, and what it says they have. */
final class SchemaScript {

  private static final Pattern TABLE =
      Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+) \\(\\s*(.*)\\n\\).*", Pattern.DOTALL);

  private static final Pattern INDEX =
      Pattern.compile(
          "CREATE INDEX IF NOT EXISTS \\w+\\s+ON (\\w+) \\(([^)]*)\\).*", Pattern.DOTALL);

  private static final Pattern COLUMN = Pattern.compile("(\\w+) ([A-Z]+)(?:\\((\\d+)\\))?.*");

  private final String resource;
  private final List<String> statements;

  SchemaScript(Dialect dialect) {
    resource = dialect.schemaResource();
    statements = read(resource);
  }

  /** What a column's values are. */
  enum Kind {
    /** Milliseconds and counters: 64 bits. */
    LONG,
    NUMBER,
    TEXT
  }

  /**
   * @param size of a text, in characters; 0 if it has no bound to speak of
   */
  record Column(String name, Kind kind, int size) {}

  /** A table; a key is a primary or unique one, and each is the names of its columns. */
  record Table(
      String name, List<Column> columns, List<List<String>> keys, List<List<String>> indexes) {

    String columnNames() {
      return String.join(", ", columns.stream().map(Column::name).toList());
    }
  }

  /** Class path resource with the script. */
  String resource() {
    return resource;
  }

  List<String> statements() {
    return statements;
  }

  List<Table> tables() {
    Map<String, Table> tables = new LinkedHashMap<>();
    for (String statement : statements) {
      Matcher table = TABLE.matcher(statement);
      Matcher index = INDEX.matcher(statement);
      if (table.matches()) {
        tables.put(table.group(1), table(table.group(1), table.group(2)));
      } else if (index.matches()) {
        @Nullable Table of = tables.get(index.group(1));
        Objects.requireNonNull(of, statement).indexes.add(names(index.group(2)));
      }
    }
    return List.copyOf(tables.values());
  }

  private static Table table(String name, String body) {
    Table table = new Table(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (String line : body.split(",\\s*\\n", -1)) {
      String item = line.strip();
      if (item.startsWith("PRIMARY KEY") || item.startsWith("UNIQUE")) {
        table.keys.add(inParentheses(item));
      } else if (item.startsWith("INDEX")) {
        table.indexes.add(inParentheses(item));
      } else {
        Column column = column(item);
        table.columns.add(column);
        if (item.contains("PRIMARY KEY")) {
          table.keys.add(List.of(column.name));
        }
      }
    }
    return table;
  }

  private static Column column(String item) {
    Matcher column = COLUMN.matcher(item);
    if (!column.matches()) {
      throw new IllegalStateException("no column: " + item);
    }
    String size = column.group(3);
    Kind kind =
        switch (column.group(2)) {
          case "BIGINT", "INTEGER" -> Kind.LONG;
          case "INT", "SMALLINT" -> Kind.NUMBER;
          default -> Kind.TEXT;
        };
    return new Column(column.group(1), kind, size == null ? 0 : Integer.parseInt(size));
  }

  private static List<String> inParentheses(String item) {
    return names(item.substring(item.lastIndexOf('(') + 1, item.lastIndexOf(')')));
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
  }

  private static List<String> read(String resource) {
    try (InputStream in = SchemaScript.class.getClassLoader().getResourceAsStream(resource)) {
      String script =
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
      String bare = script.replaceAll("(?m)^\\s*--.*\\n", "");
      return Arrays.stream(bare.split(";\\s*(\\n|$)"))
          .map(String::strip)
          .filter(s -> !s.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new StoreException("the script " + resource + " cannot be read", e);
    }
  }
}
