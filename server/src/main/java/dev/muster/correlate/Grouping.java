package dev.muster.correlate;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides, for one new alert of a service, which open incident it belongs to. Pure: the same alert, recipe and candidates give the
/// same answer for ever, whatever the order of the candidates.
///
/// An alert and an incident are compared by *traits*: short digests of what the recipe looks at. An incident has the traits of all
/// alerts that joined it, so the decision needs no look at its members, however many they are.
final class Grouping {
  /// Version of the rules below; goes up when the same input would be decided differently.
  static final int VERSION = 3;

  /// Windows that start anew with every alert end here, so that a service which never falls silent still gets a new incident a day.
  static final Duration LONGEST = Duration.ofHours(24);

  /// Alerts that read alike come close together or not at all; used when the recipe names no window.
  static final Duration INTELLIGENT_WINDOW = Duration.ofMinutes(5);

  private Grouping() {}

  /// What a service asks for.
  sealed interface Recipe {
    /// Each alert is an incident of its own.
    record None() implements Recipe {}

    /// Alerts within so much time of the incident's forming.
    ///
    /// @param window zero means as long as the incident is open
    record Time(Duration window) implements Recipe {}

    /// Alerts that agree in fields and follow one another within the window.
    ///
    /// @param all true when every field must agree, false when one is enough
    /// @param window zero means as long as the incident is open
    record Content(List<String> fields, boolean all, Duration window) implements Recipe {
      public Content {
        fields = List.copyOf(fields);
      }
    }

    /// Alerts that belong together by themselves.
    ///
    /// @param window zero leaves it to {@link #INTELLIGENT_WINDOW}
    record Intelligent(Duration window) implements Recipe {}
  }

  /// A new alert as far as grouping looks at it.
  ///
  /// @param identity what makes a relapse of the same alert recognisable: its door and dedup key; null when the service does not
  ///     watch its recovered incidents, so that there is nothing to relapse into
  /// @param severity how badly it is affected; null when that is not known, and then it is no after-effect
  /// @param fields by the names that a recipe may use
  record Arrival(
      String alertId,
      @Nullable String identity,
      @Nullable Severity severity,
      Map<String, String> fields,
      Instant at) {}

  /// An open incident of the same service.
  ///
  /// @param watching whether all its alerts have resolved and it is being watched
  /// @param worst the worst that any of its alerts has been; null when it never had one
  /// @param recoveredAt when all its alerts had resolved for the first time; null when they never had
  /// @param traits at least those of its traits that the arrival has as well
  record Candidate(
      String id,
      long number,
      boolean watching,
      @Nullable Severity worst,
      Instant formedAt,
      Instant lastAlertAt,
      @Nullable Instant recoveredAt,
      Set<String> traits) {}

  /// What becomes of the alert.
  sealed interface Decision {
    Reason reason();

    record Join(String incidentId, Reason reason) implements Decision {}

    record Form(Reason reason) implements Decision {}
  }

  /// Trait of an incident that had recovered and has alerts again.
  static final String AGAIN = "again";

  /// The traits that a candidate for that alert may have and that matter for it.
  static Set<String> wanted(Recipe recipe, Arrival arrival) {
    var wanted = new LinkedHashSet<>(traits(recipe, arrival));
    if (arrival.identity() != null) {
      wanted.add(AGAIN);
    }
    return wanted;
  }

  /// The traits by which that alert can be found again under that recipe; to be kept with the incident that it joins.
  static Set<String> traits(Recipe recipe, Arrival arrival) {
    var traits = new LinkedHashSet<String>();
    String identity = identityTrait(arrival);
    if (identity != null) {
      traits.add(identity);
    }
    if (recipe instanceof Recipe.Content content) {
      traits.addAll(contentTraits(content, arrival).keySet());
    }
    return traits;
  }

