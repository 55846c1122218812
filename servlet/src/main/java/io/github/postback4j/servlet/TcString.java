package io.github.postback4j.servlet;

import java.util.Base64;

/**
 * Reads the purposes that were consented to from a TC string of version 2 (IAB Europe,
 * "Transparency and Consent String with Global Vendor and CMP List Formats", core string).
 */
final class TcString {

  private static final int VERSION = 2;

  /**
   * Bits before {@code PurposesConsent}: Version 6, Created 36, LastUpdated 36, CmpId 12,
   * CmpVersion 12, ConsentScreen 6, ConsentLanguage 12, VendorListVersion 12, TcfPolicyVersion 6,
   * IsServiceSpecific 1, UseNonStandardTexts 1, SpecialFeatureOptIns 12.
   */
  private static final int PURPOSES_AT = 152;

  private static final int PURPOSES = 24;
  private static final int LONGEST = 8192;

  private TcString() {}

  static void check(int... purposes) {
    if (purposes.length == 0) {
      throw new IllegalArgumentException("purposes must name at least one, such as 1");
    }
    for (int purpose : purposes) {
      if (purpose < 1 || purpose > PURPOSES) {
        throw new IllegalArgumentException("purposes must be from 1 to 24: " + purpose);
      }
    }
  }

  /** Whether all of these were consented to; false for what is no such string. */
  static boolean consents(String text, int... purposes) {
    int dot = text.indexOf('.');
    String core = dot < 0 ? text : text.substring(0, dot);
    if (core.length() > LONGEST) {
      return false;
    }
    byte[] bits;
    try {
      bits = Base64.getUrlDecoder().decode(core);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bits.length * 8 < PURPOSES_AT + PURPOSES || (bits[0] & 0xff) >> 2 != VERSION) {
      return false;
    }
    for (int purpose : purposes) {
      int bit = PURPOSES_AT + purpose - 1;
      if ((bits[bit / 8] >> (7 - bit % 8) & 1) == 0) {
        return false;
      }
    }
    return true;
  }
}
