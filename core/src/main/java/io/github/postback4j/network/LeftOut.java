package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkDescription.Parameter;
import io.github.postback4j.network.NetworkDescription.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what is declared and not in a request, because a value is missing. */
final class LeftOut {

  private final NetworkDescription description;

  LeftOut(NetworkDescription description) {
    this.description = description;
  }

  List<String> of(Conversion conversion, String part, PostbackRequest request) {
    Request declared = declared(conversion, part);
    List<String> out = new ArrayList<>();
    if (declared != null) {
      for (Parameter parameter : declared.parameters()) {
        if (!parameter.required() && parameter.each().isEmpty() && !isIn(parameter, request)) {
          out.add(parameter.name());
        }
      }
    }
    return out;
  }

  private @Nullable Request declared(Conversion conversion, String part) {
    String also = part.startsWith(GoalRequests.ALSO) ? part.substring(1) : "";
    Request found = null;
    for (Request request : description.requests()) {
      String goal = request.goal();
      if (request.also().equals(also)) {
        if (goal.equals(conversion.goal())
            || goal.equals(NetworkChecks.STATUS_OF + conversion.status())) {
          return request;
        }
        found = goal.equals(GoalRequests.ANY) || request.everyGoal() ? request : found;
      }
    }
    return found;
  }

  private static boolean isIn(Parameter parameter, PostbackRequest request) {
    String body = request.body() == null ? "" : request.body();
    return switch (parameter.place()) {
      case PATH, SEGMENT, QUERY_TEXT -> true;
      case QUERY -> named(parameter.name(), ReceivedTarget.of(request.url()).query());
      case FORM -> named(parameter.name(), body);
      case HEADER -> request.headers().containsKey(parameter.name());
      case JSON -> json(parameter.name(), body);
    };
  }

  private static boolean named(String name, String query) {
    StringBuilder encoded = new StringBuilder();
    PercentEncoding.appendValue(encoded, name);
    String begins = "&" + query;
    return begins.contains("&" + encoded + "=") || begins.contains("&" + name + "=");
  }

  private static boolean json(String path, String body) {
    Object at;
    try {
      at = JsonTree.read(body);
    } catch (IOException e) {
      return true;
    }
    for (String step : path.replace("[", ".[").split(Pattern.quote("."), -1)) {
      if (step.equals("$")) {
        continue;
      }
      if (step.startsWith("[")) {
        // An entry that is left out moves the others: any of them will do.
        at = at instanceof List<?> list && !list.isEmpty() ? list.get(0) : null;
      } else {
        at = at instanceof Map<?, ?> map ? map.get(step) : null;
      }
      if (at == null) {
        return false;
      }
    }
    return true;
  }
}
