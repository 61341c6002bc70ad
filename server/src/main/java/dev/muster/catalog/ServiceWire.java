package dev.muster.catalog;

import dev.muster.kernel.Urgency;
import dev.muster.kernel.Words;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Body;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The shapes of a service's settings on the wire, both ways. Reading notes faults in the {@link Body} and answers what was there
/// before; the database keeps the same shapes.
final class ServiceWire {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private static final int DAY_MINUTES = 1_440;
  private static final int LONGEST_WINDOW_SECONDS = 86_400;

  private ServiceWire() {}

  // Urgency

  static Map<String, @Nullable Object> write(UrgencyRule rule) {
    var shape = new LinkedHashMap<String, @Nullable Object>();
    switch (rule) {
      case UrgencyRule.Constant(Urgency urgency) -> {
        shape.put("type", "constant");
        shape.put("urgency", urgency.wire());
      }
      case UrgencyRule.BySeverity() -> {
        shape.put("type", "constant");
        shape.put("urgency", "severity_based");
      }
      case UrgencyRule.BySupportHours(UrgencyRule during, UrgencyRule outside) -> {
        shape.put("type", "use_support_hours");
        shape.put("during_support_hours", write(during));
        shape.put("outside_support_hours", write(outside));
      }
    }
    return shape;
  }

  static UrgencyRule urgencyRule(Body body, UrgencyRule otherwise) {
    String type = body.text("type", "constant");
    return switch (type) {
      case "constant" -> constantRule(body, otherwise);
      case "use_support_hours" -> bySupportHours(body, otherwise);
      default -> {
        body.fault("type", "must be one of constant, use_support_hours, not '" + type + "'");
        yield otherwise;
      }
    };
  }

  private static UrgencyRule constantRule(Body body, UrgencyRule otherwise) {
    String urgency = body.text("urgency", "high");
    if (urgency.equals("severity_based")) {
      return new UrgencyRule.BySeverity();
    }
    Optional<Urgency> known = Urgency.of(urgency);
    if (known.isEmpty()) {
      body.fault("urgency", "must be one of high, low, severity_based, not '" + urgency + "'");
      return otherwise;
    }
    return new UrgencyRule.Constant(known.get());
  }

  private static UrgencyRule bySupportHours(Body body, UrgencyRule otherwise) {
    Body during = body.object("during_support_hours");
    Body outside = body.object("outside_support_hours");
    if (during == null || outside == null) {
      body.fault(during == null ? "during_support_hours" : "outside_support_hours", "is missing");
      return otherwise;
    }
    return new UrgencyRule.BySupportHours(
        constant(during, otherwise), constant(outside, otherwise));
  }

  /// Support hours within support hours would never end.
  private static UrgencyRule constant(Body body, UrgencyRule otherwise) {
    if (!body.text("type", "constant").equals("constant")) {
      body.fault("type", "must be constant");
      return otherwise;
    }
    return constantRule(body, otherwise);
  }

  static UrgencyRule storedUrgencyRule(String json) {
    return urgencyRule(stored(json), new UrgencyRule.Constant(Urgency.HIGH));
  }

  // Support hours

