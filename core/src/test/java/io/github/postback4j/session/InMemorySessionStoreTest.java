package io.github.postback4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.click.Click;
import io.github.postback4j.testkit.contract.SessionStoreContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemorySessionStoreTest extends SessionStoreContract {

  private static final SessionKey ANNA = SessionKey.customer("anna");

  @Override
  protected SessionStore newStore() {
    return SessionStore.inMemory(50, clock);
  }

  @Test
  void maxKeysReached_forgetsTheKeyWrittenLongestAgo() {
    SessionStore small = SessionStore.inMemory(2, clock);
    small.save(SessionKey.visitor("a"), someClick("t-1"), null);
    small.save(SessionKey.visitor("b"), someClick("t-2"), null);
    small.save(SessionKey.visitor("a"), someClick("t-3"), null);

    small.save(SessionKey.visitor("c"), someClick("t-4"), null);

    assertThat(small.find(SessionKey.visitor("a"))).hasSize(2);
    assertThat(small.find(SessionKey.visitor("b"))).isEmpty();
    assertThat(small.find(SessionKey.visitor("c"))).hasSize(1);
  }

  @Test
  void maxKeysReached_readingDoesNotCountAsWriting() {
    SessionStore small = SessionStore.inMemory(2, clock);
    small.save(SessionKey.visitor("a"), someClick("t-1"), null);
    small.save(SessionKey.visitor("b"), someClick("t-2"), null);
    small.find(SessionKey.visitor("a"));

    small.save(SessionKey.visitor("c"), someClick("t-3"), null);

    assertThat(small.find(SessionKey.visitor("a"))).isEmpty();
    assertThat(small.find(SessionKey.visitor("b"))).hasSize(1);
  }

  @Test
  void linkIntoAFullStore_forgetsTheKeyWrittenLongestAgo() {
    SessionStore small = SessionStore.inMemory(2, clock);
    small.save(SessionKey.visitor("a"), someClick("t-1"), null);
    small.save(SessionKey.visitor("b"), someClick("t-2"), null);

    small.link(SessionKey.visitor("a"), ANNA, null);

    assertThat(small.find(SessionKey.visitor("a"))).hasSize(1);
    assertThat(small.find(SessionKey.visitor("b"))).isEmpty();
    assertThat(small.find(ANNA)).hasSize(1);
  }

  @Test
  void maxBytesReached_forgetsTheKeysWrittenLongestAgo() {
    SessionStore small = SessionStore.inMemory(50, 10_000, clock);
    for (int i = 0; i < 20; i++) {
      small.save(SessionKey.visitor("v" + i), someClick("x".repeat(800) + i), null);
    }

    assertThat(small.find(SessionKey.visitor("v15"))).isEmpty();
    assertThat(small.find(SessionKey.visitor("v16"))).hasSize(1);
    assertThat(small.find(SessionKey.visitor("v19"))).hasSize(1);
  }

  @Test
  void bytesOfWhatWasRemovedOrReplaced_areFree() {
    SessionStore small = SessionStore.inMemory(50, 10_000, clock);
    small.save(ANNA, someClick("t-1"), null);
    for (int i = 0; i < 20; i++) {
      SessionKey visitor = SessionKey.visitor("v" + i);
      small.save(visitor, someClick("x".repeat(800)), null);
      small.save(visitor, someClick("x".repeat(800)), null);
      small.remove(visitor);
    }

    assertThat(small.find(ANNA)).hasSize(1);
  }

  @Test
  void oneKeyOverTheBound_isKeptAlone() {
    SessionStore small = SessionStore.inMemory(50, 1, clock);
    small.save(SessionKey.visitor("a"), someClick("t-1"), null);
    small.save(SessionKey.visitor("b"), someClick("t-2"), null);

    assertThat(small.find(SessionKey.visitor("a"))).isEmpty();
    assertThat(small.find(SessionKey.visitor("b"))).hasSize(1);
  }

  @Test
  void roomForNoKey_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionStore.inMemory(0, clock))
        .withMessageContaining("maxKeys must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionStore.inMemory(1, 0, clock))
        .withMessageContaining("maxBytes must be at least 1: 0");
  }

  @Test
  void owner_differsFromStoreToStore() {
    assertThat(newStore().ownerOf(ANNA)).isNotEqualTo(newStore().ownerOf(ANNA));
  }

  @Test
  void ownerOfAVisitor_isRefused() {
    SessionStore store = newStore();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.ownerOf(SessionKey.visitor("v1")))
        .withMessageNotContaining("v1");
  }

  private Click someClick(String transactionId) {
    return new Click("acme", transactionId, null, null, Map.of(), clock.instant());
  }
}