  static Decision decide(Recipe recipe, Arrival arrival, Collection<Candidate> candidates) {
    String identity = identityTrait(arrival);
    Optional<Candidate> relapse =
        newest(
            candidates,
            candidate ->
                identity != null && candidate.watching() && candidate.traits().contains(identity));
    if (relapse.isPresent()) {
      return join(
          relapse.get(),
          "grouping.relapse",
          "The same alert had cleared in incident #%d, which is still being watched."
              .formatted(relapse.get().number()));
    }
    Optional<Candidate> before =
        newest(candidates, candidate -> isAftermath(recipe, arrival, candidate));
    if (before.isPresent()) {
      return join(before.get(), AFTERMATH, aftermath(before.get().number()));
    }
    return switch (recipe) {
      case Recipe.None() ->
          form("grouping.none", "This service makes every alert an incident of its own.");
      case Recipe.Time(Duration window) -> byTime(window, arrival, candidates);
      case Recipe.Content content -> byContent(content, arrival, candidates);
      case Recipe.Intelligent(Duration window) -> byLikeness(window, arrival, candidates);
    };
  }

  /// Rule by which an alert joins an incident that had recovered.
  static final String AFTERMATH = "grouping.aftermath";

  static String aftermath(long number) {
    return "Incident #%d had recovered and was still being watched; this is taken for an after-effect of it."
        .formatted(number);
  }

  /// Whether what comes while an incident is being watched, or soon after an alert that came then, is one of its after-effects: people
  /// who have it need no other page for it. What is worse than all that it had seen is no after-effect, and neither is what a recipe
  /// by content tells apart.
  private static boolean isAftermath(Recipe recipe, Arrival arrival, Candidate candidate) {
    Severity severity = arrival.severity();
    return arrival.identity() != null
        && severity != null
        && mayFollow(candidate, severity, arrival.at())
        && (!(recipe instanceof Recipe.Content content)
            || contentTraits(content, arrival).keySet().stream()
                .anyMatch(candidate.traits()::contains));
  }

  /// Whether an alert of that severity may be an after-effect: it came while the incident was being watched or soon after another that
  /// came again, and is no worse than all that it had seen. None takes after-effects for longer than {@link #LONGEST} after it had
  /// recovered for the first time, however often it is watched anew.
  static boolean mayFollow(Candidate before, Severity severity, Instant at) {
    Instant recovered = before.recoveredAt();
    Severity worst = before.worst();
    boolean soon =
        before.watching()
            || (before.traits().contains(AGAIN)
                && !before.lastAlertAt().plus(INTELLIGENT_WINDOW).isBefore(at));
    return soon
        && recovered != null
        && !recovered.plus(LONGEST).isBefore(at)
        && worst != null
        && !severity.worseThan(worst);
  }

  private static Decision byTime(
      Duration window, Arrival arrival, Collection<Candidate> candidates) {
    Optional<Candidate> found =
        newest(
            candidates,
            candidate ->
                window.isZero()
                    || !Duration.between(candidate.formedAt(), arrival.at())
                        .minus(window)
                        .isPositive());
    return found
        .map(candidate ->
            join(
                candidate,
                "grouping.time",
                window.isZero()
                    ? "Incident #%d of the same service takes up alerts as long as it is open."
                        .formatted(candidate.number())
                    : "Incident #%d of the same service takes up alerts within %s of its start."
                        .formatted(candidate.number(), words(window))))
        .orElseGet(() ->
            form(
                "grouping.time",
                window.isZero()
                    ? "No incident of this service was open."
                    : "No open incident of this service had started within %s."
                        .formatted(words(window))));
  }

