package io.github.postback4j.network;

import io.github.postback4j.network.NetworkDescription.Parameter;
import io.github.postback4j.network.NetworkDescription.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells how a request is authorized without the keys that stand in the file as they are. */
final class AuthText {

  private static final String STARS = "***";

  private AuthText() {}

  /** Whether it holds a key that is no setting. */
  static boolean isLiteral(@Nullable Object auth) {
    return auth != null && !auth.equals(masked(auth));
  }

  /** A parameter as the description shows it: the header without a key that stands in the file. */
  static Parameter shown(Parameter parameter, @Nullable Object auth) {
    if (parameter.place() != Place.HEADER
        || !parameter.name().equalsIgnoreCase(RequestOutline.AUTHORIZATION)
        || !(isLiteral(auth) || (auth == null && parameter.isConstant()))) {
      return parameter;
    }
    return new Parameter(
        parameter.place(),
        parameter.name(),
        auth == null
            ? parameter.value().replaceFirst("^(Basic |Bearer )?.*", "$1" + STARS)
            : RequestOutline.header(masked(auth)),
        parameter.madeOf(),
        parameter.kind(),
        parameter.required(),
        parameter.each());
  }

  /** A request's fields with stars in {@code auth}, and in that of its goals. */
  static @Nullable Object maskedRequest(@Nullable Object request) {
    if (!(request instanceof Map<?, ?> fields)) {
      return request;
    }
    Map<Object, @Nullable Object> shown = new LinkedHashMap<>(fields);
    shown.replaceAll(
        (field, part) -> {
          if ("auth".equals(field)) {
            return masked(part);
          }
          if ("goals".equals(field) && part instanceof Map<?, ?> goals) {
            Map<Object, @Nullable Object> each = new LinkedHashMap<>(goals);
            each.replaceAll((goal, own) -> maskedRequest(own));
            return each;
          }
          return part;
        });
    return shown;
  }

  /** A user's name is no secret beside a password; alone it is a key. */
  private static @Nullable Object masked(@Nullable Object auth) {
    if (!(auth instanceof Map<?, ?> fields)) {
      return auth;
    }
    Map<Object, @Nullable Object> shown = new LinkedHashMap<>(fields);
    shown.replaceAll((field, part) -> "bearer".equals(field) ? stars(part) : part);
    if (fields.get("basic") instanceof Map<?, ?> basic) {
      Map<Object, @Nullable Object> pair = new LinkedHashMap<>(basic);
      Object password = basic.get("password");
      String masked = password == null || password.equals("") ? "user" : "password";
      pair.replaceAll((field, part) -> masked.equals(field) ? stars(part) : part);
      shown.put("basic", pair);
    }
    return shown;
  }

  private static @Nullable Object stars(@Nullable Object template) {
    return template instanceof String text
            && !text.isEmpty()
            && Wording.placeholders(text).isEmpty()
        ? STARS
        : template;
  }
}
