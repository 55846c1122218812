package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.contract.MutableClock;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of {@code docs/operations.md}, taken from the file, compiled and run. */
class OperationsGuideTest {

  private static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;

  /** Two hours ago, so that what is tracked lies before the end of the report. */
  private final MutableClock clock = new MutableClock(Instant.now().minus(Duration.ofHours(2)));

  private volatile SendResult answer = new SendResult.NoAnswer("timeout");

  private final PostbackTracker tracker =
      PostbackTracker.builder()
          .network(
              Network.preset("tune")
                  .url("https://t.example/aff_lsr?offer_id=3&aff_id=AFFILIATE_ID")
                  .build())
          .clock(clock)
          .sender(
              new PostbackSender() {
                @Override
                public CompletableFuture<SendResult> send(
                    PostbackRequest request, Options options) {
                  return CompletableFuture.completedFuture(answer);
                }

                @Override
                public void close() {}
              })
          .build();

  @BeforeEach
  void parkSome() {
    tracker.start();
    tracker.capture(VISITOR, "affiliate_id=7&offer_id=3");
    tracker.track(VISITOR, Conversion.sale("order-1", BigDecimal.TEN, "EUR"));
    tracker.track(VISITOR, Conversion.sale("order-2", BigDecimal.TEN, "EUR"));
    assertThat(tracker.flush(SOON)).isTrue();
    assertThat(states()).containsExactly(PostbackState.UNCERTAIN, PostbackState.UNCERTAIN);
  }

  @AfterEach
  void close() {
    tracker.close(Duration.ofSeconds(5));
  }

  @Test
  void looking_changesNothing() throws Exception {
    run("look");

    assertThat(states()).containsExactly(PostbackState.UNCERTAIN, PostbackState.UNCERTAIN);
  }

  @Test
  void oneByOne_settlesTheFirstAndReplaysTheSecond() throws Exception {
    answer = new SendResult.Answered(200, "success=false; err_msg=Offer paused.;", null);

    run("one");

    assertThat(tracker.flush(SOON)).isTrue();
    assertThat(states()).containsExactly(PostbackState.RECORDED, PostbackState.REFUSED);
  }

  @Test
  void inBulk_settlesAllThatTheReportCovers() throws Exception {
    run("all");

    assertThat(states()).containsExactly(PostbackState.REFUSED, PostbackState.REFUSED);
    assertThat(tracker.postbacks("order-2").get(0).reason())
        .isEqualTo("not in the report of 3 May");
  }

  @Test
  void fullOutbox_isToldByItsCause() throws Exception {
    run("full");

    assertThat(tracker.postbacks("order-3")).hasSize(1);
  }

  private List<PostbackState> states() {
    return List.of("order-1", "order-2").stream()
        .map(order -> tracker.postbacks(order).get(0))
        .map(Postback::state)
        .toList();
  }

  /** The Java block after a mark. */
  private static String block(String name) throws Exception {
    Path file = Path.of("docs", "operations.md");
    String text = Files.readString(Files.exists(file) ? file : Path.of("..").resolve(file));
    int mark = text.indexOf("<!-- code: " + name + " -->");
    assertThat(mark).as(name).isPositive();
    int start = text.indexOf("```java\n", mark) + 8;
    return text.substring(start, text.indexOf("```", start));
  }

  private void run(String name) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Snippet.java"),
            """
            import io.github.postback4j.*;
            import io.github.postback4j.conversion.*;
            import io.github.postback4j.outbox.*;
            import io.github.postback4j.session.*;
            import java.math.BigDecimal;
            import java.time.*;
            import java.util.*;

            public class Snippet implements java.util.function.Consumer<PostbackTracker> {
              @Override
              public void accept(PostbackTracker tracker) {
                SessionKey visitor = SessionKey.visitor("v1");
                Conversion conversion = Conversion.sale("order-3", BigDecimal.TEN, "EUR");
                %s
              }
            }
            """
                .formatted(block(name).replace("System.out.println", "String.valueOf")));
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    String classPath = System.getProperty("java.class.path");
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-proc:none", "-d", folder.toString(), "-cp", classPath),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      @SuppressWarnings("unchecked")
      Consumer<PostbackTracker> snippet =
          (Consumer<PostbackTracker>)
              loader.loadClass("Snippet").getDeclaredConstructor().newInstance();
      snippet.accept(tracker);
    }
  }
}