  private static Decision byContent(
      Recipe.Content recipe, Arrival arrival, Collection<Candidate> candidates) {
    Map<String, String> traits = contentTraits(recipe, arrival);
    if (traits.isEmpty()) {
      return form(
          "grouping.content",
          recipe.all()
              ? "The alert lacks a field that this service groups by: %s."
                  .formatted(String.join(", ", missing(recipe, arrival)))
              : "The alert has none of the fields that this service groups by: %s."
                  .formatted(String.join(", ", recipe.fields())));
    }
    Optional<Candidate> found =
        newest(
            candidates,
            candidate ->
                withinRolling(recipe.window(), candidate, arrival)
                    && traits.keySet().stream().anyMatch(candidate.traits()::contains));
    if (found.isEmpty()) {
      return form(
          "grouping.content",
          "No open incident of this service has an alert that agrees in %s%s."
              .formatted(
                  recipe.all()
                      ? String.join(" and ", recipe.fields())
                      : "any of " + String.join(", ", recipe.fields()),
                  recipe.window().isZero() ? "" : " within " + words(recipe.window())));
    }
    Candidate candidate = found.get();
    String shared =
        traits.entrySet().stream()
            .filter(trait -> candidate.traits().contains(trait.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    return join(
        candidate,
        "grouping.content",
        "It agrees with an alert of incident #%d in %s.".formatted(candidate.number(), shared));
  }

  private static Decision byLikeness(
      Duration window, Arrival arrival, Collection<Candidate> candidates) {
    Duration rolling = window.isZero() ? INTELLIGENT_WINDOW : window;
    return newest(candidates, candidate -> withinRolling(rolling, candidate, arrival))
        .map(candidate ->
            join(
                candidate,
                "grouping.intelligent",
                "It came within %s of the last alert of incident #%d of the same service; only time was compared, not wording."
                    .formatted(words(rolling), candidate.number())))
        .orElseGet(() ->
            form(
                "grouping.intelligent",
                "No open incident of this service had an alert within %s; only time was compared, not wording."
                    .formatted(words(rolling))));
  }

  private static boolean withinRolling(Duration window, Candidate candidate, Arrival arrival) {
    if (window.isZero()) {
      return true;
    }
    return Duration.between(candidate.lastAlertAt(), arrival.at()).compareTo(window) <= 0
        && Duration.between(candidate.formedAt(), arrival.at()).compareTo(LONGEST) <= 0;
  }

  /// The one with the highest number, so that the order in which candidates are listed does not matter.
  private static Optional<Candidate> newest(
      Collection<Candidate> candidates, java.util.function.Predicate<Candidate> fits) {
    return candidates.stream().filter(fits).max(Comparator.comparingLong(Candidate::number));
  }

  private static Decision join(Candidate candidate, String rule, String words) {
    return new Decision.Join(candidate.id(), new Reason(rule, VERSION, words));
  }

  private static Decision form(String rule, String words) {
    return new Decision.Form(new Reason(rule, VERSION, words));
  }

  private static @Nullable String identityTrait(Arrival arrival) {
    return arrival.identity() == null ? null : "i:" + digest(arrival.identity());
  }

  /// Trait to words: one trait for all fields together, or one for each field that the alert has.
  private static Map<String, String> contentTraits(Recipe.Content recipe, Arrival arrival) {
    var traits = new TreeMap<String, String>();
    if (recipe.all()) {
      var whole = new StringBuilder();
      var names = recipe.fields().stream().sorted().distinct().toList();
      for (String field : names) {
        String value = value(field, arrival);
        if (value == null) {
          return Map.of();
        }
        // lengths, so that no value can be mistaken for the end of another
        whole.append(field.length()).append(field).append(value.length()).append(value);
      }
      if (!names.isEmpty()) {
        traits.put("a:" + digest(whole.toString()), String.join(" and ", names));
      }
      return traits;
    }
    for (String field : recipe.fields()) {
      String value = value(field, arrival);
      if (value != null) {
        traits.put(
            "f:" + digest(field.length() + field + value),
            "%s (%s)".formatted(field, shorten(value)));
      }
    }
    return traits;
  }

  private static List<String> missing(Recipe.Content recipe, Arrival arrival) {
    return recipe.fields().isEmpty()
        ? List.of("no field is named")
        : recipe.fields().stream().filter(field -> value(field, arrival) == null).toList();
  }

  private static @Nullable String value(String field, Arrival arrival) {
    String value = arrival.fields().get(field);
    if (value == null) {
      value = arrival.fields().get(field.replaceFirst("^(custom_details|details)\\.", ""));
    }
    return value == null || value.isBlank() ? null : value;
  }

  private static String shorten(String value) {
    return value.length() <= 60 ? value : value.substring(0, 57) + "...";
  }

  private static String words(Duration span) {
    long seconds = span.toSeconds();
    if (seconds % 3_600 == 0) {
      return count(seconds / 3_600, "hour");
    }
    return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
  }

  private static String count(long number, String unit) {
    return String.format(Locale.ROOT, "%d %s%s", number, unit, number == 1 ? "" : "s");
  }

  /// 96 bits: among a million incidents of one service two unlike values meet with a chance of one in 10^16.
  private static String digest(String text) {
    return Sha256.hex(text, 12);
  }
}
