package dev.muster.signal.source;

import dev.muster.kernel.Text;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A walk over one body: the parser, and what was found wrong on the way.
final class Wire implements AutoCloseable {
  /// Limits of the Events API, in characters.
  static final int SUMMARY_MAX = 1_024;

  static final int DEDUP_KEY_MAX = 255;

  /// No field but summary and key has a published limit; this one keeps an index row below PostgreSQL's limit.
  static final int FIELD_MAX = 1_024;

  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  final byte[] body;
  final boolean strict;
  final JsonParser parser;
  final List<String> faults = new ArrayList<>(0);
  private Map<String, String> cut = Map.of();

  /// Which of many alerts is being read; -1 when the body is one event. Names of fields are put together only for faults.
  int alert = -1;

  /// @param strict refuses what is too long or of a wrong kind; otherwise it is cut and the full text kept
  Wire(byte[] sent, boolean strict) {
    this.body = utf8(sent);
    this.strict = strict;
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), body, 0, body.length);
  }

  /// JSON may come in UTF-16 or UTF-32 and with a byte order mark; positions in the body are counted in UTF-8.
  private static byte[] utf8(byte[] sent) {
    if (sent.length < 2 || (sent[0] > 0 && sent[1] > 0)) {
      return sent;
    }
    int first = sent[0] & 0xFF;
    int second = sent[1] & 0xFF;
    if (first == 0xEF && second == 0xBB) {
      return sent; // a mark of UTF-8 itself: the parser skips it
    }
    boolean wide = sent.length >= 4 && sent.length % 4 == 0;
    Charset charset = null;
    if (first == 0 && second == 0) {
      charset = wide ? Charset.forName("UTF-32BE") : null;
    } else if (wide && sent[2] == 0 && sent[3] == 0) {
      charset = Charset.forName("UTF-32LE");
    } else if (first == 0 || (first == 0xFE && second == 0xFF)) {
      charset = StandardCharsets.UTF_16BE;
    } else if (second == 0 || (first == 0xFF && second == 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
    }
    if (charset == null) {
      return sent;
    }
    String text = new String(sent, charset);
    return (text.startsWith("\uFEFF") ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8);
  }

  void fault(String field, String what) {
    faults.add("'" + name(field) + "' " + what);
  }

  private String name(String field) {
    if (alert < 0) {
      return field;
    }
    return "alerts[" + alert + "]" + (field.isEmpty() ? "" : "." + field);
  }

  void cut(String field, String full) {
    if (cut.isEmpty()) {
      cut = new LinkedHashMap<>();
    }
    cut.put(name(field), full);
  }

  /// What was cut since the last call.
  Map<String, String> takeCut() {
    Map<String, String> taken = cut;
    cut = Map.of();
    return taken;
  }

  int tokenStart() {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  int position() {
    return (int) parser.currentLocation().getByteOffset();
  }

  /// The current value as it stands in the body; null for null.
  @Nullable RawJson raw() {
    JsonToken token = parser.currentToken();
    int from = tokenStart();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token != null && token.isStructStart()) {
      parser.skipChildren();
    } else {
      parser.finishToken();
    }
    return new RawJson(body, from, position());
  }

  /// The current value as a list; anything else is noted, and is no reason to lose a page.
  @Nullable RawJson list(String field) {
    boolean isList = parser.currentToken() == JsonToken.START_ARRAY;
    RawJson raw = raw();
    if (raw == null || isList) {
      return raw;
    }
    if (strict) {
      fault(field, "must be a list");
    } else {
      cut(field, raw.text());
    }
    return null;
  }

  /// The current value as a text; numbers and booleans are taken as they are written. Null for null, and for objects and lists,
  /// which are noted.
  @Nullable String text(String field, boolean required) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return Text.clean(parser.getString());
    }
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token != null && token.isScalarValue()) {
      return parser.getString();
    }
    RawJson raw = raw();
    if (required || strict) {
      fault(field, "must be a text");
    } else if (raw != null) {
      cut(field, raw.text());
    }
    return null;
  }

  /// An optional text, not longer than {@link #FIELD_MAX}; null when blank.
  @Nullable String field(String field) {
    String value = text(field, false);
    return value == null || value.isBlank() ? null : fit(field, value, FIELD_MAX);
  }

  /// The text, cut when it is too long; in strict mode that is a fault.
  String fit(String field, String value, int most) {
    if (!Texts.longer(value, most)) {
      return value;
    }
    if (strict) {
      fault(field, "is longer than " + most + " characters");
      return value;
    }
    cut(field, value);
    return Texts.cut(value, most);
  }

  /// A dedup key that is short enough; in strict mode a long one is a fault.
  @Nullable String key(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (!Texts.longer(value, DEDUP_KEY_MAX)) {
      return value;
    }
    if (strict) {
      fault(field, "is longer than " + DEDUP_KEY_MAX + " characters");
      return value;
    }
    cut(field, value);
    return Texts.shortKey(value, DEDUP_KEY_MAX);
  }

  /// A time; null when there is none. One that cannot be read is noted.
  java.time.@Nullable Instant time(String field) {
    String value = text(field, false);
    if (value == null || value.isBlank()) {
      return null;
    }
    java.time.Instant time = Texts.time(value.strip());
    if (time == null) {
      if (strict) {
        fault(field, "must be an ISO 8601 time, not '" + value + "'");
      } else {
        cut(field, value);
      }
    }
    return time;
  }

  /// Passes when nothing follows the value that was read.
  void end() {
    if (parser.nextToken() != null) {
      faults.add("The body holds more than one JSON value");
    }
  }

  @Override
  public void close() {
    parser.close();
  }
}
