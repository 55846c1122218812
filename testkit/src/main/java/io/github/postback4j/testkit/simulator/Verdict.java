package io.github.postback4j.testkit.simulator;

import io.github.postback4j.testkit.simulator.LedgerEntry.Status;

/**
 * What the rules make of a conversion request.
 *
 * @param answer the body, in TUNE's words
 * @param status how it enters the books
 * @param statusCode TUNE's number; 0 if it does not enter the books at all
 * @param reason why not approved, in words; empty if approved
 */
record Verdict(String answer, Status status, int statusCode, String reason) {

  /** TUNE: "43 server postback". */
  static final Verdict APPROVED = new Verdict("success=true;", Status.APPROVED, 43, "");

  /** TUNE: "31 approval enabled". */
  static final Verdict PENDING =
      new Verdict("success=true;", Status.PENDING, 31, "waits for approval");

  /** ShopBack: the bare answer is the normal one to {@code status=rejected}. */
  static final Verdict REJECTED_ON_REQUEST =
      new Verdict("success=false;", Status.REJECTED, 43, "rejected by the advertiser");

  /** Refused without a trace in the books: there is no click, offer or partner to book it on. */
  static Verdict refused(String message) {
    return new Verdict(failure(message), Status.REJECTED, 0, message);
  }

  /** Refused, and kept in the books as rejected under one of TUNE's numbers. */
  static Verdict rejected(int statusCode, String reason, String message) {
    return new Verdict(failure(message), Status.REJECTED, statusCode, reason);
  }

  private static String failure(String message) {
    return "success=false; err_msg=" + message + ";";
  }

  boolean enters() {
    return statusCode != 0;
  }
}
