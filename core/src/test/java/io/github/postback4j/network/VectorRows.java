package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PlannedPostback.Send;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** What the tests of the rows of {@code vectors/networks.md} have in common. */
final class VectorRows {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|");
  private static final Pattern CLAIM = Pattern.compile("row(\\d+)_.*");

  private VectorRows() {}

  /** The numbers of all rows. */
  static Set<Integer> numbers() throws Exception {
    Set<Integer> numbers = new TreeSet<>();
    try (InputStream in = VectorRows.class.getResourceAsStream("/vectors/networks.md")) {
      Matcher row =
          ROW.matcher(
              new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
      while (row.find()) {
        numbers.add(Integer.valueOf(row.group(1)));
      }
    }
    return numbers;
  }

  /** The numbers of the rows that tests of these classes claim by their names. */
  static Set<Integer> claimed(Class<?>... classes) {
    Set<Integer> numbers = new TreeSet<>();
    for (Class<?> tests : classes) {
      Arrays.stream(tests.getDeclaredMethods())
          .filter(VectorRows::isRun)
          .map(method -> CLAIM.matcher(method.getName()))
          .filter(Matcher::matches)
          .forEach(claim -> numbers.add(Integer.valueOf(claim.group(1))));
    }
    return numbers;
  }

  private static boolean isRun(Method method) {
    return Stream.of(Test.class, ParameterizedTest.class, TestFactory.class)
            .anyMatch(method::isAnnotationPresent)
        && !method.isAnnotationPresent(Disabled.class)
        && !method.getDeclaringClass().isAnnotationPresent(Disabled.class);
  }

  /** A preset with settings: name, value, name, value. */
  static Network preset(String name, String... settings) {
    return starting(name, settings).build();
  }

  static NetworkBuilder starting(String name, String... settings) {
    NetworkBuilder builder = Network.preset(name);
    for (int i = 0; i < settings.length; i += 2) {
      builder.setting(settings[i], settings[i + 1]);
    }
    return builder;
  }

  /** The click of a landing with this query, or null. */
  static @Nullable Click click(Network network, String query) {
    return click(network, query, OrderF.CLICKED);
  }

  /** The same, landed at another moment. */
  static @Nullable Click click(Network network, String query, Instant landedAt) {
    return network.readClick(LandingParameters.ofUrl("https://shop.example/" + query), landedAt);
  }

  /** The one request for a conversion, with its authorization. */
  static PostbackRequest request(Network network, @Nullable Click click, Conversion conversion) {
    PlannedPostback plan =
        network.plan(click, conversion, Objects.requireNonNull(conversion.occurredAt()));
    assertThat(plan).isInstanceOf(Send.class);
    assertThat(((Send) plan).requests()).hasSize(1);
    return network.authorize(conversion.goal(), "", ((Send) plan).request());
  }

  /** The same for the order F with something laid over it. */
  static PostbackRequest request(Network network, String query, String order) {
    Click click = click(network, query);
    assertThat(click).isNotNull();
    return request(network, click, OrderF.with(order));
  }

  /** What stands before the query. */
  static String place(String url) {
    return url.substring(0, url.indexOf('?'));
  }

  /** The decoded parameters of a URL's query, or of a form. */
  static Map<String, String> parameters(String url) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : url.substring(url.indexOf('?') + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      parameters.put(
          URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /** The names of a URL's parameters in their order. */
  static List<String> names(String url) {
    return new ArrayList<>(parameters(url).keySet());
  }

  /** That a GET was sent there with these parameters, decoded and in any order. */
  static void assertSent(PostbackRequest request, String expected) {
    assertThat(request.method()).isEqualTo("GET");
    assertThat(place(request.url())).isEqualTo(place(expected));
    assertThat(parameters(request.url())).isEqualTo(parameters(expected));
  }
}
