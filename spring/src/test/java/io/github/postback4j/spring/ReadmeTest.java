package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** The README's configuration, taken from the file. */
class ReadmeTest {

  @Test
  void configuration_copiedOutOfTheReadme_starts() throws Exception {
    YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new ByteArrayResource(block().getBytes(StandardCharsets.UTF_8)));
    Properties properties = Objects.requireNonNull(yaml.getObject());

    Contexts.bare()
        .withPropertyValues(
            properties.stringPropertyNames().stream()
                .map(name -> name + "=" + properties.getProperty(name))
                .toArray(String[]::new))
        .run(
            context ->
                assertThat(context.getBean(PostbackTracker.class).networks())
                    .containsExactly("aspire"));
  }

  /** The module is the working directory, on either Boot line. */
  private static String block() throws Exception {
    Path file = Path.of("..", "README.md");
    String readme = Files.readString(Files.exists(file) ? file : Path.of("..", "..", "README.md"));
    int start = readme.indexOf("```yaml\n") + 8;
    return readme.substring(start, readme.indexOf("```", start));
  }
}
