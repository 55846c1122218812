package io.github.postback4j.servlet;

import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that can go away and come back. */
final class BreakableStore implements SessionStore {

  private final SessionStore store;
  volatile boolean broken;

  BreakableStore(SessionStore store) {
    this.store = store;
  }

  private SessionStore store() {
    if (broken) {
      throw new StoreException("the store is away", null);
    }
    return store;
  }

  @Override
  public void add(SessionKey key, List<KeptClick> clicks) {
    store().add(key, clicks);
  }

  @Override
  public List<KeptClick> find(SessionKey key) {
    return store().find(key);
  }

  @Override
  public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
    store().link(from, to, customer);
  }

  @Override
  public void remove(SessionKey key) {
    store().remove(key);
  }

  @Override
  public String ownerOf(SessionKey customer) {
    return store.ownerOf(customer);
  }
}
