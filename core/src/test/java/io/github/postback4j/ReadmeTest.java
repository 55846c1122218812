package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.Database;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's quick start, taken from the file, compiled and run. */
class ReadmeTest {

  private static final String ID = "102656693ac3ca6e0cdafbfe89ab99";

  @StartStop private final MockWebServer network = new MockWebServer();

  @TempDir private Path folder;

  @Test
  void quickStart_copiedOutOfTheReadme_deliversTheSale() throws Exception {
    network.enqueue(new MockResponse.Builder().body("success=true;").build());

    run(block("<!-- quick start -->"));

    assertThat(network.getRequestCount()).isEqualTo(1);
    assertThat(network.takeRequest().getTarget())
        .isEqualTo("/aff_lsr?transaction_id=" + ID + "&amount=49.90");
    assertThat(stateOf("order-9")).isEqualTo(PostbackState.RECORDED);
  }

  private PostbackState stateOf(String orderId) {
    try (PostbackTracker tracker =
        PostbackTracker.builder()
            .network(
                Network.preset("tune")
                    .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
                    .build())
            .database(Database.sqliteFile(folder.resolve("postback4j.db")))
            .build()) {
      tracker.start();
      return tracker.postbacks(orderId).get(0).state();
    }
  }

  /** The first Java block after a mark. */
  private static String block(String mark) throws Exception {
    Path file = Path.of("README.md");
    String readme =
        Files.readString(
            Files.exists(file) && Files.isDirectory(Path.of("core"))
                ? file
                : Path.of("..", "README.md"));
    int start = readme.indexOf("```java\n", readme.indexOf(mark)) + 8;
    return readme.substring(start, readme.indexOf("```", start));
  }

  private void run(String statements) throws Exception {
    String here =
        statements
            .replace("127.0.0.1:9090", "127.0.0.1:" + network.getPort())
            .replace(
                "data/postback4j.db",
                folder.resolve("postback4j.db").toString().replace("\\", "/"));
    Path source =
        Files.writeString(
            folder.resolve("QuickStart.java"),
            """
            import io.github.postback4j.*;
            import io.github.postback4j.conversion.*;
            import io.github.postback4j.network.*;
            import io.github.postback4j.session.*;
            import io.github.postback4j.store.*;
            import java.math.BigDecimal;
            import java.nio.file.Path;
            import java.time.Duration;

            public class QuickStart implements Runnable {
              @Override
              public void run() {
                String landingQuery = "transaction_id=%s";
                %s
              }
            }
            """
                .formatted(ID, here));
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-d",
                    folder.toString(),
                    "-cp",
                    System.getProperty("java.class.path")),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      ((Runnable) loader.loadClass("QuickStart").getDeclaredConstructor().newInstance()).run();
    }
  }
}
