package io.github.postback4j.outbox;

import static io.github.postback4j.outbox.CallersTransactionTest.decision;
import static io.github.postback4j.outbox.CallersTransactionTest.postback;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.testkit.contract.Claims;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies in the middle of writing its outbox file. */
class OutboxFileKillTest {

  private static final int ENOUGH = 300;

  @TempDir Path folder;

  @Test
  void killedProcess_losesNothingThatWasAcknowledged() throws Exception {
    Path file = folder.resolve("outbox.db");
    List<String> acknowledged = writeUntilKilled(file);

    try (Outbox outbox = Outbox.file(file)) {
      outbox.start();

      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
      assertThat(claimAll(outbox)).containsAll(acknowledged);
      for (String id : acknowledged) {
        assertThat(outbox.decision("order-" + id, "sale", "")).isNotNull();
      }
    }
  }

  private static List<String> writeUntilKilled(Path file) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process child =
        new ProcessBuilder(
                java, "-Xmx64m", "-cp", classPath, Writer.class.getName(), file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("p-") && line.endsWith(".")) {
          acknowledged.add(line.substring(0, line.length() - 1));
        }
        if (acknowledged.size() == ENOUGH) {
          child.toHandle().destroyForcibly();
        }
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }

  private static Set<String> claimAll(Outbox outbox) {
    Set<String> claimed = new HashSet<>();
    List<Outbox.Claim> claims;
    do {
      claims = Claims.of(outbox, "acme", 1000, Duration.ofMinutes(1));
      claims.forEach(claim -> claimed.add(claim.postback().id()));
    } while (!claims.isEmpty());
    return claimed;
  }

  /** The process that is killed: adds postbacks for ever and tells each one that is kept. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      Outbox outbox = Outbox.file(Path.of(args[0]));
      outbox.start();
      for (int i = 0; ; i++) {
        String id = "p-" + i;
        outbox.decide(decision("order-" + id, id), List.of(postback("order-" + id, id)));
        System.out.println(id + ".");
        System.out.flush();
      }
    }
  }
}
