package io.github.postback4j.testkit;

import io.github.postback4j.session.SessionStore;
import io.github.postback4j.testkit.contract.SessionStoreContract;

/** The contract is usable from outside: by its public members, on a store that keeps it. */
class InMemorySessionContractTest extends SessionStoreContract {

  @Override
  protected SessionStore newStore() {
    return SessionStore.inMemory(1000, clock);
  }
}
