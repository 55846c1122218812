package io.github.postback4j.network;

import io.github.postback4j.network.RequestFaults.Fault;
import io.github.postback4j.network.RequestFaults.Kind;
import io.github.postback4j.network.Word.Form;
import io.github.postback4j.network.Wording.Piece;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares texts of one received request with their templates. Not thread-safe. */
final class TextFit {

  /** Forms of texts by what they are, with the word for it. */
  private static final Map<String, String> TIMES =
      Map.of(
          "epoch-seconds", "[0-9]{9,11}",
          "epoch-millis", "[0-9]{12,14}",
          "iso", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(Z|[+-][0-9:]{4,6})",
          "iso-offset", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}[+-][0-9:]{4,6}",
          "compact", "[0-9]{8}_[0-9]{4}",
          "sql", "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}",
          "sql-offset", "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}[+-][0-9:]{4,6}",
          "date", "[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private static final String CHANGED = Form.CHANGED.as();

  private final Wording wording;
  private final Map<String, String> settings;
  private final String goal;
  private final boolean test;
  final List<Fault> faults = new ArrayList<>();
  final Map<String, String> values = new HashMap<>();

  /** How much was as declared, constants twice: what tells requests apart. */
  int likeness;

  /** Amounts in minor units, whose currency may come later. */
  private final Map<String, Money> minor = new HashMap<>();

  /**
   * @param settings by name, those that have a value
   */
  TextFit(Wording wording, Map<String, String> settings, String goal, boolean test) {
    this.wording = wording;
    this.settings = settings;
    this.goal = goal;
    this.test = test;
  }

  void fault(Kind kind, String place, String text) {
    faults.add(new Fault(kind, place, text));
  }

  /** The template with settings and constants filled in; null if a setting of it has no value. */
  @Nullable List<Piece> pieces(String template) {
    List<Piece> filled = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (Piece piece : Wording.pieces(template)) {
      String text = piece.isPlaceholder() ? constant(piece.text()) : piece.text();
      if (text != null) {
        literal.append(text);
      } else if (piece.isPlaceholder() && wording.isPlainSetting(piece.text())) {
        return null;
      } else {
        if (!literal.isEmpty()) {
          filled.add(new Piece(literal.toString(), false));
          literal.setLength(0);
        }
        filled.add(piece);
      }
    }
    if (!literal.isEmpty() || filled.isEmpty()) {
      filled.add(new Piece(literal.toString(), false));
    }
    return filled;
  }

  /** Whether it has a value that is a piece of a URL as it is. */
  boolean isRaw(String template) {
    return Wording.placeholders(template).stream().anyMatch(name -> wording.of(name).raw());
  }

  /** Whether it is made of settings and of nothing else. */
  boolean isOfSettings(String template) {
    List<String> names = Wording.placeholders(template);
    return !names.isEmpty() && names.stream().allMatch(wording::isPlainSetting);
  }

  /** Takes a piece off the beginning of a text, if it is there; the rest. */
  String after(NetworkDescription.Parameter piece, String text) {
    List<Piece> pieces = pieces(piece.value());
    if (pieces == null) {
      return text;
    }
    boolean raw = isRaw(piece.value());
    int end = 0;
    for (int i = 0; i < pieces.size() && end >= 0; i++) {
      if (!pieces.get(i).isPlaceholder()) {
        String literal = pieces.get(i).text();
        // What is a piece of a URL as it is may hold the literal as well.
        int at = raw && i > 0 ? text.lastIndexOf(literal) : text.indexOf(literal, end);
        end = at < end || (i == 0 && at > 0) ? -1 : at + literal.length();
      } else if (i + 1 == pieces.size()) {
        end = text.length();
      }
    }
    if (end < 0) {
      if (piece.required()) {
        fault(Kind.MISSING, "query", "has no piece " + piece.value());
      }
      return text;
    }
    match("query", piece.value(), text.substring(0, end), values);
    return text.substring(end);
  }

  private @Nullable String constant(String name) {
    String setting = wording.settingOf(name);
    if (setting != null) {
      return settings.get(setting);
    }
    Word word = wording.of(name);
    String text = Wording.constant(word.origin(), goal, test);
    if (text == null || word.form().hexDigits() > 0 || word.form().as().equals(CHANGED)) {
      return null;
    }
    Map<String, String> mapping = word.form().mapping();
    String mapped = mapping == null ? text : mapping.get(text);
    return mapped == null ? null : word.form().prefix() + mapped + word.form().suffix();
  }

