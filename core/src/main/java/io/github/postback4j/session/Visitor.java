package io.github.postback4j.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The visitor in hand: the key under which a keyed store holds clicks, the clicks that the browser
 * or its session itself carries, or both. {@link #toString} tells neither.
 *
 * @param key a visitor, a customer or an order; null where no store knows the visitor
 * @param carried what the browser brought along; clicks that expired meanwhile, belong to another
 *     customer or to a network that is not configured never count. Not used beside the key of an
 *     order, whose clicks were copied when it was placed
 */
public record Visitor(@Nullable SessionKey key, List<KeptClick> carried) {

  private static final Visitor NOBODY = new Visitor(null, List.of());

  public Visitor {
    carried = List.copyOf(carried);
  }

  /** Whose clicks a keyed store holds; nobody for null. */
  public static Visitor of(@Nullable SessionKey key) {
    return key == null ? NOBODY : new Visitor(key, List.of());
  }

  /** Who carries the clicks themselves, and is known to no store. */
  public static Visitor carrying(List<KeptClick> carried) {
    return carried.isEmpty() ? NOBODY : new Visitor(null, carried);
  }

  /** Who came without a click, or is not there. */
  public static Visitor nobody() {
    return NOBODY;
  }

  /** Whether there is neither a key nor a carried click. */
  public boolean isNobody() {
    return key == null && carried.isEmpty();
  }

  @Override
  public String toString() {
    return "Visitor["
        + (key == null ? "no key" : key.toString())
        + ", "
        + carried.size()
        + " carried]";
  }
}
