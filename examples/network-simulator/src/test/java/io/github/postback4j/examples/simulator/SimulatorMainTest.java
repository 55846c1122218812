package io.github.postback4j.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program, in a process of its own. */
@Timeout(180)
final class SimulatorMainTest {

  private static Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SimulatorMain.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void started_servesUntilStopped() throws Exception {
    Process process = start("--port=0", "--landing=http://shop.example/", "--token=s3cret");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      Matcher ledger = Pattern.compile("Ledger: +(http://localhost:\\d+/)").matcher("");
      while (line != null && !ledger.reset(line).find()) {
        line = out.readLine();
      }
      assertThat(line).isNotNull();

      assertThat(get(ledger.group(1))).contains("http://shop.example/?transaction_id=");
      assertThat(get(ledger.group(1) + "aff_lsr?offer_id=2&aff_id=1")).contains("security token");
      assertThat(process.isAlive()).isTrue();
      assertThat(out.readLine()).contains("/aff_c?offer_id=1&aff_id=1");

      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void wrongArguments_endWithCode2AndAMessage() throws Exception {
    Process process = start("--port=many");

    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(output)
        .contains("--port must be a number from 0 to 65535: many")
        .contains("Usage: java -jar network-simulator.jar");
  }

  @Test
  void arguments_haveDefaults() {
    assertThat(Arguments.parse())
        .isEqualTo(new Arguments(9090, "http://localhost:8080/", null, false));
    assertThat(
            Arguments.parse("--token=t", "--landing=https://a.example/?b={offer_id}", "--port=1"))
        .isEqualTo(new Arguments(1, "https://a.example/?b={offer_id}", "t", false));
    assertThat(Arguments.parse("--help").help()).isTrue();
  }

  @Test
  void wrongArguments_sayWhatIsWrong() {
    String[][] cases = {
      {"--port=65536", "--port must be a number from 0 to 65535: 65536"},
      {"--port=-1", "--port must be a number"},
      {"--port=", "--port needs a value"},
      {"--landing=shop", "--landing must begin with http:// or https://: shop"},
      {"--prot=1", "unknown argument: --prot=1"},
      {"9090", "unknown argument: 9090"}
    };
    for (String[] wrong : cases) {
      assertThatThrownBy(() -> Arguments.parse(wrong[0])).hasMessageContaining(wrong[1]);
    }
    assertThatThrownBy(() -> Arguments.parse("--port=1", "--port=2"))
        .hasMessage("--port is given twice");
  }

  @Test
  void text_holdsNoToken() {
    assertThat(Arguments.parse("--token=s3cret").toString()).doesNotContain("s3cret");
  }
}
