package io.github.postback4j.spring;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/**
 * Explains a property that does not exist or has a value of the wrong kind. Comes before Spring
 * Boot's own, which print the value: here that may be a URL with a token.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BindingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

  private static final ConfigurationPropertyName OURS =
      ConfigurationPropertyName.of(Postback4jProperties.PREFIX);

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
    if (!OURS.equals(cause.getName()) && !OURS.isAncestorOf(cause.getName())) {
      return null;
    }
    UnboundConfigurationPropertiesException unknown =
        findCause(cause, UnboundConfigurationPropertiesException.class);
    if (unknown != null) {
      return unknown(unknown, cause);
    }
    return new FailureAnalysis(
        "Postback4j is configured wrongly:\n\n    "
            + cause.getName()
            + place(cause.getOrigin())
            + " has a value that cannot be read\n",
        wanted(cause.getTarget().getType()),
        cause);
  }

  private static FailureAnalysis unknown(
      UnboundConfigurationPropertiesException unknown, BindException cause) {
    StringBuilder description = new StringBuilder("Postback4j knows no such property:\n\n");
    StringBuilder action = new StringBuilder();
    for (ConfigurationProperty property : unknown.getUnboundProperties()) {
      String name = property.getName().toString();
      description.append("    ").append(name).append(place(property.getOrigin())).append('\n');
      action.append(KnownProperties.suggestion(name)).append('\n');
    }
    return new FailureAnalysis(description.toString(), action.toString().strip(), cause);
  }

  private static String place(@Nullable Origin origin) {
    return origin == null ? "" : " (" + origin + ")";
  }

  private static String wanted(ResolvableType type) {
    Class<?> wanted = type.resolve(Object.class);
    if (List.class.isAssignableFrom(wanted)) {
      Class<?> element = type.asCollection().resolveGeneric(0);
      return element != null && element.isEnum()
          ? "Use one or more of " + constants(element) + ", separated by commas."
          : "Write values separated by commas.";
    }
    if (wanted.isEnum()) {
      return "Use one of " + constants(wanted) + ".";
    }
    if (wanted == Duration.class) {
      return "Write a duration such as 100ms, 30s, 6h or 28d.";
    }
    if (wanted == int.class || wanted == Integer.class) {
      return "Write a whole number.";
    }
    if (wanted == boolean.class || wanted == Boolean.class) {
      return "Write true or false.";
    }
    return "Check it for a ${...} that is set nowhere, and its place among the other properties.";
  }

  private static String constants(Class<?> type) {
    return Stream.of(type.getEnumConstants())
        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(", "));
  }
}
