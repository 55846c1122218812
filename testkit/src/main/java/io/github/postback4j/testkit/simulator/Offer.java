package io.github.postback4j.testkit.simulator;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an advertiser sells through the simulated network, with TUNE's settings. Immutable. */
public final class Offer {

  /** How a conversion names the affiliate to credit. */
  public enum Protocol {
    /** By {@code transaction_id}: one click, one conversion unless the offer allows several. */
    TRANSACTION_ID,
    /** By {@code aff_id} and {@code offer_id}: any number of conversions. */
    PARTNER_ID
  }

  private final long id;
  private final String name;
  private final Set<Protocol> protocols;
  private final @Nullable String landing;
  private final boolean multipleConversions;
  private final boolean approval;
  private final @Nullable String encryptedPath;
  private final Set<Long> permittedPartners;
  private final Map<Long, String> goals;

  private Offer(Builder builder) {
    id = builder.id;
    name = builder.name;
    protocols = Collections.unmodifiableSet(EnumSet.copyOf(builder.protocols));
    landing = builder.landing;
    multipleConversions = builder.multipleConversions;
    approval = builder.approval;
    encryptedPath = builder.encryptedPath;
    permittedPartners = Set.copyOf(builder.permittedPartners);
    goals = Collections.unmodifiableMap(new LinkedHashMap<>(builder.goals));
  }

  /**
   * An offer of the transaction-ID protocol unless changed.
   *
   * @param id TUNE's {@code offer_id}, at least 1
   * @param name for people
   * @throws IllegalArgumentException if {@code id} is less than 1
   */
  public static Builder builder(long id, String name) {
    return new Builder(id, name);
  }

  public long id() {
    return id;
  }

  public String name() {
    return name;
  }

  Set<Protocol> protocols() {
    return protocols;
  }

  @Nullable String landing() {
    return landing;
  }

  boolean multipleConversions() {
    return multipleConversions;
  }

  boolean approval() {
    return approval;
  }

  @Nullable String encryptedPath() {
    return encryptedPath;
  }

  boolean permits(long partnerId) {
    return permittedPartners.isEmpty() || permittedPartners.contains(partnerId);
  }

  Map<Long, String> goals() {
    return goals;
  }

  @Override
  public String toString() {
    return "Offer[" + id + " " + name + "]";
  }

  /** Collects an offer's settings; every one is optional. Not thread-safe. */
  public static final class Builder {
    private final long id;
    private final String name;
    private Set<Protocol> protocols = EnumSet.of(Protocol.TRANSACTION_ID);
    private @Nullable String landing;
    private boolean multipleConversions;
    private boolean approval;
    private @Nullable String encryptedPath;
    private final Set<Long> permittedPartners = new LinkedHashSet<>();
    private final Map<Long, String> goals = new LinkedHashMap<>();

    private Builder(long id, String name) {
      if (id < 1) {
        throw new IllegalArgumentException("id must be at least 1: " + id);
      }
      this.id = id;
      this.name = Objects.requireNonNull(name, "name");
    }

    /** The protocols that its conversions may use; only transaction ID. */
    public Builder protocols(Protocol first, Protocol... others) {
      protocols = EnumSet.of(first, others);
      return this;
    }

    /** Landing page, with or without macros; the simulator's. */
    public Builder landing(String landing) {
      this.landing = Objects.requireNonNull(landing, "landing");
      return this;
    }

    /** Books every conversion of a click, not only the first of each goal; off. */
    public Builder multipleConversions() {
      multipleConversions = true;
      return this;
    }

    /** Books conversions as pending, status 31; off. */
    public Builder approval() {
      approval = true;
      return this;
    }

    /**
     * Takes default-goal conversions only at this path (TUNE: Encrypted Conversion Tracking), for
     * example {@code /SPx1}; none.
     *
     * @throws IllegalArgumentException if it does not begin with {@code /SP}
     */
    public Builder encryptedPath(String path) {
      if (!path.startsWith("/SP")) {
        throw new IllegalArgumentException("encrypted path must begin with /SP: " + path);
      }
      encryptedPath = path;
      return this;
    }

    /** The only partners who may run it; all of the network's. */
    public Builder permittedPartners(long... partnerIds) {
      Arrays.stream(partnerIds).forEach(permittedPartners::add);
      return this;
    }

    /** Adds a goal. An offer without any takes every goal; one with some refuses the others. */
    public Builder goal(long goalId, String goalName) {
      goals.put(goalId, Objects.requireNonNull(goalName, "goalName"));
      return this;
    }

    public Offer build() {
      return new Offer(this);
    }
  }
}