  static Map<String, Object> write(SupportHours hours) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("type", "fixed_time_per_day");
    shape.put("time_zone", hours.zone().getId());
    shape.put("days_of_week", hours.days().stream().map(DayOfWeek::getValue).sorted().toList());
    shape.put("start_time", TIME.format(hours.start()));
    shape.put("end_time", TIME.format(hours.end()));
    return shape;
  }

  static @Nullable SupportHours supportHours(Body body) {
    ZoneId zone = zone(body, "time_zone");
    LocalTime start = time(body, "start_time");
    LocalTime end = time(body, "end_time");
    var days = EnumSet.noneOf(DayOfWeek.class);
    JsonNode list = body.raw("days_of_week");
    if (list == null || !list.isArray() || list.isEmpty()) {
      body.fault("days_of_week", "must be a list of days, 1 for Monday to 7 for Sunday");
    } else {
      for (JsonNode day : list) {
        int number = day.asInt(0);
        if (number < 1 || number > 7) {
          body.fault("days_of_week", "holds a day that is not 1 to 7");
        } else {
          days.add(DayOfWeek.of(number));
        }
      }
    }
    return zone == null || start == null || end == null || days.isEmpty()
        ? null
        : new SupportHours(zone, start, end, days);
  }

  private static @Nullable LocalTime time(Body body, String field) {
    String text = body.required(field, 20);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException notATime) {
      body.fault(field, "must be a time such as 09:00:00, not '" + text + "'");
      return null;
    }
  }

  /// A zone by its IANA name; null when it is missing or there is none.
  static @Nullable ZoneId zone(Body body, String field) {
    String name = body.required(field, 64);
    if (name.isEmpty()) {
      return null;
    }
    try {
      return ZoneId.of(name, ZoneId.SHORT_IDS);
    } catch (DateTimeException unknown) {
      body.fault(field, "names no time zone: '" + name + "'");
      return null;
    }
  }

  static SupportHours storedSupportHours(String json) {
    SupportHours hours = supportHours(stored(json));
    if (hours == null) {
      throw new IllegalStateException("stored support hours cannot be read: " + json);
    }
    return hours;
  }

  // Scheduled actions

  static Map<String, Object> write(Service.ScheduledAction action) {
    var at = new LinkedHashMap<String, Object>();
    at.put("type", "named_time");
    at.put("name", action.atStart() ? "support_hours_start" : "support_hours_end");
    var shape = new LinkedHashMap<String, Object>();
    shape.put("type", "urgency_change");
    shape.put("at", at);
    shape.put("to_urgency", action.toUrgency().wire());
    return shape;
  }

  static List<Service.ScheduledAction> scheduledActions(List<Body> bodies) {
    var actions = new ArrayList<Service.ScheduledAction>();
    for (Body body : bodies) {
      Urgency to = body.word("to_urgency", Urgency::of, "high, low");
      Body at = body.object("at");
      String name = at == null ? "" : at.text("name", "");
      if (!name.equals("support_hours_start") && !name.equals("support_hours_end")) {
        body.fault("at.name", "must be support_hours_start or support_hours_end");
      }
      if (to == null) {
        body.fault("to_urgency", "is missing");
      } else {
        actions.add(new Service.ScheduledAction(name.equals("support_hours_start"), to));
      }
    }
    return actions;
  }

  static List<Service.ScheduledAction> storedScheduledActions(String json) {
    var bodies = new ArrayList<Body>();
    for (JsonNode action : Json.mapper().readTree(json)) {
      bodies.add(Body.of(action));
    }
    return scheduledActions(bodies);
  }

  // Alert grouping

  static Map<String, @Nullable Object> write(AlertGrouping grouping) {
    var config = new LinkedHashMap<String, @Nullable Object>();
    String type =
        switch (grouping) {
          case AlertGrouping.None() -> null;
          case AlertGrouping.Time(int minutes) -> {
            config.put("timeout", minutes);
            yield "time";
          }
          case AlertGrouping.Content(List<String> fields, boolean all, int windowSeconds) -> {
            config.put("aggregate", all ? "all" : "any");
            config.put("fields", fields);
            config.put("time_window", windowSeconds);
            yield "content_based";
          }
          case AlertGrouping.Intelligent(int windowSeconds) -> {
            config.put("time_window", windowSeconds);
            yield "intelligent";
          }
        };
    var shape = new LinkedHashMap<String, @Nullable Object>();
    shape.put("type", type);
    shape.put("config", type == null ? null : config);
    return shape;
  }

  static AlertGrouping alertGrouping(Body body, AlertGrouping otherwise) {
    String type = body.text("type");
    if (type == null || type.isEmpty()) {
      return new AlertGrouping.None();
    }
    Body given = body.object("config");
    Body config = given == null ? body : given;
    return switch (type) {
      case "time" -> new AlertGrouping.Time(number(config, "timeout", 0, 7 * DAY_MINUTES, 0));
      case "intelligent" -> new AlertGrouping.Intelligent(window(config));
      case "content_based", "content_based_intelligent" -> {
        List<String> fields = texts(config, "fields");
        if (fields.isEmpty()) {
          config.fault("fields", "must name a field at least");
          yield otherwise;
        }
        String aggregate = config.text("aggregate", "all");
        if (!aggregate.equals("all") && !aggregate.equals("any")) {
          config.fault("aggregate", "must be one of all, any, not '" + aggregate + "'");
        }
        yield new AlertGrouping.Content(fields, aggregate.equals("all"), window(config));
      }
      default -> {
        body.fault(
            "type", "must be one of time, intelligent, content_based or null, not '" + type + "'");
        yield otherwise;
      }
    };
  }

  /// The wire's word for a way of grouping; null for none.
  static @Nullable String type(AlertGrouping grouping) {
    return (String) write(grouping).get("type");
  }

  /// The `config` of an alert grouping setting: it counts time in seconds, and where nothing is set there is null, not 0.
  static Map<String, @Nullable Object> settingConfig(AlertGrouping grouping) {
    var config = new LinkedHashMap<String, @Nullable Object>();
    switch (grouping) {
      case AlertGrouping.None() -> {}
      case AlertGrouping.Time(int minutes) -> config.put("timeout", orNull(minutes * 60));
      case AlertGrouping.Content(List<String> fields, boolean all, int windowSeconds) -> {
        config.put("aggregate", all ? "all" : "any");
        config.put("fields", fields);
        config.put("time_window", orNull(windowSeconds));
      }
      case AlertGrouping.Intelligent(int windowSeconds) ->
          config.put("time_window", orNull(windowSeconds));
    }
    return config;
  }

  private static @Nullable Integer orNull(int seconds) {
    return seconds == 0 ? null : (Integer) seconds;
  }

  /// Reads the `config` of an alert grouping setting of that type.
  static AlertGrouping settingGrouping(Body body, String type, AlertGrouping otherwise) {
    if (type.equals("time")) {
      Body config = body.object("config");
      int seconds = config == null ? 0 : number(config, "timeout", 0, 7 * DAY_MINUTES * 60, 0);
      return new AlertGrouping.Time((seconds + 59) / 60); // a service counts whole minutes
    }
    if (body.raw("type") == null) {
      ObjectNode whole = Json.mapper().createObjectNode().put("type", type);
      JsonNode config = body.raw("config");
      return alertGrouping(
          body.as(config == null ? whole : whole.set("config", config)), otherwise);
    }
    return alertGrouping(body, otherwise);
  }

  private static int window(Body config) {
    return number(config, "time_window", 0, LONGEST_WINDOW_SECONDS, 0);
  }

  private static int number(Body body, String field, int least, int most, int otherwise) {
    Long number = body.number(field, least, most);
    return number == null ? otherwise : number.intValue();
  }

  static List<String> texts(Body body, String field) {
    JsonNode list = body.raw(field);
    if (list == null) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    if (list.isArray()) {
      for (JsonNode text : list) {
        if (text.isString() && !text.stringValue().isBlank()) {
          texts.add(text.stringValue().strip());
        }
      }
    } else {
      body.fault(field, "must be a list of texts");
    }
    return texts.stream().distinct().toList();
  }

  static AlertGrouping storedAlertGrouping(String json) {
    return alertGrouping(stored(json), new AlertGrouping.None());
  }

  // Recovery

  static Optional<Service.RecoveryMode> recoveryMode(String word) {
    return Words.find(Service.RecoveryMode.class, word);
  }

  private static Body stored(String json) {
    return Body.of(Json.mapper().readTree(json));
  }
}
