package dev.muster.platform.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of a request's address, as the REST API's clients write them: `name`, `name[]` repeated, booleans as 1, true or
/// True, times with or without a zone.
public final class Query {
  /// How Go prints a time by default, which a widely used client sends.
  private static final Pattern GO_TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2}) (\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?) ([+-]\\d{2})(\\d{2})(?: .*)?");

  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  private final Map<String, String[]> parameters;
  private final @Nullable List<String> keptTo;

  public Query(Map<String, String[]> parameters) {
    this(parameters, null);
  }

  private Query(Map<String, String[]> parameters, @Nullable List<String> keptTo) {
    this.parameters = parameters;
    this.keptTo = keptTo;
  }

  /// The attribute of a request that holds the teams which answers are kept to, a list of ids; missing for most callers.
  public static final String KEPT_TO_TEAMS = Query.class.getName() + ".teams";

  /// The same, with `team_ids` kept to these teams, whatever the address says.
  Query keptTo(List<String> teamIds) {
    var kept = new LinkedHashMap<>(parameters);
    List<String> asked = list("team_ids");
    List<String> both = asked.stream().filter(teamIds::contains).toList();
    kept.remove("team_ids");
    kept.put(
        "team_ids[]",
        (asked.isEmpty() ? teamIds : both.isEmpty() ? List.of("-") : both).toArray(String[]::new));
    return new Query(kept, List.copyOf(teamIds));
  }

  /// Whether the answer is kept to some teams.
  public boolean isKept() {
    return keptTo != null;
  }

  /// Whether whoever asks may see something that these teams own; true for everybody who is not kept to teams.
  ///
  /// @param owners ids of teams; null for what belongs to no team
  public boolean shows(@Nullable Collection<String> owners) {
    List<String> own = keptTo;
    return own == null || (owners != null && !Collections.disjoint(own, owners));
  }

  /// Reads the part of an address behind the question mark, and that alone: a body that claims to be a form is not touched.
  ///
  /// @throws ApiException 400 when it is not encoded as an address
  public static Query parse(@Nullable String queryString) {
    if (queryString == null || queryString.isEmpty()) {
      return new Query(Map.of());
    }
    var values = new LinkedHashMap<String, List<String>>();
    for (String pair : queryString.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        values
            .computeIfAbsent(
                decode(equals < 0 ? pair : pair.substring(0, equals)), _ -> new ArrayList<>())
            .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    var parameters = new LinkedHashMap<String, String[]>();
    values.forEach((name, all) -> parameters.put(name, all.toArray(String[]::new)));
    return new Query(parameters);
  }

  private static String decode(String text) {
    try {
      String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
      if (decoded.indexOf('\0') >= 0) {
        throw ApiException.invalid("The address holds a NUL character: '" + text + "'.");
      }
      return decoded;
    } catch (IllegalArgumentException malformed) {
      throw ApiException.invalid("The address is not encoded well: '" + text + "'.");
    }
  }

  /// The value; null when missing or blank.
  public @Nullable String text(String name) {
    String[] values = parameters.get(name);
    return values == null || values.length == 0 || values[0].isBlank() ? null : values[0];
  }

  /// All values of `name[]` and of `name`, without repetition; empty when none is given.
  public List<String> list(String name) {
    var values = new ArrayList<String>();
    for (String key : List.of(name + "[]", name)) {
      String[] given = parameters.get(key);
      if (given != null) {
        Arrays.stream(given).filter(value -> !value.isBlank()).forEach(values::add);
      }
    }
    return values.stream().distinct().toList();
  }

  /// What the client wants to have in full.
  public Set<String> includes() {
    return new HashSet<>(list("include"));
  }

  /// @throws ApiException 400 when it is not a whole number within the bounds
  public long number(String name, long otherwise, long least, long most) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // told below
    }
    throw ApiException.invalid(
        "'"
            + name
            + "' must be a whole number from "
            + least
            + (most == Integer.MAX_VALUE ? "" : " to " + most)
            + ".");
  }

  /// @throws ApiException 400 when it is not a boolean
  public boolean flag(String name, boolean otherwise) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw ApiException.invalid("'" + name + "' must be true or false.");
    };
  }

  /// The zone in `time_zone`; null when missing.
  ///
  /// @throws ApiException 400 when there is no such zone
  public @Nullable ZoneId zone() {
    String name = text("time_zone");
    if (name == null) {
      return null;
    }
    try {
      return ZoneId.of(name, ZoneId.SHORT_IDS);
    } catch (DateTimeException unknown) {
      throw ApiException.invalid("'time_zone' names no time zone: '" + name + "'.");
    }
  }

  /// A moment; null when missing. A time without a zone is read in `time_zone`, or UTC.
  ///
  /// @throws ApiException 400 when it is no time
  public @Nullable Instant time(String name) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    ZoneId zone = zone();
    return instant(value, zone == null ? java.time.ZoneOffset.UTC : zone)
        .orElseThrow(() ->
            ApiException.invalid("'" + name + "' must be an ISO 8601 time, not '" + value + "'."));
  }

  /// A moment that must be there.
  public Instant requiredTime(String name) {
    Instant time = time(name);
    if (time == null) {
      throw ApiException.invalid("'" + name + "' is missing.");
    }
    return time;
  }

  /// Passes when the time between is at most so long.
  ///
  /// @throws ApiException 400 that names the limit
  public static void checkSpan(Instant since, Instant until, Duration most) {
    if (until.isBefore(since)) {
      throw ApiException.invalid("'until' must not be before 'since'.");
    }
    if (Duration.between(since, until).compareTo(most) > 0) {
      throw ApiException.invalid(
          "The time range must not be longer than " + most.toDays() + " days.");
    }
  }

  /// Reads a time as ISO 8601 with an offset, `Z`, a bracketed zone or none, as a date alone, or as Go prints it. Times before 1970 or
  /// after 9999 are none: the zero times of some languages, or what no database keeps.
  ///
  /// @param zone for times without one
  public static Optional<Instant> instant(String text, ZoneId zone) {
    return parsed(text, zone).filter(Query::usual);
  }

  /// Whether a moment lies in the years 1970 to 9999.
  public static boolean usual(Instant time) {
    return !time.isBefore(Instant.EPOCH) && time.isBefore(YEAR_10000);
  }

  private static Optional<Instant> parsed(String text, ZoneId zone) {
    String value = text.strip();
    if (value.contains(" ") && value.length() > 19 && value.charAt(10) == 'T') {
      value = value.replace(' ', '+'); // a plus sign that was not escaped in an address
    }
    var go = GO_TIME.matcher(value);
    if (go.matches()) {
      value = go.group(1) + "T" + go.group(2) + go.group(3) + ":" + go.group(4);
    }
    try {
      if (value.length() == 10) {
        return Optional.of(LocalDate.parse(value).atStartOfDay(zone).toInstant());
      }
      if (value.length() > 10 && value.charAt(10) == ' ') {
        value = value.substring(0, 10) + "T" + value.substring(11);
      }
      var parsed = OFFSET_OR_NONE.parseBest(value, OffsetDateTime::from, LocalDateTime::from);
      return Optional.of(
          parsed instanceof OffsetDateTime offset
              ? offset.toInstant()
              : ((LocalDateTime) parsed).atZone(zone).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  private static final DateTimeFormatter OFFSET_OR_NONE =
      DateTimeFormatter.ofPattern(
          "yyyy-MM-dd'T'HH:mm[:ss][.SSSSSSSSS][.SSSSSSSS][.SSSSSSS][.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S][XXX][XX][X]",
          Locale.ROOT);
}
