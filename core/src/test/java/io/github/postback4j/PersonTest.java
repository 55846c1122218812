package io.github.postback4j;

import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static io.github.postback4j.TestShop.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import java.math.BigDecimal;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is held about a person, listed and removed. */
class PersonTest {

  private static final SessionKey CUSTOMER = SessionKey.customer("c1");

  private final TestShop shop = new TestShop(tune().build());

  private Postback only(String orderId) {
    return Objects.requireNonNull(shop.tracker.postbacks(orderId).get(0));
  }

  @Test
  void export_listsClicksDecisionsAndPostbacks() {
    shop.land("v1", "transaction_id=secret");
    shop.tracker.linkOrder(visitor("v1"), "o-2", "c1");
    shop.track("v1", sale("o-1", "c1"));
    shop.track("v2", sale("o-3", "c2"));

    PersonRecord person = shop.tracker.export(CUSTOMER, visitor("v1"), SessionKey.order("o-2"));

    assertThat(person.clicks()).containsOnlyKeys(CUSTOMER, visitor("v1"), SessionKey.order("o-2"));
    assertThat(person.decisions()).extracting(d -> d.orderId()).containsExactly("o-1");
    assertThat(person.postbacks()).containsExactly(only("o-1"));
    assertThat(person.toString()).doesNotContain("secret");
    String hash = Objects.requireNonNull(person.decisions().get(0).person());
    assertThat(person.decisions().toString()).doesNotContain("secret").doesNotContain(hash);
  }

  @Test
  void remove_leavesNothingOfClicksAndFinishedPostbacks() {
    shop.land("v1", "transaction_id=secret");
    shop.track("v1", sale("o-1", "c1"));
    shop.send("tune", PostbackState.REFUSED);

    PersonRemoval removal = shop.tracker.remove(CUSTOMER, visitor("v1"));

    assertThat(removal.complete()).isTrue();
    assertThat(removal.orders()).isEqualTo(1);
    assertThat(removal.unsent()).isEmpty();
    PersonRecord left = shop.tracker.export(CUSTOMER, visitor("v1"), SessionKey.order("o-1"));
    assertThat(left.clicks()).isEmpty();
    assertThat(left.postbacks())
        .singleElement()
        .satisfies(
            postback -> {
              assertThat(postback.request()).isNull();
              assertThat(postback.reason()).isNull();
              assertThat(postback.state()).isEqualTo(PostbackState.REFUSED);
            });
    assertThat(left.decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.person()).isNull();
              assertThat(decision.networks()).allMatch(line -> line.memo() == null);
            });
  }

  @Test
  void removed_isStillReportedOnce() {
    shop.land("v1", "transaction_id=t1");
    shop.track("v1", sale("o-1", "c1"));
    shop.send("tune", PostbackState.RECORDED);
    shop.tracker.remove(CUSTOMER, visitor("v1"));
    shop.land("v1", "transaction_id=t2");

    Decided again = shop.track("v1", sale("o-1", "c1"));

    assertThat(again.first()).isFalse();
    assertThat(shop.tracker.postbacks("o-1")).hasSize(1);
    assertThat(
            TestShop.reason(
                (Decided) shop.tracker.track(Conversion.refund("o-1", "r", BigDecimal.ONE, "EUR")),
                "tune"))
        .isEqualTo("what the order was credited to was not kept, or is removed");
  }

  @Test
  void remove_letsUnsentBeSentAndBlanksThemThen() {
    shop.land("v1", "transaction_id=t1");
    shop.track("v1", sale("o-1", "c1"));

    PersonRemoval removal = shop.tracker.remove(CUSTOMER);

    assertThat(removal.unsent()).containsExactly("o-1");
    assertThat(only("o-1").request()).isNotNull();
    shop.send("tune", PostbackState.RECORDED);
    assertThat(shop.outbox.blankRemoved(10)).isEqualTo(1);
    assertThat(only("o-1").request()).isNull();
  }

  @Test
  void removeAVisitor_isAboutGuestOrdersOfThatBrowserAlone() {
    shop.land("v1", "transaction_id=t1");
    shop.track("v1", sale("guest"));
    shop.track("v1", sale("others", "c2"));
    shop.send("tune", PostbackState.RECORDED);

    shop.tracker.remove(visitor("v1"));

    assertThat(only("guest").request()).isNull();
    assertThat(only("others").request()).isNotNull();
  }

  @Test
  void removeAnOrder_takesItsSnapshotAndPayload() {
    shop.land("v1", "transaction_id=t1");
    shop.tracker.linkOrder(visitor("v1"), "o-1", null);
    shop.tracker.track(SessionKey.order("o-1"), sale("o-1"));
    shop.send("tune", PostbackState.RECORDED);

    shop.tracker.remove(SessionKey.order("o-1"));

    assertThat(only("o-1").request()).isNull();
    assertThat(shop.sessions.find(SessionKey.order("o-1"))).isEmpty();
    assertThat(shop.sessions.find(visitor("v1"))).hasSize(1);
  }
}
