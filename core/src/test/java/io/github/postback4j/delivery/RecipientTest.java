package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.Rate;
import io.github.postback4j.outbox.Postback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What delivery asks a network of a file, by the postback at hand. */
class RecipientTest {

  private static final PostbackRequest KEPT = PostbackRequest.get("https://a.example/p?c=1");

  @TempDir Path folder;

  private Recipient recipient() throws Exception {
    Path file = folder.resolve("own.json");
    Files.writeString(
        file,
        """
        {'name':'own','landing':{'transaction-id':'cid'},
         'settings':{'TOKEN':{'about':'The token.','secret':true}},
         'request':{'url':'https://a.example/p?c={transaction_id}','auth':{'bearer':'{TOKEN}'},
          'also':{'details':{'url':'https://a.example/d?o=ORDER_ID','answers':{'rules':[
            {'when':{'body':'ok'},'means':'accepted'}]}}},
          'goals':{'refund':{'url':'https://a.example/r?o=ORDER_ID','answers':{'rules':[
            {'when':{'body':'ok'},'means':'not-attributed'}]}}}},
         'answers':{'rules':[{'when':{'body':'ok'},'means':'recorded'}]},
         'limits':{'rate':'20/1m','late-after':'3m'}}
        """
            .replace('\'', '"'));
    return Recipient.of(Network.fromJson(file).setting("TOKEN", "t-123").build());
  }

  private static Postback postback(String goal, String part) {
    Instant now = Instant.EPOCH;
    return Postback.pending("p-1", "own", "o-1", goal, KEPT, true, now, now.plusSeconds(60))
        .part(part);
  }

  @Test
  void answers_areReadByGoalAndRequest() throws Exception {
    Recipient own = recipient();

    assertThat(own.readAnswer(postback("sale", ""), 200, "ok").meaning())
        .isEqualTo(Meaning.RECORDED);
    assertThat(own.readAnswer(postback("sale", "line-1/+details"), 200, "ok").meaning())
        .isEqualTo(Meaning.ACCEPTED);
    assertThat(own.readAnswer(postback("refund", "r-1"), 200, "ok").meaning())
        .isEqualTo(Meaning.NOT_ATTRIBUTED);
    assertThat(own.readStatus(postback("sale", ""), 200)).isNull();
  }

  @Test
  void credentials_comeWithTheRequestAndAreNotKept() throws Exception {
    assertThat(recipient().complete(postback("sale", ""), KEPT).headers())
        .containsEntry("Authorization", "Bearer t-123");
    assertThat(KEPT.headers()).isEmpty();
  }

  @Test
  void limits_areTheNetworks() throws Exception {
    assertThat(recipient().rate()).isEqualTo(new Rate(20, Duration.ofMinutes(1)));
    assertThat(recipient().lateAfter()).isEqualTo(Duration.ofMinutes(3));
  }
}
