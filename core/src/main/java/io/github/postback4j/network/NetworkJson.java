package io.github.postback4j.network;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.network.Answer.Meaning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a network from JSON: the presets of the library, and users' own files alike. */
final class NetworkJson {

  private static final Set<String> PRESETS = new TreeSet<>(Set.of("tune", "aspire", "generic"));

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonParser.Feature.ALLOW_COMMENTS)
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private NetworkJson() {}

  static NetworkBuilder preset(String preset) {
    if (!PRESETS.contains(preset)) {
      throw new ConfigurationException(
          "preset '" + preset + "'",
          "there is no such preset",
          "Use one of " + PRESETS + ", or a JSON file of your own.");
    }
    String resource = "presets/" + preset + ".json";
    try (InputStream in = NetworkJson.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return read("preset " + preset, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + resource, e);
    }
  }

  static NetworkBuilder file(Path file) {
    try {
      return read("file " + file, Files.readString(file));
    } catch (IOException e) {
      throw new ConfigurationException(
          "file " + file,
          "cannot be read (" + e.getClass().getSimpleName() + ")",
          "Give the path of a network's JSON file in UTF-8.");
    }
  }

  static NetworkBuilder read(String where, String json) {
    try {
      Document document = MAPPER.readValue(json, Document.class);
      if (document == null || document.name() == null) {
        throw new ConfigurationException(where, "has no name", "Add \"name\": \"my-network\".");
      }
      return document.toBuilder(where);
    } catch (UnrecognizedPropertyException e) {
      throw new ConfigurationException(
          where,
          "unknown field '" + e.getPropertyName() + "' at " + place(e),
          "Known there are " + new TreeSet<>(known(e)) + ".");
    } catch (JsonMappingException e) {
      throw new ConfigurationException(
          where, "wrong kind of value at " + place(e), "See docs/networks-format.md.");
    } catch (JacksonException e) {
      String line = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw new ConfigurationException(
          where, "is not JSON" + line, "Check commas and quotes there.");
    }
  }

  private static Set<String> known(UnrecognizedPropertyException e) {
    return e.getKnownPropertyIds() == null
        ? Set.of()
        : e.getKnownPropertyIds().stream().map(String::valueOf).collect(Collectors.toSet());
  }

  private static String place(JsonMappingException e) {
    StringBuilder place = new StringBuilder("$");
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() != null) {
        place.append('.').append(step.getFieldName());
      } else {
        place.append('[').append(step.getIndex()).append(']');
      }
    }
    return place.toString();
  }

  /** A network's file. {@code about}, {@code sources} and {@code doubts} are for people. */
  record Document(
      @Nullable String name,
      @Nullable String about,
      @Nullable List<String> sources,
      @Nullable List<String> doubts,
      @Nullable List<String> protocol,
      @Nullable LandingPart landing,
      @Nullable RequestPart request,
      @Nullable AnswersPart answers,
      @Nullable String attributionWindow,
      @Nullable String deDuplication,
      @Nullable Boolean renewalsByTransactionId,
      @Nullable Map<String, String> goalWindows,
      @Nullable String renewals,
      @Nullable Boolean listFollowUps,
      @Nullable LimitsPart limits) {

    NetworkBuilder toBuilder(String where) {
      NetworkBuilder builder = new NetworkBuilder(String.valueOf(name));
      try {
        builder.protocols =
            protocol == null ? List.of() : protocol.stream().map(Protocol::of).toList();
        if (deDuplication != null) {
          builder.deDuplication(DeDuplication.of(deDuplication));
        }
        if (renewals != null) {
          builder.renewals(Renewals.of(renewals));
        }
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(
            where, String.valueOf(e.getMessage()), "See docs/networks-format.md.");
      }
      if (attributionWindow != null) {
        builder.attributionWindow(
            Durations.parse(attributionWindow, where + ", attribution-window"));
      }
      if (goalWindows != null) {
        goalWindows.forEach(
            (goal, window) ->
                builder.goalWindow(
                    goal, Durations.parse(window, where + ", goal-windows." + goal)));
      }
      builder.listFollowUps(!Boolean.FALSE.equals(listFollowUps));
      if (renewalsByTransactionId != null) {
        builder.renewalsByTransactionId(renewalsByTransactionId);
      }
      if (landing != null) {
        landing.apply(builder);
      }
      if (request != null) {
        request.apply(builder);
      }
      if (answers != null) {
        builder.answers(answers.rules(where));
      }
      if (limits != null) {
        limits.apply(builder, where);
      }
      return builder;
    }
  }

  /** What is read at landing. */
  record LandingPart(
      @Nullable List<String> transactionId,
      @Nullable List<String> partnerId,
      @Nullable List<String> offerId,
      @Nullable List<String> keep,
      @Nullable Boolean ignoreCase,
      @Nullable Map<String, String> when) {

    void apply(NetworkBuilder builder) {
      builder
          .transactionIdNames(orEmpty(transactionId))
          .partnerIdNames(orEmpty(partnerId))
          .offerIdNames(orEmpty(offerId))
          .keep(orEmpty(keep))
          .ignoreCase(Boolean.TRUE.equals(ignoreCase))
          .when(when == null ? Map.of() : when);
    }
  }

  /** What is sent. */
  record RequestPart(
      @Nullable String url,
      @Nullable Map<String, String> goals,
      @Nullable Map<String, String> placeholders,
      @Nullable List<String> required,
      @Nullable Boolean allowHttp,
      @Nullable Boolean allowPrivate,
      @Nullable List<String> transactionIdParameter,
      @Nullable List<String> partnerIdParameter,
      @Nullable List<String> couponParameter,
      @Nullable List<String> uniqueIdParameter,
      @Nullable List<String> parameters,
      @Nullable Map<String, String> refusedPaths) {

    void apply(NetworkBuilder builder) {
      if (url != null) {
        builder.url(url);
      }
      if (goals != null) {
        goals.forEach(builder::goalUrl);
      }
      if (placeholders != null) {
        placeholders.forEach(builder::placeholder);
      }
      builder.required(orEmpty(required));
      builder.allowHttp(Boolean.TRUE.equals(allowHttp));
      builder.allowPrivate(Boolean.TRUE.equals(allowPrivate));
      PresetKnowledge none = PresetKnowledge.NONE;
      builder.knowledge =
          new PresetKnowledge(
              transactionIdParameter == null
                  ? none.transactionIdParameter()
                  : transactionIdParameter,
              partnerIdParameter == null ? none.partnerIdParameter() : partnerIdParameter,
              couponParameter == null ? none.couponParameter() : couponParameter,
              orEmpty(uniqueIdParameter),
              orEmpty(parameters),
              refusedPaths == null ? none.refusedPaths() : refusedPaths);
    }
  }

  /** How answers are read. */
  record AnswersPart(
      @Nullable Map<String, String> statuses,
      @Nullable List<RulePart> rules,
      @Nullable String otherwise) {

    private static final String UNAUTHORIZED = "unauthorized";

    AnswerRules rules(String where) {
      AnswerRules.Builder builder = AnswerRules.builder();
      try {
        if (statuses != null) {
          statuses.forEach((status, means) -> builder.status(number(status), meaning(means)));
        }
        if (rules != null) {
          for (RulePart rule : rules) {
            Map<String, String> when = rule.when() == null ? Map.of() : rule.when();
            if (UNAUTHORIZED.equals(rule.means())) {
              builder.unauthorized(when, rule.reason());
            } else {
              builder.rule(when, meaning(rule.means()), rule.reason());
            }
          }
        }
        if (otherwise != null) {
          builder.otherwise(meaning(otherwise));
        }
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(
            where + ", answers", String.valueOf(e.getMessage()), "See docs/networks-format.md.");
      }
      return builder.build();
    }

    private static int number(String status) {
      if (!status.matches("[1-5][0-9][0-9]")) {
        throw new IllegalArgumentException("'" + status + "' is no HTTP status");
      }
      return Integer.parseInt(status);
    }

    private static Meaning meaning(@Nullable String text) {
      for (Meaning meaning : Meaning.values()) {
        if (meaning.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
          return meaning;
        }
      }
      throw new IllegalArgumentException(
          "an answer means recorded, duplicate, refused, unauthorized, not-processed or unknown: '"
              + text
              + "'");
    }
  }

  /** One rule over a 2xx body. */
  record RulePart(
      @Nullable Map<String, String> when, @Nullable String means, @Nullable String reason) {}

  /** Bounds. */
  record LimitsPart(@Nullable Integer concurrency, @Nullable String deadline) {

    void apply(NetworkBuilder builder, String where) {
      if (concurrency != null) {
        builder.maxConcurrency(concurrency);
      }
      if (deadline != null) {
        builder.deadline = Durations.parse(deadline, where + ", limits.deadline");
      }
    }
  }

  private static List<String> orEmpty(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
