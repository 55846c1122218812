package io.github.postback4j.network;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a placeholder stands for, in words and in what can be told of a text without rendering it.
 *
 * @param text in words of the format
 * @param needs sources and settings without any of which it is missing
 * @param maybe whether it may be missing although all these are there
 * @param origin the source whose text it is, in some form; null where it is made of several, or is
 *     a hash
 * @param form how that is written
 * @param raw whether it is a piece of a URL as it is
 */
record Word(
    String text,
    Set<String> needs,
    boolean maybe,
    @Nullable String origin,
    Form form,
    boolean raw) {

  Word {
    needs = Set.copyOf(needs);
  }

  /**
   * @param as the form of money or a time; empty for that of all others
   * @param digits of minor units; null for the currency's own
   * @param mapping by the source's text what is written instead; null for the text itself
   * @param prefix before it
   * @param suffix after it
   * @param hexDigits how many of a hash; 0 for none
   */
  record Form(
      String as,
      @Nullable Integer digits,
      @Nullable Map<String, String> mapping,
      String prefix,
      String suffix,
      int hexDigits) {

    static final Form PLAIN = new Form("", null, null, "", "", 0);

    /** Of a text whose letters may have been changed. */
    static final Form CHANGED = new Form("changed", null, null, "", "", 0);
  }

  static Word of(String text, Set<String> needs, @Nullable String origin) {
    return new Word(text, needs, false, origin, Form.PLAIN, false);
  }

  Word saying(String words) {
    return new Word(words, needs, maybe, origin, form, raw);
  }

  Word and(String step) {
    return saying(text + ", " + step);
  }

  Word perhaps() {
    return new Word(text, needs, true, origin, form, raw);
  }

  Word in(Form other) {
    return new Word(text, needs, maybe, origin, other, raw);
  }

  /** Of which nothing can be told any more but when it is there. */
  Word changed() {
    return new Word(text, needs, maybe, null, Form.PLAIN, raw);
  }

  /** With other letters: what has a form of its own cannot be told any more. */
  Word reshaped() {
    boolean plain = form.equals(Form.PLAIN) || form.equals(Form.CHANGED);
    return origin != null && plain && Source.isFree(origin) ? in(Form.CHANGED) : changed();
  }

  Word asRaw() {
    return new Word(text, needs, maybe, origin, form, true);
  }
}
