package io.github.postback4j.network;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts of an XML answer's elements in one pass over it. Not the JDK's StAX: its factory
 * may find another parser on the class path, each has switches of its own against DTDs, and it
 * takes five times the memory. Here entities other than the five and numbers stay as they are
 * written, a DTD of the document's own ends the reading, and so does anything that is no XML: what
 * was closed before it counts.
 */
final class XmlBody {

  private static final Map<String, String> ENTITIES =
      Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos", "'");

  private final String source;
  private final StringBuilder text = new StringBuilder();

  /** The first element of each name, with and without its prefix. */
  private final Map<String, Element> elements = new HashMap<>();

  private @Nullable Element open;
  private int position;
  private boolean hadRoot;
  private boolean isPage;
  private boolean whole;

  private XmlBody(String source) {
    this.source = source;
  }

  /** An element whose text ends at {@code end}; -1 until it is closed. */
  private static final class Element {
    private final String name;
    private final @Nullable Element parent;
    private final int start;
    private int end = -1;

    private Element(String name, @Nullable Element parent, int start) {
      this.name = name;
      this.parent = parent;
      this.start = start;
    }
  }

  /** Never fails: of what is no XML, nothing can be asked. */
  static XmlBody read(String body) {
    XmlBody xml = new XmlBody(body);
    boolean valid = true;
    while (valid && xml.position < body.length()) {
      valid = xml.next();
    }
    xml.whole = valid && xml.hadRoot && xml.open == null && !xml.isPage;
    return xml;
  }

  /** Whether it was XML to its end, and no page for people. */
  boolean isWhole() {
    return whole;
  }

  /**
   * The text of the first element of this name, those within it included, without blanks at its
   * ends; null if there is none, it was not closed, or it is blank.
   *
   * @param tag with its prefix, or without if that does not matter
   */
  @Nullable String text(String tag) {
    Element element = elements.get(tag);
    if (element == null || element.end < 0) {
      return null;
    }
    String found = text.substring(element.start, element.end).strip();
    return found.isEmpty() ? null : found;
  }

  /** A tag name that {@link #text} can find. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 100
        && nameEnd(name, 0) == name.length()
        && name.indexOf(':') == name.lastIndexOf(':')
        && !name.startsWith(":")
        && !name.endsWith(":");
  }

  /** Goes over a tag, or the text up to the next one; false if it is no XML. */
  private boolean next() {
    if (source.charAt(position) != '<') {
      return characters();
    }
    if (source.startsWith("<!--", position)) {
      return skip(4, "-->");
    }
    if (source.startsWith("<![CDATA[", position)) {
      int start = position + 9;
      boolean closed = open != null && skip(9, "]]>");
      if (closed) {
        text.append(source, start, position - 3);
      }
      return closed;
    }
    if (source.startsWith("<?", position)) {
      return skip(2, "?>");
    }
    if (source.startsWith("<!", position)) {
      return docType();
    }
    return source.startsWith("</", position) ? endTag() : startTag();
  }

  private boolean skip(int length, String end) {
    int found = source.indexOf(end, position + length);
    if (found < 0) {
      return false;
    }
    position = found + end.length();
    return true;
  }

  /** One that only names the kind of document. */
  private boolean docType() {
    int start = position;
    boolean closed = !hadRoot && skip(2, ">");
    String inside = closed ? source.substring(start + 2, position - 1) : "";
    return inside.toUpperCase(Locale.ROOT).startsWith("DOCTYPE")
        && inside.indexOf('[') < 0
        && inside.indexOf('<') < 0;
  }

  private boolean characters() {
    int end = source.indexOf('<', position);
    int stop = end < 0 ? source.length() : end;
    if (open == null && !source.substring(position, stop).isBlank()) {
      return false;
    }
    while (position < stop) {
      char c = source.charAt(position);
      if (c != '&') {
        text.append(c);
        position++;
      } else {
        entity(stop);
      }
    }
    return true;
  }

  private void entity(int stop) {
    int last = Math.min(stop, position + 12);
    int semicolon = position + 1;
    while (semicolon < last && source.charAt(semicolon) != ';') {
      semicolon++;
    }
    String name = semicolon < last ? source.substring(position + 1, semicolon) : "";
    String meant = name.startsWith("#") ? codePoint(name.substring(1)) : ENTITIES.get(name);
    text.append(meant == null ? "&" : meant);
    position = meant == null ? position + 1 : semicolon + 1;
  }

  private static @Nullable String codePoint(String number) {
    try {
      int code =
          number.startsWith("x")
              ? Integer.parseInt(number.substring(1), 16)
              : Integer.parseInt(number);
      return Character.isValidCodePoint(code) ? Character.toString(code) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private boolean startTag() {
    int nameEnd = nameEnd(source, position + 1);
    if (nameEnd == position + 1 || (open == null && hadRoot)) {
      return false;
    }
    String name = source.substring(position + 1, nameEnd);
    int end = tagEnd(nameEnd);
    if (end < 0) {
      return false;
    }
    position = end + 1;
    isPage |= !hadRoot && name.equalsIgnoreCase("html");
    hadRoot = true;
    Element element = new Element(name, open, text.length());
    elements.putIfAbsent(name, element);
    elements.putIfAbsent(name.substring(name.indexOf(':') + 1), element);
    if (source.charAt(end - 1) == '/') {
      element.end = element.start;
    } else {
      open = element;
    }
    return true;
  }

  private boolean endTag() {
    int nameEnd = nameEnd(source, position + 2);
    int end = tagEnd(nameEnd);
    if (open == null || end < 0 || !source.substring(nameEnd, end).isBlank()) {
      return false;
    }
    if (!source.substring(position + 2, nameEnd).equals(open.name)) {
      return false;
    }
    open.end = text.length();
    open = open.parent;
    position = end + 1;
    return true;
  }

  /** Where the tag's {@code >} stands, attributes passed over; -1 if nowhere. */
  private int tagEnd(int from) {
    char quote = 0;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i;
      } else if (c == '<') {
        return -1;
      }
    }
    return -1;
  }

  private static int nameEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isNameCharacter(text.charAt(end), end == from)) {
      end++;
    }
    return end;
  }

  /** Beyond ASCII anything goes: which of it is a letter depends on XML's edition. */
  private static boolean isNameCharacter(char c, boolean first) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == ':'
        || (c >= 128 && !Character.isWhitespace(c))
        || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
  }
}