  /**
   * Compares a text with its template and takes its values.
   *
   * @param into where values of a line go; {@link #values} for those of the whole
   */
  void match(String place, String template, String text, Map<String, String> into) {
    List<Piece> pieces = pieces(template);
    if (pieces == null) {
      return;
    }
    int at = 0;
    int end = text.length();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (!piece.isPlaceholder()) {
        if (!text.startsWith(piece.text(), at)) {
          wrongConstant(place, template, pieces.size() == 1);
          return;
        }
        at += piece.text().length();
        continue;
      }
      int next = end;
      if (i + 1 < pieces.size()) {
        Piece after = pieces.get(i + 1);
        if (after.isPlaceholder()) {
          return; // where one ends and the other begins cannot be told
        }
        boolean last = i + 2 == pieces.size();
        next = last ? end - after.text().length() : text.indexOf(after.text(), at);
        if (next < at) {
          wrongConstant(place, template, false);
          return;
        }
      }
      value(place, piece.text(), text.substring(at, next), into);
      at = next;
    }
    if (at < end) {
      wrongConstant(place, template, pieces.size() == 1);
    } else {
      likeness += pieces.size() == 1 && !pieces.get(0).isPlaceholder() ? 2 : 1;
    }
  }

  private void wrongConstant(String place, String template, boolean whole) {
    boolean shown = Wording.placeholders(template).isEmpty();
    fault(
        Kind.CONSTANT,
        place,
        !whole
            ? "is not of the form " + template
            : shown ? "must be " + template : "is not the value that " + template + " stands for");
  }

  private void value(String place, String name, String text, Map<String, String> into) {
    Word word = wording.of(name);
    Form form = word.form();
    if (word.raw()) {
      return;
    }
    if (text.isEmpty()) {
      fault(Kind.MISSING, place, "is empty");
      return;
    }
    if (!text.startsWith(form.prefix())
        || !text.endsWith(form.suffix())
        || text.length() < form.prefix().length() + form.suffix().length()) {
      fault(Kind.FORM, place, "is not " + word.text());
      return;
    }
    String inner = text.substring(form.prefix().length(), text.length() - form.suffix().length());
    if (form.hexDigits() > 0 && !inner.matches("[0-9a-f]{" + form.hexDigits() + "}")) {
      fault(Kind.FORM, place, "is no hash of " + form.hexDigits() + " small hexadecimal digits");
      return;
    }
    String origin = word.origin();
    if (origin == null) {
      into.putIfAbsent(name, text);
      return;
    }
    if (form.mapping() != null) {
      mapped(place, origin, inner, form.mapping(), into);
    } else if (isFit(origin, form.as(), inner)) {
      Money money = ofParts(form.as(), form.digits());
      if (money != null && !into.containsKey(origin)) {
        minor.put(origin, money);
      }
      into.putIfAbsent(origin, inner);
    } else {
      fault(Kind.FORM, place, "is no " + word.text());
    }
  }

  private void mapped(
      String place,
      String origin,
      String text,
      Map<String, String> mapping,
      Map<String, String> into) {
    for (Map.Entry<String, String> entry : mapping.entrySet()) {
      if (entry.getValue().equals(text)) {
        into.putIfAbsent(origin, entry.getKey());
        return;
      }
    }
    fault(Kind.FORM, place, "is none of the texts for " + origin);
  }

  /** The form of money that is an integer of parts of the unit; null for any other. */
  private static @Nullable Money ofParts(String as, @Nullable Integer digits) {
    Money.Form form = Money.FORMS.get(as);
    Money money = form == null ? null : new Money(form, digits);
    return money == null || !money.isOfParts() ? null : money;
  }

  private static boolean isFit(String origin, String as, String text) {
    if (ofParts(as, null) != null) {
      return text.matches("[0-9]{1,18}");
    }
    Source source = Source.named(origin);
    if (source instanceof Source.Money) {
      return text.matches("[0-9]{1,18}([.][0-9]{1,6})?");
    }
    if (source instanceof Source.Time) {
      String pattern = TIMES.get(as.isEmpty() ? "iso" : as);
      return pattern == null || text.matches(pattern);
    }
    return switch (origin) {
      case "currency" -> text.matches("[A-Z]{3}");
      case "item.quantity", "item.count", "n" -> text.matches("[0-9]{1,9}");
      case "customer_status" -> text.equals("new") || text.equals("returning");
      default -> true;
    };
  }

  /** Writes amounts of minor units as decimals, once all values are known. */
  void finish(List<Map<String, String>> items) {
    minor.forEach(
        (origin, money) -> {
          int digits = scale(money, values.get("currency"));
          values.computeIfPresent(origin, (name, text) -> decimal(text, digits));
          items.forEach(
              item -> item.computeIfPresent(origin, (name, text) -> decimal(text, digits)));
        });
  }

  private static int scale(Money money, @Nullable String currency) {
    try {
      return money.scale(currency);
    } catch (IllegalArgumentException e) {
      return money.scale(null); // of a currency that there is none of
    }
  }

  private static String decimal(String units, int digits) {
    return new BigDecimal(units).movePointLeft(digits).setScale(digits).toPlainString();
  }
}
