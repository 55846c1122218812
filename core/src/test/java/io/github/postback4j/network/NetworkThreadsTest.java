package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network is one for all threads of a shop: whatever it is asked, it says what it says to one.
 */
class NetworkThreadsTest {

  private static final int THREADS = 4;
  private static final int ROUNDS = 25;
  private static final ExecutorService POOL = Executors.newFixedThreadPool(THREADS);

  @AfterAll
  static void end() {
    POOL.shutdownNow();
  }

  static Stream<String> presets() {
    return Network.presets().stream();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void network_askedByManyThreadsAtOnce_saysWhatItSaysToOne(String preset) throws Exception {
    Network network = Samples.network(preset);
    List<Object> alone = everything(network);

    CyclicBarrier together = new CyclicBarrier(THREADS);
    Callable<Void> asking =
        () -> {
          together.await();
          for (int i = 0; i < ROUNDS; i++) {
            assertThat(everything(network)).isEqualTo(alone);
          }
          return null;
        };
    List<Future<Void>> asked = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      asked.add(POOL.submit(asking));
    }
    for (Future<Void> one : asked) {
      one.get();
    }
  }

  /** What is read of a landing, sent for each goal, said of what is received, and explained. */
  private static List<Object> everything(Network network) {
    List<Object> said = new ArrayList<>();
    String landing = "transaction_id=c-1&clickid=c-2&aff_id=7";
    said.add(String.valueOf(network.readClick(LandingParameters.parse(landing), Samples.CLICKED)));
    for (NetworkDescription.Request declared : network.describe().requests()) {
      if (declared.also().isEmpty()
          && Samples.plan(network, declared.goal()) instanceof Send send) {
        for (Outgoing outgoing : send.requests()) {
          String goal = Samples.goal(declared.goal());
          PostbackRequest request = network.authorize(goal, outgoing.part(), outgoing.request());
          said.add(request);
          RequestFaults faults = network.check(request);
          said.add(faults.faults());
          said.add(faults.values());
          said.add(faults.items());
        }
      }
    }
    for (String body : List.of("", "success=true;", "{\"status\":\"ok\"}", "<r>1</r>")) {
      said.add(network.readAnswer(200, body));
    }
    if (!network.isCaptureOnly()) {
      said.add(network.explain().toString());
    }
    return said;
  }
}
