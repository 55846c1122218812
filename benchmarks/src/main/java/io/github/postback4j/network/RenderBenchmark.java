package io.github.postback4j.network;

import io.github.postback4j.benchmarks.Shop;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/** From six texts to a postback's URL, beside others that make the same URL of the same texts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RenderBenchmark {

  private static final String ORDER_ID = "ORD-2026-0000123";
  private static final String PATH = Shop.ORIGIN + "/aff_lsr";

  /** In the order of the template. */
  private static final String[] NAMES = {
    "transaction_id", "amount", "offer_id", "adv_sub", "adv_sub2", "promo_code"
  };

  private final @Nullable String[] values = {
    Shop.TRANSACTION_ID,
    Shop.AMOUNT.toPlainString(),
    Shop.OFFER_ID,
    ORDER_ID,
    Shop.CURRENCY,
    Shop.COUPON
  };

  private final PostbackTemplate template =
      PostbackTemplate.parse(
          Shop.ORIGIN + Shop.TARGET,
          Set.of("TRANSACTION_ID", "AMOUNT", "OFFER_ID", "ORDER_ID", "CURRENCY", "PROMO_CODE"));
  private final HttpUrl okHttpBase = HttpUrl.get(PATH);
  private final UriComponents springTemplate = springBuilder().encode().build();

  private final Network network = Shop.network();
  private final Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final Click click = Shop.click(now.minusSeconds(3600));
  private final Conversion conversion = Shop.conversion(ORDER_ID);

  /** All must make the same URL, or they did not do the same work. */
  @Setup
  public void compare() {
    String expected = String.valueOf(template());
    if (!expected.endsWith("&promo_code=SUMMER%2010%25")) {
      throw new IllegalStateException("rendered: " + expected);
    }
    same(expected, plannedUrl());
    same(expected, okHttp());
    same(expected, springPrepared());
    same(expected, spring());
    same(expected, handWritten());
  }

  private static void same(String expected, String url) {
    if (!url.equals(expected)) {
      throw new IllegalStateException("not the same: " + expected + " and " + url);
    }
  }

  /** Ours, from the same texts as the peers. */
  @Benchmark
  @SuppressWarnings("NullAway") // does not read from a class file that elements may be null
  public @Nullable String template() {
    return template.render(values);
  }

  /** Ours as {@code track} has it: from click and conversion, with windows, to a request. */
  @Benchmark
  public PlannedPostback plan() {
    return network.plan(click, conversion, now);
  }

  /** The base is parsed once. */
  @Benchmark
  public String okHttp() {
    HttpUrl.Builder url = okHttpBase.newBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      url.addQueryParameter(NAMES[i], values[i]);
    }
    return url.build().toString();
  }

  /** The template is parsed and encoded once. */
  @Benchmark
  public String springPrepared() {
    return springTemplate.expand((Object[]) values).toUriString();
  }

  /** As Spring's manual shows it: the builder is made for each URL. */
  @Benchmark
  public String spring() {
    return springBuilder().encode().buildAndExpand((Object[]) values).toUriString();
  }

  /** A chain of appends with the JDK's encoder, for this one URL only. */
  @Benchmark
  public String handWritten() {
    StringBuilder url = new StringBuilder(PATH);
    for (int i = 0; i < NAMES.length; i++) {
      url.append(i == 0 ? '?' : '&').append(NAMES[i]).append('=');
      String value = String.valueOf(values[i]);
      url.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return url.toString();
  }

  private String plannedUrl() {
    if (plan() instanceof PlannedPostback.Send send) {
      return send.request().url();
    }
    throw new IllegalStateException("nothing to send");
  }

  private static UriComponentsBuilder springBuilder() {
    UriComponentsBuilder url = UriComponentsBuilder.fromUriString(PATH);
    for (String name : NAMES) {
      url.queryParam(name, "{" + name + "}");
    }
    return url;
  }
}
