package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import io.github.postback4j.store.StoredJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A click as the text that a row holds: JSON in plain ASCII with a version, one text for equal
 * clicks.
 *
 * <p>While a new version of this library is rolled out, nodes of both share a store. A member that
 * is merely added leaves the version as it is, for unknown members are passed over. A change that
 * an earlier node would misread takes the next version: earlier nodes then pass the click over,
 * without touching it, until they are replaced; later ones read all versions before theirs.
 */
final class ClickCodec {

  private static final int VERSION = 1;

  private final int version;

  ClickCodec() {
    this(VERSION);
  }

  /**
   * @param version that is written, and the latest that is read
   */
  ClickCodec(int version) {
    this.version = version;
  }

  String write(Click click) {
    return new StoredJson()
        .put("v", version)
        .put("network", click.network())
        .put("transactionId", click.transactionId())
        .put("partnerId", click.partnerId())
        .put("offerId", click.offerId())
        .put("parameters", new TreeMap<>(click.parameters()))
        .put("clickedAt", click.clickedAt().toString())
        .write();
  }

  /** The click; null if the text is damaged or of a newer version. */
  @Nullable Click read(String text) {
    try {
      StoredJson json = StoredJson.read(text);
      long written = json.number("v");
      if (written < 1 || written > version) {
        return null;
      }
      return new Click(
          Objects.requireNonNullElse(json.text("network"), ""),
          json.text("transactionId"),
          json.text("partnerId"),
          json.text("offerId"),
          json.texts("parameters"),
          Instant.parse(Objects.requireNonNullElse(json.text("clickedAt"), "")));
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  /**
   * 43 characters that the same clicks share, and no others: one transaction ID of a network is one
   * click, whenever and however often it lands.
   *
   * @param text of the click
   */
  String sameness(Click click, String text) {
    String transactionId = click.transactionId();
    return hash(transactionId == null ? text : click.network() + "\n" + transactionId);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
