package io.github.postback4j.cli;

import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkDescription;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
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
   * @throws UsageException if the file cannot be read
   */
  void give(NetworkBuilder builder) {
    String file = arguments.one("--settings-file");
    if (file != null) {
      Properties properties = read(Path.of(file));
      new TreeSet<>(properties.stringPropertyNames())
          .forEach(name -> builder.setting(name, properties.getProperty(name)));
    }
    NetworkDescription description = builder.describe();
    description.settings().forEach(setting -> ofEnvironment(setting.name(), builder));
    arguments.pairs("--set").forEach(builder::setting);
    String url = arguments.one("--url");
    if (url != null) {
      builder.url(url);
    }
    arguments.pairs("--goal-url").forEach(builder::goalUrl);
  }

  private void ofEnvironment(String setting, NetworkBuilder builder) {
    if (!setting.endsWith(".*")) {
      String value = environment.get(PREFIX + setting.replace('.', '_'));
      if (value != null) {
        builder.setting(setting, value);
      }
      return;
    }
    String family = setting.substring(0, setting.length() - 2);
    String begins = PREFIX + family + "_";
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(begins)) {
            builder.setting(family + "." + name.substring(begins.length()), value);
          }
        });
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
