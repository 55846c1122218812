package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One landing that would be a click of two networks is told at the start. */
class SharedNamesTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(TrackerBuilder.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  private static NetworkBuilder network(String name, String parameter) {
    return Network.builder(name)
        .url("https://" + name + ".example/p?c={transaction_id}")
        .transactionIdNames(List.of(parameter));
  }

  private List<String> warnings(NetworkBuilder... networks) {
    TrackerBuilder builder = PostbackTracker.builder();
    for (NetworkBuilder network : networks) {
      builder.network(network.build());
    }
    builder.build().close();
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void twoNetworksOfOneName_areToldOnce() {
    assertThat(warnings(network("one", "cid"), network("two", "cid"), network("three", "x")))
        .singleElement()
        .asString()
        .contains("one and two", "parameter cid");
  }

  @Test
  void conditionOfTheFirst_hidesNotThatTheOthersShare() {
    Map<String, String> when = Map.of("utm_source", "one");

    assertThat(
            warnings(
                network("one", "cid").when(when), network("two", "cid"), network("three", "cid")))
        .singleElement()
        .asString()
        .contains("two and three");
  }

  @Test
  void otherCase_isTheSameWhereOneIgnoresIt() {
    assertThat(warnings(network("one", "CID").ignoreCase(true), network("two", "cid"))).hasSize(1);
    lines.list.clear();
    assertThat(warnings(network("one", "CID"), network("two", "cid"))).isEmpty();
  }

  @Test
  void networkThatOnlyKeepsItsClicks_isNotTold() {
    NetworkBuilder ads =
        TestShop.own("ads", "'capture-only':true,'landing':{'transaction-id':'cid'}");

    assertThat(warnings(network("one", "cid"), ads)).isEmpty();
  }
}
