package dev.muster.signal.source;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Text;
import dev.muster.platform.json.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a monitor says, in the house's normal form, whatever format it came in.
///
/// @param dedupKey the monitor's name for the trouble; null only on a trigger that gave none
/// @param summary empty on an acknowledge or resolve that gave none
/// @param source what is affected; empty on an acknowledge or resolve that gave none
/// @param severity null on an acknowledge or resolve that gave none
/// @param eventAt when the monitor says that it happened; null when it does not say
/// @param stage the environment, when the monitor names one: `production`, `staging`
/// @param details the monitor's own fields, lossless
/// @param links list of `{href, text}`
/// @param images list of `{src, href, alt}`
/// @param client the monitor's name, and `clientUrl` a page of it
/// @param cut field to full text, for fields that were too long or of a wrong kind and so are not, or not wholly, in their place
public record Report(
    Action action,
    @Nullable String dedupKey,
    String summary,
    String source,
    @Nullable Severity severity,
    @Nullable Instant eventAt,
    @Nullable String component,
    @Nullable String group,
    @Nullable String eventClass,
    @Nullable String stage,
    @Nullable RawJson details,
    @Nullable RawJson links,
    @Nullable RawJson images,
    @Nullable String client,
    @Nullable String clientUrl,
    Map<String, String> cut) {

  /// What the monitor wants.
  public enum Action {
    TRIGGER,
    ACKNOWLEDGE,
    RESOLVE
  }

  /// The same with that key.
  public Report withDedupKey(String key) {
    return new Report(
        action,
        key,
        summary,
        source,
        severity,
        eventAt,
        component,
        group,
        eventClass,
        stage,
        details,
        links,
        images,
        client,
        clientUrl,
        cut);
  }

  /// The same with what event rules rewrote.
  ///
  /// @param fields by their names in the Events API: `summary`, `source`, `severity`, `event_action`, `dedup_key`, `component`,
  ///     `group`, `class`; others are passed over
  /// @param more set in the details, by dotted path
  public Report revised(Map<String, String> fields, Map<String, String> more) {
    if (fields.isEmpty() && more.isEmpty()) {
      return this;
    }
    String key = fields.get("dedup_key");
    Action act = EventsV2.action(fields.get("event_action"));
    String level = fields.get("severity");
    return new Report(
        act == null ? action : act,
        key == null || key.isBlank()
            ? dedupKey
            : Texts.shortKey(Text.clean(key), Wire.DEDUP_KEY_MAX),
        fit(fields, "summary", summary, Wire.SUMMARY_MAX),
        fit(fields, "source", source, Wire.FIELD_MAX),
        level == null ? severity : Severity.of(level).orElse(severity),
        eventAt,
        other(fields, "component", component),
        other(fields, "group", group),
        other(fields, "class", eventClass),
        stage,
        Revision.of(details, more),
        links,
        images,
        client,
        clientUrl,
        cut);
  }

  private static String fit(Map<String, String> fields, String name, String old, int most) {
    String given = fields.get(name);
    if (given == null || given.isBlank()) {
      return old;
    }
    String clean = Text.clean(given);
    return Texts.longer(clean, most) ? Texts.cut(clean, most) : clean;
  }

  private static @Nullable String other(
      Map<String, String> fields, String name, @Nullable String old) {
    String given = fields.get(name);
    return given == null ? old : fit(fields, name, "", Wire.FIELD_MAX);
  }

  /// The details as they are kept: the monitor's own, and, when fields had to be cut, `muster_truncated` with their full texts.
  public @Nullable String keptDetails() {
    if (cut.isEmpty()) {
      return RawJson.textOf(details);
    }
    String full = "\"muster_truncated\":" + Json.write(cut);
    if (details == null) {
      return "{" + full + "}";
    }
    String own = details.text().strip();
    if (!details.isObject()) {
      return "{\"custom_details\":" + own + "," + full + "}";
    }
    String inside = own.substring(1, own.length() - 1);
    return "{" + inside + (inside.isBlank() ? "" : ",") + full + "}";
  }
}
