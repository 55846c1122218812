package io.github.postback4j.session;

import io.github.postback4j.store.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps nothing: the browser carries its clicks. Owners are hashes under the given secret. */
final class NoSessionStore implements SessionStore {

  private final OwnerHash owners;

  NoSessionStore(String secret) {
    owners = new OwnerHash(secret);
  }

  @Override
  public boolean isKeyed() {
    return false;
  }

  @Override
  public void add(SessionKey key, List<KeptClick> clicks) {
    throw nothingKept();
  }

  @Override
  public List<KeptClick> find(SessionKey key) {
    return List.of();
  }

  @Override
  public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
    throw nothingKept();
  }

  @Override
  public void remove(SessionKey key) {
    throw nothingKept();
  }

  @Override
  public String ownerOf(SessionKey customer) {
    return owners.of(customer);
  }

  private static StoreException nothingKept() {
    return new StoreException("there is no keyed session store, only a carrier", null);
  }
}
