package io.github.postback4j.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clicks in this process's memory. Keys stand in it as they are given and leave it nowhere;
 * owners, which are handed out, are hashes under a secret of this instance.
 *
 * <p>One lock guards everything: it is held for about 100 ns, makes a link of two keys atomic
 * without an order of locks, and lets the bound on keys be exact. The lists are never changed once
 * they are in the map, so they are handed out as they are.
 */
final class InMemorySessionStore implements SessionStore {

  private static final String HMAC = "HmacSHA256";

  private final int maxKeys;
  private final long maxBytes;
  private final Clock clock;
  private final SecretKeySpec secret;
  private final ReentrantLock lock = new ReentrantLock();

  /** The key written longest ago comes first. */
  private final Map<SessionKey, Held> clicks = new LinkedHashMap<>();

  private long bytes;

  InMemorySessionStore(int maxKeys, long maxBytes, Clock clock) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("maxKeys must be at least 1: " + maxKeys);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1: " + maxBytes);
    }
    this.maxKeys = maxKeys;
    this.maxBytes = maxBytes;
    this.clock = Objects.requireNonNull(clock, "clock");
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.secret = new SecretKeySpec(random, HMAC);
  }

  @Override
  public void add(SessionKey key, List<KeptClick> added) {
    Objects.requireNonNull(key, "key");
    Instant now = clock.instant();
    lock.lock();
    try {
      give(key, now, added);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<KeptClick> find(SessionKey key) {
    Objects.requireNonNull(key, "key");
    List<KeptClick> held;
    lock.lock();
    try {
      held = held(key);
    } finally {
      lock.unlock();
    }
    return live(held, clock.instant());
  }

  @Override
  public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
    Objects.requireNonNull(from, "from");
    if (to.kind() == SessionKey.Kind.VISITOR) {
      throw new IllegalArgumentException("clicks are linked to a customer or an order: " + to);
    }
    String linked = to.kind() == SessionKey.Kind.CUSTOMER ? ownerOf(to) : null;
    String buyer = customer == null ? null : ownerOf(customer);
    Instant now = clock.instant();
    lock.lock();
    try {
      List<KeptClick> given = live(held(from), now);
      if (given.isEmpty()) {
        return;
      }
      if (linked != null) {
        given = given.stream().map(kept -> owned(kept, linked)).toList();
        write(from, given);
      }
      String owner = linked == null ? buyer : linked;
      give(to, now, given.stream().filter(kept -> mayUse(owner, kept)).toList());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void remove(SessionKey key) {
    Objects.requireNonNull(key, "key");
    lock.lock();
    try {
      forget(key);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it is not a customer key
   */
  @Override
  public String ownerOf(SessionKey customer) {
    if (customer.kind() != SessionKey.Kind.CUSTOMER) {
      throw new IllegalArgumentException("an owner is a customer: " + customer);
    }
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(secret);
      byte[] hash = mac.doFinal(customer.value().getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private void give(SessionKey to, Instant now, List<KeptClick> given) {
    if (given.isEmpty()) {
      return;
    }
    ClickList list = new ClickList(held(to), now, given.size());
    given.forEach(list::add);
    write(to, list.clicks());
  }

  private List<KeptClick> held(SessionKey key) {
    Held held = clicks.get(key);
    return held == null ? List.of() : held.clicks;
  }

  private void write(SessionKey key, List<KeptClick> list) {
    forget(key);
    if (list.isEmpty()) {
      return;
    }
    Held held = new Held(list, Footprint.of(key, list));
    clicks.put(key, held);
    bytes += held.bytes;
    while (clicks.size() > maxKeys || (bytes > maxBytes && clicks.size() > 1)) {
      forget(clicks.keySet().iterator().next());
    }
  }

  private void forget(SessionKey key) {
    Held held = clicks.remove(key);
    if (held != null) {
      bytes -= held.bytes;
    }
  }

  /** With its size: what was written long ago is in no cache any more, and is not read again. */
  private record Held(List<KeptClick> clicks, long bytes) {}

  private static List<KeptClick> live(List<KeptClick> held, Instant now) {
    for (KeptClick kept : held) {
      if (!kept.isLive(now)) {
        return held.stream().filter(one -> one.isLive(now)).toList();
      }
    }
    return held;
  }

  private static KeptClick owned(KeptClick kept, String owner) {
    return kept.owner() == null ? new KeptClick(kept.click(), kept.expiresAt(), owner) : kept;
  }

  /** A guest, without an owner's token, uses what the browser carried, whoever owns it. */
  private static boolean mayUse(@Nullable String owner, KeptClick kept) {
    return owner == null || kept.owner() == null || kept.owner().equals(owner);
  }
}
