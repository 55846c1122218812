package io.github.postback4j.cli;

import io.github.postback4j.network.NetworkBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives a network its settings: of a file, of the environment, of the command line; the last wins.
 */
final class SettingArguments {

  private static final String PREFIX = "POSTBACK4J_";

  private final Arguments arguments;
  private final Map<String, String> environment;

  SettingArguments(Arguments arguments, Map<String, String> environment) {
    this.arguments = arguments;
    this.environment = environment;
  }

  /**
   * The names of those that were given.
   *
   * @throws UsageException if the file cannot be read
   */
  Set<String> give(NetworkBuilder builder) {
    Map<String, String> settings = new LinkedHashMap<>();
    String file = arguments.one("--settings-file");
    if (file != null) {
      Properties properties = read(Path.of(file));
      new TreeSet<>(properties.stringPropertyNames())
          .forEach(name -> settings.put(name, properties.getProperty(name)));
    }
    Map<String, String> goalUrls = arguments.pairs("--goal-url");
    goalUrls.forEach(builder::goalUrl);
    goalUrls.values().forEach(url -> ofPlaceholders(url, settings));
    String url = arguments.one("--url");
    if (url != null) {
      builder.url(url);
      ofPlaceholders(url, settings);
    }
    builder.describe().settings().forEach(setting -> ofEnvironment(setting.name(), settings));
    settings.putAll(arguments.pairs("--set"));
    settings.forEach(builder::setting);
    return settings.keySet();
  }

  private void ofEnvironment(String setting, Map<String, String> settings) {
    if (!setting.endsWith(".*")) {
      String value = environment.get(PREFIX + setting.replace('.', '_'));
      if (value != null) {
        settings.put(setting, value);
      }
      return;
    }
    String family = setting.substring(0, setting.length() - 2);
    String begins = PREFIX + family + "_";
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(begins)) {
            settings.put(family + "." + name.substring(begins.length()), value);
          }
        });
  }

  /** The words of a URL are placeholders if the environment has them; parameters' names are not. */
  private void ofPlaceholders(String url, Map<String, String> settings) {
    String values = url.replaceAll("[?&][^?&=]*=", " ").replaceAll("%7[BbDd]", " ");
    for (String word : values.split("[^A-Za-z0-9_]+", -1)) {
      if (!word.isEmpty()) {
        ofEnvironment(word, settings);
      }
    }
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "--settings-file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    return properties;
  }
}
