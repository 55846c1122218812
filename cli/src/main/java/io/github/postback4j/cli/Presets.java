package io.github.postback4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkDescription;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists and describes networks. */
final class Presets {

  private final PrintStream out;

  Presets(PrintStream out) {
    this.out = out;
  }

  /**
   * A preset by its name, or a file by its path.
   *
   * @throws UsageException if it is neither, with the presets that may be meant
   */
  static NetworkBuilder named(String target) {
    if (!Network.presets().contains(target) && Files.isRegularFile(Path.of(target))) {
      return Network.fromJson(Path.of(target));
    }
    try {
      return Network.preset(target);
    } catch (ConfigurationException e) {
      throw new UsageException("neither a preset nor a file: " + target + ". " + e.remedy());
    }
  }

  int list(boolean json) {
    List<Map<String, String>> all = new ArrayList<>();
    for (String name : Network.presets()) {
      String about = Network.preset(name).describe().about();
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("name", name);
      entry.put("about", about);
      all.add(entry);
      if (!json) {
        out.printf("%-22s %s%n", name, firstSentence(about));
      }
    }
    if (json) {
      out.println(json(Map.of("networks", all)));
    }
    return Main.FINE;
  }

  private static String firstSentence(String about) {
    int end = about.indexOf(". ");
    return end < 0 ? about : about.substring(0, end + 1);
  }

  int describe(Arguments arguments) {
    NetworkDescription description = named(arguments.target()).describe();
    if (arguments.has("--json")) {
      out.println(json(description));
    } else {
      out.print(description.page());
    }
    return Main.FINE;
  }

  static String json(Object value) {
    SimpleModule durations = new SimpleModule();
    durations.addSerializer(Duration.class, ToStringSerializer.instance);
    ObjectMapper mapper = JsonMapper.builder().addModule(durations).build();
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a description is no JSON", e);
    }
  }
}
