package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an IDE completes from. */
class MetadataTest {

  private static JsonNode metadata() throws Exception {
    try (InputStream in =
        Postback4jAutoConfiguration.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      JsonNode found = new ObjectMapper().readTree(in);
      // Others of the name may come first on the class path.
      return found.toString().contains("postback4j.networks") ? found : ours();
    }
  }

  private static JsonNode ours() throws Exception {
    var all =
        Postback4jAutoConfiguration.class
            .getClassLoader()
            .getResources("META-INF/spring-configuration-metadata.json");
    while (all.hasMoreElements()) {
      try (InputStream in = all.nextElement().openStream()) {
        JsonNode found = new ObjectMapper().readTree(in);
        if (found.toString().contains("postback4j.networks")) {
          return found;
        }
      }
    }
    throw new AssertionError("no metadata of ours");
  }

  @Test
  void everyProperty_describedAndOfOurPrefix() throws Exception {
    List<String> names = new ArrayList<>();
    for (JsonNode property : metadata().get("properties")) {
      String name = property.get("name").asText();
      names.add(name);
      assertThat(name).startsWith("postback4j.");
      assertThat(property.path("description").asText())
          .as(name)
          .endsWith(".")
          .doesNotContain("{@")
          .hasSizeGreaterThan(15);
      assertThat(property.path("type").asText()).as(name).isNotEmpty();
    }
    assertThat(names)
        .contains(
            "postback4j.networks",
            "postback4j.attribution",
            "postback4j.retry.initial-delay",
            "postback4j.retry.max-delay",
            "postback4j.retry.max-attempts",
            "postback4j.delivery.poll-interval",
            "postback4j.delivery.call-timeout",
            "postback4j.delivery.lease",
            "postback4j.http.ssl-bundle",
            "postback4j.http.proxy.host",
            "postback4j.http.connect-timeout",
            "postback4j.outbox.path",
            "postback4j.outbox.max-size",
            "postback4j.retention.recorded",
            "postback4j.retention.unrecorded",
            "postback4j.retention.decisions",
            "postback4j.schema",
            "postback4j.sessions.carrier",
            "postback4j.sessions.store",
            "postback4j.sessions.cookie-keys",
            "postback4j.sessions.time-limit",
            "postback4j.sessions.needs",
            "postback4j.visitor-cookie.name",
            "postback4j.filter.order",
            "postback4j.filter.bots");
  }

  @Test
  void defaults_stated() throws Exception {
    for (JsonNode property : metadata().get("properties")) {
      String name = property.get("name").asText();
      boolean none =
          List.of(
                  "postback4j.networks",
                  "postback4j.attribution-priority",
                  "postback4j.coupons.rules",
                  "postback4j.coupons.codes",
                  "postback4j.customer-key-secret",
                  "postback4j.http.ssl-bundle",
                  "postback4j.http.proxy.host",
                  "postback4j.http.proxy.port",
                  "postback4j.outbox.path",
                  "postback4j.sessions.cookie-keys",
                  "postback4j.sessions.time-limit",
                  "postback4j.sessions.needs",
                  "postback4j.filter.bots",
                  "postback4j.visitor-cookie.domain",
                  "postback4j.visitor-cookie.lifetime")
              .contains(name);
      assertThat(property.has("defaultValue")).as(name).isEqualTo(!none);
    }
  }

  @Test
  void hints_forNetworksWithAPreset() throws Exception {
    assertThat(metadata().get("hints").toString())
        .contains("postback4j.networks.keys", "tune", "aspire");
  }
}
