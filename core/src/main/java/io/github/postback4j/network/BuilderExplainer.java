package io.github.postback4j.network;

import io.github.postback4j.click.LandingParameters;
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
    if (!missing.isEmpty() && !noUrl) {
      shown = filled(landing, order, missing);
    }
    if (noUrl) {
      missing.put("url", "The postback URL that the network's screen shows.");
    }
    String reason = missing.isEmpty() ? trouble.getMessage() : "not sent: something is missing";
    if (shown != null && shown.reason() != null) {
      reason = shown.reason();
    }
    Instant now = order.occurredAt() == null ? SampleOrder.BOUGHT : order.occurredAt();
    List<NetworkExplanation.Read> read =
        Explainer.read(description.landing(), LandingParameters.ofUrl(landing));
    return new NetworkExplanation(
        builder.name,
        builder.testMode,
        landing,
        read,
        read.stream().anyMatch(one -> one.taken().matches("transaction-id|partner-id")),
        order.goal() + " of order " + order.orderId(),
        shown == null ? List.of() : shown.requests(),
        missing,
        reason,
        shown == null ? null : shown.protocol(),
        now.minus(SampleOrder.BEFORE),
        shown == null ? null : shown.until());
  }

  /** Declared settings that have to be given and are not, in the file's order. */
  private Map<String, String> missing(Conversion order) {
    Map<String, String> missing = new LinkedHashMap<>();
    for (Setting setting : description.settings()) {
      boolean family = setting.name().endsWith(".*");
      String name = family ? setting.name().replace("*", order.goal()) : setting.name();
      boolean given =
          family
              ? builder.settings.keySet().stream()
                  .anyMatch(one -> one.startsWith(setting.name().replace("*", "")))
              : builder.settings.containsKey(name);
      if (!given && !setting.optional() && setting.fallback() == null) {
        String example = setting.example() == null ? "" : " Such as " + setting.example() + ".";
        missing.put(name, setting.about() + example);
      }
    }
    if (builder.testMode && builder.test != null) {
      for (String name : builder.test.settings().values()) {
        if (!builder.settings.containsKey(name)) {
          missing.put(name, "It is needed in test mode.");
        }
      }
    }
    return missing;
  }

  /** As it would be with the examples of the file; null where these do not make a network. */
  private @Nullable NetworkExplanation filled(
      String landing, Conversion order, Map<String, String> missing) {
    Map<String, String> before = Map.copyOf(builder.settings);
    try {
      for (String name : missing.keySet()) {
        builder.setting(name, example(name));
      }
      return builder.build().explain(landing, order);
    } catch (ConfigurationException e) {
      return null;
    } finally {
      builder.settings.clear();
      builder.settings.putAll(before);
    }
  }

  private String example(String name) {
    for (Setting setting : description.settings()) {
      boolean family = setting.name().endsWith(".*");
      if (setting.name().equals(name)
          || (family && name.startsWith(setting.name().replace("*", "")))) {
        if (setting.example() != null) {
          return setting.example();
        }
        return setting.values().isEmpty() ? name : setting.values().get(0);
      }
    }
    return name;
  }
}
