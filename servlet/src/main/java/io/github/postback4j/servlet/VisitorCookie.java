package io.github.postback4j.servlet;

import io.github.postback4j.session.SessionKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first-party cookie by which a visitor is known from the landing page to the checkout: a
 * random ID of 128 bits that means nothing outside the shop's session store.
 *
 * <p>{@link ClickCaptureFilter} sets it, for visitors who brought a click and for nobody else;
 * {@link #visitor} reads it where a conversion is tracked. Always {@code HttpOnly}. Immutable and
 * safe for use by many threads.
 */
public final class VisitorCookie {

  /** The cookie's name unless another is given. */
  public static final String DEFAULT_NAME = "pb4j_visitor";

  /** Longest lifetime; browsers keep no cookie longer (RFC 6265bis, 5.5). */
  public static final Duration MAX_LIFETIME = Duration.ofDays(400);

  /** When the browser sends the cookie along; see RFC 6265bis, 5.6.7. */
  public enum SameSite {
    /** With requests of the shop's own pages and with links that lead to the shop. */
    LAX("Lax"),
    /**
     * With requests of the shop's own pages only. A visitor who comes by a second affiliate link
     * then gets a new ID, as the link does not carry the old one.
     */
    STRICT("Strict"),
    /** Also with requests from foreign pages; needs {@link Secure#ALWAYS}. */
    NONE("None");

    private final String text;

    SameSite(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** When the cookie is marked for TLS only. */
  public enum Secure {
    /** Where the request came by TLS, as the container or a trusted proxy says. */
    WHEN_TLS,
    /** Always, also where neither knows of the TLS. */
    ALWAYS
  }

  private final String name;
  private final CookieAttributes attributes;
  private final SecureRandom random;
  private final String requestAttribute;

  private VisitorCookie(Builder builder) {
    name = builder.name;
    attributes =
        new CookieAttributes(
            builder.domain,
            builder.path,
            builder.lifetime,
            builder.sameSite,
            builder.secure,
            builder.trustForwardedProto);
    random = builder.random;
    requestAttribute = VisitorCookie.class.getName() + "." + name;
  }

  /** Named {@value #DEFAULT_NAME}, for the whole host, with the defaults of {@link #builder}. */
  public static VisitorCookie ofDefaults() {
    return builder().build();
  }

  /** Starts a configuration; everything has a default. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The visitor who makes this request: by the cookie, or because this very request brought the
   * click that made the visitor known. Empty for anybody else, and for a cookie that is not of our
   * making; of several cookies of the name, the first of our making counts.
   */
  public Optional<SessionKey> visitor(HttpServletRequest request) {
    if (request.getAttribute(requestAttribute) instanceof SessionKey visitor) {
      return Optional.of(visitor);
    }
    String[] found = new String[1];
    CookieHeader.each(
        request,
        name,
        value -> {
          if (VisitorId.isOurs(value)) {
            found[0] = value;
          }
          return found[0] != null;
        });
    return Optional.ofNullable(found[0]).map(SessionKey::visitor);
  }

  /** A visitor nobody has seen yet. */
  SessionKey newVisitor() {
    return SessionKey.visitor(VisitorId.next(random));
  }

  /**
   * Sets the cookie, or sets it again for another lifetime.
   *
   * @param defaultLifetime where none was configured
   */
  void give(
      SessionKey visitor,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration defaultLifetime) {
    attributes.set(name, visitor.value(), request, response, defaultLifetime);
    request.setAttribute(requestAttribute, visitor);
  }

  /** Takes the cookie back. */
  void clear(HttpServletRequest request, HttpServletResponse response) {
    attributes.clear(name, request, response);
    request.removeAttribute(requestAttribute);
  }

  /**
   * @throws IllegalStateException if browsers would refuse what was combined
   */
  static void check(String name, CookieAttributes attributes) {
    if (attributes.secure() != Secure.ALWAYS) {
      if (attributes.sameSite() == SameSite.NONE) {
        throw new IllegalStateException("sameSite NONE needs secure ALWAYS");
      }
      if (CookieSyntax.isPrefixed(name)) {
        throw new IllegalStateException("name " + name + " needs secure ALWAYS");
      }
    }
    boolean wholeHost = attributes.domain() == null && attributes.path().equals("/");
    if (CookieSyntax.isHostPrefixed(name) && !wholeHost) {
      throw new IllegalStateException("name " + name + " needs path / and no domain");
    }
  }

  String name() {
    return name;
  }

  /** For another cookie that is to be seen where this one is. */
  CookieAttributes attributes() {
    return attributes;
  }

  /** Names the cookie, never a visitor. */
  @Override
  public String toString() {
    return "VisitorCookie[" + name + attributes.text() + "]";
  }

  /** Not thread-safe. */
  public static final class Builder {

    private String name = DEFAULT_NAME;
    private @Nullable String domain;
    private String path = "/";
    private @Nullable Duration lifetime;
    private SameSite sameSite = SameSite.LAX;
    private Secure secure = Secure.WHEN_TLS;
    private boolean trustForwardedProto;
    private SecureRandom random = new SecureRandom();

    private Builder() {}

    /**
     * The cookie's name; {@value VisitorCookie#DEFAULT_NAME}.
     *
     * @throws IllegalArgumentException if it is not a name that RFC 6265 allows, or longer than 64
     *     characters
     */
    public Builder name(String name) {
      this.name = CookieSyntax.name(name);
      return this;
    }

    /**
     * The domain whose hosts all see the cookie, such as {@code shop.example} for {@code
     * www.shop.example} and {@code pay.shop.example}; by default the landing page's own host alone.
     *
     * @throws IllegalArgumentException if it is not a host name
     */
    public Builder domain(String domain) {
      this.domain = CookieSyntax.domain(domain);
      return this;
    }

    /**
     * The path under which the cookie is seen, checkout included; {@code /}.
     *
     * @throws IllegalArgumentException if it does not begin with a slash, or holds a character that
     *     a cookie's path cannot
     */
    public Builder path(String path) {
      this.path = CookieSyntax.path(path);
      return this;
    }

    /**
     * How long the browser is to keep the cookie from the latest click on, in whole seconds; as
     * long as the longest attribution window by default.
     *
     * @throws IllegalArgumentException if under 1 second or over 400 days
     */
    public Builder lifetime(Duration lifetime) {
      Objects.requireNonNull(lifetime, "lifetime");
      if (lifetime.toSeconds() < 1 || lifetime.compareTo(MAX_LIFETIME) > 0) {
        throw new IllegalArgumentException(
            "lifetime must be from 1 second to 400 days: " + lifetime);
      }
      this.lifetime = lifetime;
      return this;
    }

    /** When the browser sends the cookie along; {@link SameSite#LAX}. */
    public Builder sameSite(SameSite sameSite) {
      this.sameSite = Objects.requireNonNull(sameSite, "sameSite");
      return this;
    }

    /** When the cookie is marked for TLS only; {@link Secure#WHEN_TLS}. */
    public Builder secure(Secure secure) {
      this.secure = Objects.requireNonNull(secure, "secure");
      return this;
    }

    /**
     * Whether {@code Forwarded} and {@code X-Forwarded-Proto} are believed about TLS; false. Only
     * for a shop that is reached through its proxy alone, as anybody can send these headers. Not
     * needed where the container already reads them.
     */
    public Builder trustForwardedProto(boolean trustForwardedProto) {
      this.trustForwardedProto = trustForwardedProto;
      return this;
    }

    /** Source of visitor IDs; the platform's default by default. */
    public Builder random(SecureRandom random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /**
     * The cookie.
     *
     * @throws IllegalStateException if browsers would refuse what was combined: {@link
     *     SameSite#NONE} or a name with the prefix {@code __Secure-} or {@code __Host-} without
     *     {@link Secure#ALWAYS}; the latter prefix also with a domain or another path than {@code
     *     /}
     */
    public VisitorCookie build() {
      VisitorCookie cookie = new VisitorCookie(this);
      check(name, cookie.attributes);
      return cookie;
    }
  }
}
