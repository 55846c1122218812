package io.github.postback4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.benchmarks.StubNetwork.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.Dispatcher;
import org.junit.jupiter.api.Test;

/**
 * Each program runs through in small and prints its rows; what it checks itself (sent once, ended
 * as recorded) makes it fail. How fast is not asked here.
 */
final class ComparisonTest {

  private interface Program {
    void run() throws Exception;
  }

  @Test
  void delivery_printsEverySide() throws Exception {
    String printed =
        printed(
            () ->
                DeliveryComparison.main(
                    args(
                        "postbacks=40 blocks=1 warmup=0 calls=4 delays=0,5 nodes=1,2"
                            + " stores=memory,postgresql,sqlite,h2")));

    assertThat(printed)
        .contains("answers after 5 ms")
        .contains("| raw OkHttp |", "| memory |", "| SQLite file |", "| H2 file |")
        .contains("| PostgreSQL |", "| PostgreSQL, 2 nodes |");
  }

  @Test
  void peers_deliverEverything() throws Exception {
    String printed =
        printed(
            () ->
                PeerComparison.main(
                    args("postbacks=30 checkouts=8 blocks=1 warmup=0 calls=4 delays=0")));

    assertThat(printed)
        .contains("| order alone |", "| Postback4j, 4 calls |")
        .contains("| transaction-outbox, 50 threads |", "| db-scheduler, 50 threads |");
  }

  @Test
  void backlog_printsOperationsAndPlans() throws Exception {
    String printed =
        printed(
            () ->
                BacklogComparison.main(
                    args("stores=sqlite rows=10,20 rounds=5 kinds=waiting,future,finished")));

    assertThat(printed).contains("claim of 64", "10 rows", "postback4j_postback_due");
  }

  @Test
  void heap_refusesBeyondTheBound() throws Exception {
    String printed =
        printed(() -> HeapComparison.main(args("stores=sqlite,memory postbacks=300 most=200")));

    assertThat(printed)
        .contains("| SQLite file | 300 | 0 |")
        .contains("| memory, at most 200 | 200 | 100 |");
  }

  @Test
  void sessionStores_findEachClick() throws Exception {
    String printed =
        printed(
            () ->
                SessionStoreComparison.main(
                    args("stores=memory,cookie,redis,sqlite,h2 runs=1 calls=5 warmup=2")));

    assertThat(printed)
        .contains("| memory; a map | capture |", "| cookie; AES-GCM | look-up |")
        .contains("| Redis; SET and GET | capture |", "| H2 file; the same statements | look-up |");
  }

  @Test
  void transports_answerEverything() throws Exception {
    String printed =
        printed(
            () -> TransportComparison.main(args("requests=40 blocks=1 warmup=0 calls=4 delays=1")));

    assertThat(printed)
        .contains("| OkHttp, its own threads |", "| Postback4j's sender |", "| java.net.http |");
  }

  @Test
  void idling_asksSomething() throws Exception {
    String printed = printed(() -> IdleComparison.main(args("networks=2 seconds=8")));

    assertThat(printed).containsPattern("\\| 2 \\| [1-9][0-9]* \\|");
  }

  @Test
  void stub_countsByOrder() throws Exception {
    try (StubProcess stub = new StubProcess()) {
      String url = stub.origin() + "/aff_lsr?adv_sub=" + Shop.orderId(2) + "&adv_sub2=EUR";
      RawCalls.send(List.of(url, url), 1, new Dispatcher());

      assertThat(stub.report(3)).isEqualTo(new Report(2, 2, 1));
      stub.reset();
      assertThat(stub.report(3)).isEqualTo(new Report(0, 3, 0));
    }
  }

  @Test
  void unknownArgument_isRefused() {
    Arguments arguments = new Arguments("blocks=1", "block=2");

    assertThat(arguments.number("blocks", 9)).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(arguments::requireNoOther)
        .withMessageContaining("block");
  }

  private static String[] args(String line) {
    return line.split(" ", -1);
  }

  private static String printed(Program program) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
