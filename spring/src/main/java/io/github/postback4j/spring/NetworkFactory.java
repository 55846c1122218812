package io.github.postback4j.spring;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.Rate;
import io.github.postback4j.network.Renewals;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Makes a network of its properties; what is wrong is told with the property's whole name. */
final class NetworkFactory {

  private static final Pattern PLACE = Pattern.compile("network '[^']*', (.+)");
  private static final String URL_OF = "url of ";

  private final String name;
  private final String path;
  private final NetworkProperties given;

  private NetworkFactory(String name, NetworkProperties given) {
    this.name = name;
    this.path = Postback4jProperties.PREFIX + ".networks." + name;
    this.given = given;
  }

  /**
   * @throws ConfigurationException if it cannot work; {@code where} is a property
   */
  static Network network(String name, NetworkProperties given) {
    return new NetworkFactory(name, given).network();
  }

  private Network network() {
    try {
      NetworkBuilder builder = start().name(name);
      applyRequest(builder);
      applyLanding(builder);
      applyRules(builder);
      applyLimits(builder);
      return builder.build();
    } catch (ConfigurationException e) {
      throw new ConfigurationException(property(e.where()), e.problem(), e.remedy());
    }
  }

  private NetworkBuilder start() {
    if (given.file() != null) {
      if (given.preset() != null) {
        throw new ConfigurationException(
            path + ".file", "is set beside a preset", "Keep one of the two.");
      }
      return Network.fromJson(given.file());
    }
    if (given.preset() != null) {
      return Network.preset(given.preset());
    }
    try {
      return Network.preset(name);
    } catch (ConfigurationException e) {
      return Network.preset("generic");
    }
  }

  private void applyRequest(NetworkBuilder builder) {
    if (given.url() != null) {
      builder.url(given.url());
    }
    given.goals().forEach(builder::goalUrl);
    given.placeholders().forEach(builder::placeholder);
    given.settings().forEach(builder::setting);
    if (given.required() != null) {
      builder.required(given.required());
    }
    if (given.allowHttp() != null) {
      builder.allowHttp(given.allowHttp());
    }
    if (given.allowPrivate() != null) {
      builder.allowPrivate(given.allowPrivate());
    }
    if (given.testMode() != null) {
      builder.testMode(given.testMode());
    }
  }

  private void applyLimits(NetworkBuilder builder) {
    if (given.maxConcurrency() != null) {
      builder.maxConcurrency(given.maxConcurrency());
    }
    if (given.rate() != null) {
      builder.rate(rate(given.rate()));
    }
    if (given.deadline() != null) {
      builder.deadline(given.deadline());
    }
    if (given.lateAfter() != null) {
      builder.lateAfter(given.lateAfter());
    }
  }

  private Rate rate(String text) {
    try {
      return Rate.of(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          path + ".rate",
          "'" + text + "' is no rate",
          "Write calls and time such as 20/1m: 1 to 100000 calls in 1s to 1h.");
    }
  }

  private void applyLanding(NetworkBuilder builder) {
    NetworkProperties.Landing landing = given.landing();
    if (landing.transactionId() != null) {
      builder.transactionIdNames(landing.transactionId());
    }
    if (landing.partnerId() != null) {
      builder.partnerIdNames(landing.partnerId());
    }
    if (landing.offerId() != null) {
      builder.offerIdNames(landing.offerId());
    }
    if (!landing.when().isEmpty()) {
      builder.when(landing.when());
    }
    if (landing.ignoreCase() != null) {
      builder.ignoreCase(landing.ignoreCase());
    }
    if (landing.keep() != null) {
      builder.keep(landing.keep());
    }
  }

  private void applyRules(NetworkBuilder builder) {
    if (!given.protocol().isEmpty()) {
      builder.protocols(given.protocol().toArray(Protocol[]::new));
    }
    if (given.attributionWindow() != null) {
      builder.attributionWindow(window("attribution-window", given.attributionWindow()));
    }
    given
        .goalWindows()
        .forEach((goal, text) -> builder.goalWindow(goal, window("goal-windows." + goal, text)));
    if (given.renewals() != null) {
      builder.renewals(renewals(given.renewals()));
    }
    if (given.listFollowUps() != null) {
      builder.listFollowUps(given.listFollowUps());
    }
    if (given.renewalsByTransactionId() != null) {
      builder.renewalsByTransactionId(given.renewalsByTransactionId());
    }
    if (given.deDuplication() != null) {
      builder.deDuplication(given.deDuplication());
    }
  }

  private Renewals renewals(String text) {
    try {
      return Renewals.of(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          path + ".renewals",
          "'" + text + "' is no limit",
          "Write unlimited, none, count 12 or months 12.");
    }
  }

  private @Nullable Duration window(String setting, String given) {
    String text = given.strip();
    if (text.equalsIgnoreCase("none")) {
      return null;
    }
    try {
      return DurationStyle.detectAndParse(text, ChronoUnit.MILLIS);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigurationException(
          path + "." + setting,
          "'" + text + "' is no duration",
          "Write a duration such as 28d or 672h, or none for no end.");
    }
  }

  /** The property that a place in the words of the core stands for; a place in a file is kept. */
  private String property(String where) {
    if (where.startsWith(path)) {
      return where;
    }
    Matcher place = PLACE.matcher(where);
    if (!place.matches()) {
      String field = given.file() != null ? ".file" : given.preset() != null ? ".preset" : "";
      return path + field + " (" + where + ")";
    }
    String setting = place.group(1);
    if (setting.startsWith(URL_OF)) {
      return path + ".goals." + setting.substring(URL_OF.length());
    }
    return switch (setting) {
      case "concurrency" -> path + ".max-concurrency";
      case "name" -> path;
      default -> path + "." + setting;
    };
  }
}
