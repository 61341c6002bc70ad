package dev.muster.platform.web;

import dev.muster.kernel.Moments;
import dev.muster.platform.json.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A JSON object of a request, read with patience: unknown fields are ignored, every fault is gathered under the field's name, and
/// {@link #check} throws them all at once. Numbers may come as text and texts as numbers, as some clients send them.
public final class Body {
  /// Characters of a place that people are told.
  private static final int PLACE_MOST = 300;

  private final JsonNode node;
  private final String path;
  private final List<String> faults;

  private Body(JsonNode node, String path, List<String> faults) {
    this.node = node;
    this.path = path;
    this.faults = faults;
  }

  /// Reads a request body.
  ///
  /// @throws ApiException 400 when it is not a JSON object, or when a text in it holds a NUL character, which PostgreSQL cannot keep
  public static Body parse(byte[] bytes) {
    try {
      JsonNode root = dev.muster.platform.json.Json.mapper().readTree(bytes);
      if (!root.isObject()) {
        throw ApiException.invalid("The body must be a JSON object.");
      }
      Deque<Object> place = nul(root);
      if (place != null) {
        throw ApiException.invalid("'" + words(place) + "' holds a NUL character.");
      }
      return new Body(root, "", new ArrayList<>());
    } catch (JacksonException notJson) {
      throw ApiException.invalid("The body is not valid JSON: " + Json.why(notJson));
    }
  }

  /// Where a text or a name holds a NUL character: the names and indexes that lead there; null when none does. As deep as the parser
  /// goes. Nothing is written down before something is found, for anybody may send a large body full of long names.
  private static @Nullable Deque<Object> nul(JsonNode node) {
    if (node.isString()) {
      return node.stringValue().indexOf('\0') < 0 ? null : new ArrayDeque<>();
    }
    if (node.isArray()) {
      int index = 0;
      for (JsonNode element : node) {
        Deque<Object> found = nul(element);
        if (found != null) {
          found.push(index);
          return found;
        }
        index++;
      }
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Deque<Object> found =
          field.getKey().indexOf('\0') < 0 ? nul(field.getValue()) : new ArrayDeque<>();
      if (found != null) {
        found.push(field.getKey());
        return found;
      }
    }
    return null;
  }

  private static String words(Deque<Object> place) {
    var words = new StringBuilder();
    for (Object step : place) {
      if (step instanceof Integer index) {
        words.append('[').append(index).append(']');
      } else {
        words.append(words.isEmpty() ? "" : ".").append(step.toString().replace('\0', ' '));
      }
      if (words.length() > PLACE_MOST) {
        return words.substring(0, PLACE_MOST) + "...";
      }
    }
    return words.toString();
  }

  /// Wraps a node that was read already.
  public static Body of(JsonNode node) {
    return new Body(node, "", new ArrayList<>());
  }

  /// The object under that name, as in `{"incident": {...}}`.
  ///
  /// @throws ApiException 400 when it is missing
  public Body envelope(String name) {
    JsonNode inner = node.get(name);
    if (inner == null || !inner.isObject()) {
      throw ApiException.invalid("The body must hold an object '" + name + "'.");
    }
    return new Body(inner, name, faults);
  }

  /// True when the field is there, be it null.
  public boolean has(String field) {
    return node.has(field);
  }

  /// True when the field is there and is null.
  public boolean isNull(String field) {
    JsonNode value = node.get(field);
    return value != null && value.isNull();
  }

  public JsonNode node() {
    return node;
  }

  /// Another object in the place of this one; its faults are noted here.
  public Body as(JsonNode other) {
    return new Body(other, path, faults);
  }

  /// How many faults were noted so far, here or in an object below or above.
  public int faults() {
    return faults.size();
  }

