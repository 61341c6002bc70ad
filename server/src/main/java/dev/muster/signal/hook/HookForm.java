package dev.muster.signal.hook;

import dev.muster.kernel.Severity;
import dev.muster.platform.secret.Proof;
import dev.muster.platform.web.Body;
import dev.muster.signal.rules.EventTexts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the settings of a webhook from the wire; what is wrong is noted in the {@link Body}, and what is not given stays.
final class HookForm {
  private static final int TEXT_MOST = 1_000;
  private static final int WORDS_MOST = 100;
  private static final int SECRET_LEAST = 8;
  private static final int SECRET_MOST = 200;
  private static final String HEADER = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}";

  private HookForm() {}

  /// @param before null when it cannot be read: then the kind must be said, so that a shut door is not opened by leaving it out
  static Proof proof(Body hook, @Nullable Proof before) {
    Body body = hook.object("signature");
    if (body == null) {
      return before == null ? Proof.NONE : before;
    }
    Proof.Kind kind = body.word("type", Proof.Kind::of, "none, hmac_sha256, token");
    if (kind == null && before == null) {
      body.fault("type", "must be one of none, hmac_sha256, token, as what it was cannot be read");
    }
    return proof(body, kind, before == null ? Proof.NONE : before);
  }

  private static Proof proof(Body body, Proof.@Nullable Kind given, Proof before) {
    Proof.Kind kind = given == null ? before.kind() : given;
    if (kind == Proof.Kind.NONE) {
      return Proof.NONE;
    }
    boolean same = kind == before.kind();
    String header = body.text("header");
    if (header == null || header.isBlank()) {
      header = same ? before.header() : kind == Proof.Kind.TOKEN ? "X-Token" : "X-Signature-256";
    }
    if (!header.matches(HEADER)) {
      body.fault("header", "is no name of a header");
    }
    String prefix =
        body.text("prefix", same ? before.prefix() : kind == Proof.Kind.TOKEN ? "" : "sha256=");
    if (prefix.length() > 40 || prefix.contains(",")) {
      body.fault("prefix", "must have 40 characters at most and no comma");
    }
    String encoding = body.text("encoding", same && before.base64() ? "base64" : "hex");
    if (!encoding.equals("hex") && !encoding.equals("base64")) {
      body.fault("encoding", "must be one of hex, base64, not '" + encoding + "'");
    }
    String timestamp =
        body.has("timestamp_header")
            ? body.text("timestamp_header")
            : same ? before.timestampHeader() : null;
    if (timestamp != null && !timestamp.isBlank() && !timestamp.matches(HEADER)) {
      body.fault("timestamp_header", "is no name of a header");
    }
    return new Proof(
        kind,
        header,
        prefix,
        encoding.equals("base64"),
        timestamp == null || timestamp.isBlank() ? null : timestamp);
  }

  /// A secret that the sender has made; null when none is given.
  static @Nullable String secret(Body hook) {
    String secret = hook.text("secret");
    if (secret == null || secret.isBlank()) {
      return null;
    }
    if (secret.length() < SECRET_LEAST || secret.length() > SECRET_MOST) {
      hook.fault("secret", "must have " + SECRET_LEAST + " to " + SECRET_MOST + " characters");
    }
    return secret;
  }

  static Mapping mapping(Body hook, Mapping before) {
    Map<String, String> texts =
        words(hook, "mapping", before.texts(), Mapping.FIELDS::contains, _ -> true, false);
    Map<String, String> severities =
        words(
            hook,
            "severity_words",
            before.severityWords(),
            _ -> true,
            word -> Severity.of(word).isPresent(),
            true);
    Map<String, String> actions =
        words(
            hook, "action_words", before.actionWords(), _ -> true, Mapping.ACTIONS::contains, true);
    try {
      return new Mapping(texts, severities, actions);
    } catch (EventTexts.Unreadable unreadable) {
      hook.fault("mapping." + unreadable.name(), "cannot be read: " + unreadable.getMessage());
      return before;
    }
  }

  private static Map<String, String> words(
      Body hook,
      String field,
      Map<String, String> before,
      Predicate<String> nameFits,
      Predicate<String> valueFits,
      boolean lower) {
    JsonNode given = hook.raw(field);
    if (!hook.has(field)) {
      return before;
    }
    var words = new LinkedHashMap<String, String>();
    if (given == null || given.isNull()) {
      return words;
    }
    if (!given.isObject() || given.size() > WORDS_MOST) {
      hook.fault(field, "must be an object with " + WORDS_MOST + " fields at most");
      return before;
    }
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isNull() || (value.isString() && value.stringValue().isBlank())) {
        continue;
      }
      if (!nameFits.test(name)) {
        hook.fault(
            field + "." + name,
            "is none of " + String.join(", ", new java.util.TreeSet<>(Mapping.FIELDS)));
      } else if (!value.isString() || value.stringValue().length() > TEXT_MOST) {
        hook.fault(field + "." + name, "must be a text of " + TEXT_MOST + " characters at most");
      } else if (!valueFits.test(value.stringValue())) {
        hook.fault(
            field + "." + name,
            field.equals("severity_words")
                ? "must be one of critical, error, warning, info"
                : "must be one of trigger, acknowledge, resolve, ignore");
      } else {
        words.put(lower ? name.strip().toLowerCase(Locale.ROOT) : name, value.stringValue());
      }
    }
    return words;
  }
}
