package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A click as a session holds it.
 *
 * @param click what arrived
 * @param expiresAt from then on it is no longer found; null where it never expires (partner ID)
 * @param owner the customer the click was first linked to, as an opaque token that only {@link
 *     SessionStore#ownerOf} of the same store makes; null while it belongs to nobody
 */
public record KeptClick(Click click, @Nullable Instant expiresAt, @Nullable String owner) {

  public KeptClick {
    Objects.requireNonNull(click, "click");
  }

  /** Whether the click may still be used at {@code now}. */
  public boolean isLive(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  @Override
  public String toString() {
    return "KeptClick[" + click + ", expires " + expiresAt + (owner == null ? "]" : ", owned]");
  }
}
