package io.github.postback4j.spring;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.network.DeDuplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One network, under {@code postback4j.networks.<name>}. What is not set is as the preset says.
 *
 * @param preset Preset to start from, such as tune, awin or generic. By default the one of the
 *     network's own name, else generic.
 * @param file JSON file of your own to start from, instead of a preset.
 * @param url Postback URL as the network's screen shows it, with its placeholders.
 * @param allowHttp Whether the URL may be http.
 * @param allowPrivate Whether the host's name may resolve to a private, loopback or link-local
 *     address.
 * @param protocol How the network knows whose conversion it is: transaction-id, partner-id, or both
 *     in order of preference. By default those whose identifier the URL carries.
 * @param landing What is read from the landing page's address.
 * @param attributionWindow How long a click may be paid, such as 28d; none for no end.
 * @param goalWindows How long a click may be paid for one goal, in place of attribution-window, by
 *     goal.
 * @param renewals How long a customer's renewals are paid: unlimited, none, count N or months N.
 * @param listFollowUps Whether refunds, cancellations and changes of status that this network has
 *     no URL for are listed, to be told to it by hand.
 * @param deDuplication What the network itself uses to notice a repeated postback: transaction-id,
 *     unique-id or none.
 * @param goals Postback URLs of other goals than sale, by goal.
 * @param placeholders Placeholders of your own in the URL, and the value each stands for, such as
 *     order_id, click:NAME or conversion:NAME. Keys keep their case.
 * @param settings What the preset or file has to be told, such as an account or a security token;
 *     also placeholders of your own whose value is the same for every postback. Keys keep their
 *     case.
 * @param required Placeholders without which nothing is sent, besides the identifier.
 * @param maxConcurrency Most attempts under way at once, from 1 to 1000.
 * @param rate Most calls begun in a time on one node, such as 20/1m.
 * @param deadline How long a postback is tried at most, or until the end of the click's window if
 *     that is sooner.
 * @param lateAfter After how long from tracking a postback counts as late: the network books it,
 *     but gives it less weight.
 * @param renewalsByTransactionId Whether a renewal may be sent with the transaction ID of the first
 *     click.
 * @param testMode Whether postbacks tell the network that they are only tests, where the preset or
 *     file says how.
 * @param retry When to send again to this network, in place of postback4j.retry.
 */
record NetworkProperties(
    @Nullable String preset,
    @Nullable Path file,
    @Nullable String url,
    @Nullable Boolean allowHttp,
    @Nullable Boolean allowPrivate,
    @DefaultValue List<Protocol> protocol,
    @DefaultValue Landing landing,
    @Nullable String attributionWindow,
    @DefaultValue Map<String, String> goalWindows,
    @Nullable String renewals,
    @Nullable Boolean listFollowUps,
    @Nullable DeDuplication deDuplication,
    @DefaultValue Map<String, String> goals,
    @DefaultValue Map<String, String> placeholders,
    @DefaultValue Map<String, String> settings,
    @Nullable List<String> required,
    @Nullable Integer maxConcurrency,
    @Nullable String rate,
    @Nullable Duration deadline,
    @Nullable Duration lateAfter,
    @Nullable Boolean renewalsByTransactionId,
    @Nullable Boolean testMode,
    Postback4jProperties.@Nullable Retry retry) {

  /**
   * What is read from the landing page's address.
   *
   * @param transactionId Parameters in which the transaction ID may arrive, the first present
   *     counts.
   * @param partnerId Parameters in which the partner ID may arrive.
   * @param offerId Parameters in which the offer ID may arrive.
   * @param keep Other parameters to keep with the click.
   * @param ignoreCase Whether upper and lower case of all these names are the same.
   * @param when Parameters that must have exactly these values for a landing to be this network's,
   *     where two networks share a parameter. Keys keep their case.
   */
  record Landing(
      @Nullable List<String> transactionId,
      @Nullable List<String> partnerId,
      @Nullable List<String> offerId,
      @Nullable List<String> keep,
      @Nullable Boolean ignoreCase,
      @DefaultValue Map<String, String> when) {}

  /** Without URLs and settings, which carry tokens. */
  @Override
  public String toString() {
    return "NetworkProperties[preset=" + preset + ", protocol=" + protocol + "]";
  }
}
