package io.github.postback4j.network;

import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkDescription.Setting;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains a network that is not complete yet: with examples in place of what is missing. */
final class BuilderExplainer {

  private final NetworkBuilder builder;
  private final NetworkDescription description;

  BuilderExplainer(NetworkBuilder builder) {
    this.builder = builder;
    description = builder.describe();
  }

  NetworkExplanation explain(@Nullable String landingUrl, @Nullable Conversion conversion) {
    String landing =
        landingUrl == null
            ? SampleOrder.landing(description.landing(), description.protocols())
            : landingUrl;
    Conversion order = conversion == null ? SampleOrder.order().build() : conversion;
    try {
      return builder.build().explain(landing, order);
    } catch (ConfigurationException e) {
      return withExamples(landing, order, e);
    }
  }

  private NetworkExplanation withExamples(
      String landing, Conversion order, ConfigurationException trouble) {
    Map<String, String> missing = missing(order);
    boolean noUrl = description.wantsUrl();
    NetworkExplanation shown = null;
    String reason = trouble.getMessage();
    if (noUrl) {
      missing.put("url", "The postback URL that the network's screen shows.");
    } else if (!missing.isEmpty()) {
      try {
        shown = filled(landing, order, missing);
        reason = shown.reason() == null ? "not sent: something is missing" : shown.reason();
      } catch (ConfigurationException e) {
        reason = e.getMessage(); // what is wrong besides
      }
    }
    Instant now = order.occurredAt() == null ? SampleOrder.BOUGHT : order.occurredAt();
    return new NetworkExplanation(
        builder.name,
        builder.testMode,
        landing,
        Explainer.read(description.landing(), LandingParameters.ofUrl(landing)),
        shown == null ? isCaptured(landing, now) : shown.captured(),
        order.goal() + " of order " + order.orderId(),
        shown == null ? List.of() : shown.requests(),
        missing,
        reason,
        shown == null ? null : shown.protocol(),
        now.minus(SampleOrder.BEFORE),
        shown == null ? null : shown.until(),
        shown == null ? builder.hints.list() : shown.hints());
  }

  /** Without a URL, which decides about the protocols, any of them will do. */
  private boolean isCaptured(String landing, Instant now) {
    List<Protocol> protocols =
        description.protocols().isEmpty() ? List.of(Protocol.values()) : description.protocols();
    return Landing.of(builder).read(builder.name, LandingParameters.ofUrl(landing), protocols, now)
        != null;
  }

  /** Declared settings that have to be given and are not, in the file's order. */
  private Map<String, String> missing(Conversion order) {
    Map<String, String> instead =
        builder.testMode && builder.test != null ? builder.test.settings() : Map.of();
    Map<String, String> missing = new LinkedHashMap<>();
    for (Setting setting : description.settings()) {
      String name = setting.name().replace(".*", "." + order.goal());
      boolean needed =
          instead.containsValue(name)
              || (!setting.optional() && setting.fallback() == null && !instead.containsKey(name));
      if (needed && !isGiven(setting.name())) {
        String example = setting.example() == null ? "" : " Such as " + setting.example() + ".";
        missing.put(name, setting.about() + example);
      }
    }
    return missing;
  }

  /** Whether a setting is given, or one of a family. */
  private boolean isGiven(String name) {
    return name.endsWith(".*")
        ? builder.settings.keySet().stream()
            .anyMatch(one -> one.startsWith(name.substring(0, name.length() - 1)))
        : builder.settings.containsKey(name);
  }

  /**
   * As it would be with the examples of the file.
   *
   * @throws ConfigurationException if something else is wrong
   */
  private NetworkExplanation filled(String landing, Conversion order, Map<String, String> missing) {
    Map<String, String> before = new LinkedHashMap<>(builder.settings);
    try {
      missing.keySet().forEach(name -> builder.setting(name, example(name, name)));
      return builder.build().explain(landing, order);
    } catch (ConfigurationException e) {
      // A setting without an example may have to be a time zone.
      missing.keySet().forEach(name -> builder.setting(name, example(name, "UTC")));
      return builder.build().explain(landing, order);
    } finally {
      builder.settings.clear();
      builder.settings.putAll(before);
    }
  }

  private String example(String name, String otherwise) {
    for (Setting setting : description.settings()) {
      boolean family = setting.name().endsWith(".*");
      if (setting.name().equals(name)
          || (family && name.startsWith(setting.name().replace("*", "")))) {
        if (setting.example() != null) {
          return setting.example();
        }
        return setting.values().isEmpty() ? otherwise : setting.values().get(0);
      }
    }
    return otherwise;
  }
}