  /// The raw field; null when missing or null.
  public @Nullable JsonNode raw(String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  /// Notes a fault of a field.
  public void fault(String field, String what) {
    faults.add("'" + name(field) + "' " + what);
  }

  /// Throws when any fault was noted, here or in an object below or above.
  public void check() {
    if (!faults.isEmpty()) {
      throw ApiException.invalid(List.copyOf(faults));
    }
  }

  private String name(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  /// A text; null when missing or null.
  public @Nullable String text(String field) {
    JsonNode value = raw(field);
    if (value == null) {
      return null;
    }
    if (value.isString()) {
      return value.stringValue();
    }
    if (value.isNumber() || value.isBoolean()) {
      return value.asString();
    }
    fault(field, "must be a text");
    return null;
  }

  public String text(String field, String otherwise) {
    String value = text(field);
    return value == null ? otherwise : value;
  }

  /// A text that must be there and not blank, and not longer than so many characters; `""` when it is faulty.
  public String required(String field, int most) {
    String value = text(field);
    if (value == null || value.isBlank()) {
      fault(field, "is missing or blank");
      return "";
    }
    if (value.codePointCount(0, value.length()) > most) {
      fault(field, "is longer than " + most + " characters");
      return "";
    }
    return value;
  }

  /// A text that may be missing, without the blanks around it and not longer than so many characters; null when it is missing, null, blank
  /// or faulty.
  public @Nullable String optional(String field, int most) {
    String value = text(field);
    if (value == null || value.isBlank()) {
      return null;
    }
    String clean = value.strip();
    if (clean.codePointCount(0, clean.length()) > most) {
      fault(field, "is longer than " + most + " characters");
      return null;
    }
    return clean;
  }

  /// A whole number within the bounds; null when missing or null.
  public @Nullable Long number(String field, long least, long most) {
    JsonNode value = raw(field);
    if (value == null) {
      return null;
    }
    double number = valueOf(value);
    long whole = (long) number;
    if (whole != number) {
      fault(field, "must be a whole number");
      return null;
    }
    if (whole < least || whole > most) {
      fault(field, "must be between " + least + " and " + most + inWords(field, least, most));
      return null;
    }
    return whole;
  }

  /// What is no number is none.
  private static double valueOf(JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    try {
      return Double.parseDouble(value.isString() ? value.stringValue().strip() : "");
    } catch (NumberFormatException notANumber) {
      return Double.NaN;
    }
  }

  /// A number within the bounds; null when missing or null.
  ///
  /// @param least the greatest negative number for any, and the smallest positive one for what must be more than nothing
  /// @param most the greatest number for any
  public @Nullable Double decimal(String field, double least, double most) {
    JsonNode value = raw(field);
    if (value == null) {
      return null;
    }
    double number = valueOf(value);
    if (number >= least && number <= most) {
      return number;
    }
    fault(
        field,
        !Double.isFinite(number)
            ? "must be a number"
            : most < Double.MAX_VALUE
                ? "must be a number between %s and %s".formatted(plain(least), plain(most))
                : least == 0 ? "must not be negative" : "must be more than 0");
    return null;
  }

  /// As a person writes it: a month in days is 30, not 3E+1, and an hour 0.0417.
  private static String plain(double number) {
    return BigDecimal.valueOf(number)
        .round(new MathContext(number < 1 ? 3 : 10))
        .stripTrailingZeros()
        .toPlainString();
  }

  /// Nobody knows a year by its seconds, and forms ask for minutes.
  private static String inWords(String field, long least, long most) {
    return field.endsWith("_seconds")
        ? " (%s to %s)"
            .formatted(
                Moments.words(Duration.ofSeconds(least)), Moments.words(Duration.ofSeconds(most)))
        : "";
  }

  public @Nullable Boolean flag(String field) {
    JsonNode value = raw(field);
    if (value == null) {
      return null;
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isString() && value.stringValue().equalsIgnoreCase("true")) {
      return true;
    }
    if (value.isString() && value.stringValue().equalsIgnoreCase("false")) {
      return false;
    }
    fault(field, "must be true or false");
    return null;
  }

  public boolean flag(String field, boolean otherwise) {
    Boolean value = flag(field);
    return value == null ? otherwise : value;
  }

  /// One of the words of a closed list; null when missing or null.
  ///
  /// @param allowed words for the error text
  public <T> @Nullable T word(String field, Function<String, Optional<T>> parse, String allowed) {
    String value = text(field);
    if (value == null) {
      return null;
    }
    Optional<T> word = parse.apply(value);
    if (word.isEmpty()) {
      fault(field, "must be one of " + allowed + ", not '" + value + "'");
      return null;
    }
    return word.get();
  }

  /// A moment; null when missing or null.
  public @Nullable Instant time(String field) {
    String value = text(field);
    if (value == null) {
      return null;
    }
    Optional<Instant> time = Query.instant(value, java.time.ZoneOffset.UTC);
    if (time.isEmpty()) {
      fault(field, "must be an ISO 8601 time, not '" + value + "'");
      return null;
    }
    return time.get();
  }

  /// The object below that field; null when missing or null.
  public @Nullable Body object(String field) {
    JsonNode value = raw(field);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      fault(field, "must be an object");
      return null;
    }
    return new Body(value, name(field), faults);
  }

  /// The objects of a list; empty when missing or null.
  public List<Body> objects(String field) {
    JsonNode value = raw(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      fault(field, "must be a list");
      return List.of();
    }
    var bodies = new ArrayList<Body>();
    int index = 0;
    for (JsonNode element : value) {
      String place = name(field) + "[" + index++ + "]";
      if (element.isObject()) {
        bodies.add(new Body(element, place, faults));
      } else {
        faults.add("'" + place + "' must be an object");
      }
    }
    return bodies;
  }

  /// The id of a reference `{"id": ..., "type": ...}`; null when missing or null.
  public @Nullable String reference(String field) {
    Body reference = object(field);
    if (reference == null) {
      return null;
    }
    String id = reference.required("id", 64);
    return id.isEmpty() ? null : id;
  }
}
