package dev.muster.correlate;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.Grouping.Arrival;
import dev.muster.correlate.Grouping.Candidate;
import dev.muster.correlate.Grouping.Decision;
import dev.muster.correlate.Grouping.Recipe;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupingTest {
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

  private static Arrival arrival(Instant at, Map<String, String> fields) {
    return new Arrival("A", null, null, fields, at);
  }

  private static Candidate candidate(
      String id, long number, Instant formed, Instant last, Set<String> traits) {
    return new Candidate(id, number, false, null, formed, last, null, traits);
  }

  private static String joined(Decision decision) {
    return switch (decision) {
      case Decision.Join(String id, _) -> id;
      case Decision.Form _ -> "new";
    };
  }

  @Test
  void without_grouping_every_alert_is_an_incident_of_its_own() {
    var open = List.of(candidate("I1", 1, START, START, Set.of()));
    assertThat(joined(Grouping.decide(new Recipe.None(), arrival(START, Map.of()), open)))
        .isEqualTo("new");
  }

  @Test
  void by_time_the_window_starts_with_the_incident_and_holds_its_last_moment() {
    var recipe = new Recipe.Time(Duration.ofMinutes(5));
    // a later alert does not stretch the window
    var open = List.of(candidate("I1", 1, START, START.plusSeconds(290), Set.of()));
    var last = START.plus(Duration.ofMinutes(5));
    assertThat(joined(Grouping.decide(recipe, arrival(last, Map.of()), open))).isEqualTo("I1");
    assertThat(joined(Grouping.decide(recipe, arrival(last.plusMillis(1), Map.of()), open)))
        .isEqualTo("new");
  }

  @Test
  void by_time_a_window_of_nothing_means_as_long_as_it_is_open() {
    var recipe = new Recipe.Time(Duration.ZERO);
    var open = List.of(candidate("I1", 1, START, START, Set.of()));
    var decision = Grouping.decide(recipe, arrival(START.plus(Duration.ofDays(9)), Map.of()), open);
    assertThat(joined(decision)).isEqualTo("I1");
    assertThat(decision.reason().words())
        .isEqualTo("Incident #1 of the same service takes up alerts as long as it is open.");
    assertThat(decision.reason().rule()).isEqualTo("grouping.time");
  }

  @Test
  void by_content_all_fields_must_agree() {
    var recipe =
        new Recipe.Content(
            List.of("source", "custom_details.region"), true, Duration.ofMinutes(10));
    var first = arrival(START, Map.of("source", "db-1", "region", "eu"));
    var open = List.of(candidate("I1", 7, START, START, Grouping.traits(recipe, first)));
    var later = START.plusSeconds(60);
    var same =
        Grouping.decide(
            recipe, arrival(later, Map.of("source", "db-1", "region", "eu", "x", "y")), open);
    assertThat(joined(same)).isEqualTo("I1");
    assertThat(same.reason().words())
        .isEqualTo("It agrees with an alert of incident #7 in custom_details.region and source.");
    assertThat(
            joined(
                Grouping.decide(
                    recipe, arrival(later, Map.of("source", "db-1", "region", "us")), open)))
        .isEqualTo("new");
    var lacking = Grouping.decide(recipe, arrival(later, Map.of("source", "db-1")), open);
    assertThat(joined(lacking)).isEqualTo("new");
    assertThat(lacking.reason().words()).contains("lacks a field", "custom_details.region");
  }

  @Test
  void by_content_one_of_any_fields_is_enough_and_is_named() {
    var recipe = new Recipe.Content(List.of("source", "class"), false, Duration.ofMinutes(10));
    var open =
        List.of(
            candidate(
                "I1",
                1,
                START,
                START,
                Grouping.traits(
                    recipe, arrival(START, Map.of("source", "db-1", "class", "disk")))));
    var decision =
        Grouping.decide(
            recipe, arrival(START.plusSeconds(5), Map.of("source", "db-2", "class", "disk")), open);
    assertThat(joined(decision)).isEqualTo("I1");
    assertThat(decision.reason().words()).contains("class (disk)");
    // the same value in another field is no agreement
    assertThat(
            joined(
                Grouping.decide(
                    recipe,
                    arrival(START.plusSeconds(5), Map.of("source", "disk", "class", "db-1")),
                    open)))
        .isEqualTo("new");
  }

  @Test
  void a_rolling_window_starts_anew_with_each_alert_and_ends_after_a_day() {
    var recipe = new Recipe.Intelligent(Duration.ofMinutes(5));
    var stretched = List.of(candidate("I1", 1, START, START.plus(Duration.ofHours(3)), Set.of()));
    assertThat(
            joined(
                Grouping.decide(
                    recipe, arrival(START.plus(Duration.ofMinutes(184)), Map.of()), stretched)))
        .isEqualTo("I1");
    var old = List.of(candidate("I1", 1, START, START.plus(Duration.ofHours(24)), Set.of()));
    assertThat(
            joined(
                Grouping.decide(
                    recipe,
                    arrival(START.plus(Duration.ofHours(24)).plusSeconds(1), Map.of()),
                    old)))
        .isEqualTo("new");
  }

  @Test
  void a_relapse_joins_the_incident_that_is_being_watched_whatever_the_recipe() {
    var relapse = new Arrival("A", "door:key", null, Map.of(), START.plusSeconds(120));
    var traits = Grouping.traits(new Recipe.None(), relapse);
    var watched = List.of(new Candidate("I1", 1, true, null, START, START, START, traits));
    var decision = Grouping.decide(new Recipe.None(), relapse, watched);
    assertThat(joined(decision)).isEqualTo("I1");
    assertThat(decision.reason().rule()).isEqualTo("grouping.relapse");
    var active = List.of(new Candidate("I1", 1, false, null, START, START, START, traits));
    assertThat(joined(Grouping.decide(new Recipe.None(), relapse, active))).isEqualTo("new");
  }

  @Test
  void another_alert_while_an_incident_is_being_watched_is_its_after_effect_unless_it_is_worse() {
    var other = new Arrival("A", "door:other", Severity.ERROR, Map.of(), START.plusSeconds(120));
    var watched =
        List.of(new Candidate("I1", 1, true, Severity.CRITICAL, START, START, START, Set.of()));
    var decision = Grouping.decide(new Recipe.None(), other, watched);
    assertThat(joined(decision)).isEqualTo("I1");
    assertThat(decision.reason().rule()).isEqualTo(Grouping.AFTERMATH);

    var mild =
        List.of(new Candidate("I1", 1, true, Severity.WARNING, START, START, START, Set.of()));
    assertThat(joined(Grouping.decide(new Recipe.None(), other, mild))).isEqualTo("new");
    var unwatched = new Arrival("A", null, Severity.ERROR, Map.of(), START.plusSeconds(120));
    assertThat(joined(Grouping.decide(new Recipe.None(), unwatched, watched))).isEqualTo("new");
    var byHost = new Recipe.Content(List.of("source"), true, Duration.ofMinutes(1));
    assertThat(joined(Grouping.decide(byHost, other, watched))).isEqualTo("new");
  }

  @Test
  void after_effects_come_within_a_day_of_the_first_recovery_however_long_it_had_lasted() {
    Instant recovered = START.plus(Duration.ofHours(25));
    var watched =
        List.of(
            new Candidate("I1", 1, true, Severity.CRITICAL, START, recovered, recovered, Set.of()));
    Instant day = recovered.plus(Duration.ofHours(24));
    for (Instant at : List.of(recovered.plusSeconds(120), day)) {
      var soon = new Arrival("A", "door:x", Severity.ERROR, Map.of(), at);
      assertThat(joined(Grouping.decide(new Recipe.None(), soon, watched))).isEqualTo("I1");
    }
    var late = new Arrival("A", "door:x", Severity.ERROR, Map.of(), day.plusSeconds(1));
    assertThat(joined(Grouping.decide(new Recipe.None(), late, watched))).isEqualTo("new");
  }

  @Test
  void what_follows_soon_after_an_after_effect_joins_too() {
    var again =
        List.of(
            new Candidate(
                "I1", 1, false, Severity.CRITICAL, START, START, START, Set.of(Grouping.AGAIN)));
    var soon = new Arrival("A", "door:x", Severity.ERROR, Map.of(), START.plusSeconds(60));
    var late = new Arrival("A", "door:x", Severity.ERROR, Map.of(), START.plusSeconds(301));
    assertThat(joined(Grouping.decide(new Recipe.None(), soon, again))).isEqualTo("I1");
    assertThat(joined(Grouping.decide(new Recipe.None(), late, again))).isEqualTo("new");
    assertThat(Grouping.wanted(new Recipe.None(), soon)).contains(Grouping.AGAIN);
    assertThat(Grouping.traits(new Recipe.None(), soon)).doesNotContain(Grouping.AGAIN);
  }

  @Test
  void the_same_input_gives_the_same_answer_in_any_order_of_candidates() {
    forAll(
        500,
        any -> {
          Recipe recipe = recipe(any);
          Arrival arrival = anyArrival(any, START.plusSeconds(any.nextInt(4_000)));
          var candidates = new ArrayList<Candidate>();
          for (int i = any.nextInt(8); i > 0; i--) {
            Instant formed = START.plusSeconds(any.nextInt(2_000));
            candidates.add(
                new Candidate(
                    "I" + i,
                    i,
                    any.nextBoolean(),
                    anySeverity(any),
                    formed,
                    formed.plusSeconds(any.nextInt(2_000)),
                    any.nextBoolean() ? formed.plusSeconds(any.nextInt(2_000)) : null,
                    Grouping.traits(recipe, anyArrival(any, formed))));
          }
          Decision first = Grouping.decide(recipe, arrival, candidates);
          Collections.shuffle(candidates, new Random(any.nextLong()));
          assertThat(Grouping.decide(recipe, arrival, candidates)).isEqualTo(first);
          assertThat(first.reason().words()).isNotBlank();
          if (first instanceof Decision.Join(String id, _)) {
            assertThat(candidates).extracting(Candidate::id).contains(id);
          }
        });
  }

  /// Plays a tape of alerts; every group that comes out keeps the promise of its recipe.
  @Test
  void groups_keep_what_their_recipe_promises() {
    forAll(
        300,
        any -> {
          Recipe recipe = recipe(any);
          var formed = new HashMap<String, Instant>();
          var last = new HashMap<String, Instant>();
          var traits = new HashMap<String, Set<String>>();
          Instant now = START;
          for (int i = 0; i < 60; i++) {
            now = now.plusSeconds(any.nextInt(200));
            Arrival arrival = anyArrival(any, now);
            var open = new ArrayList<Candidate>();
            for (String id : formed.keySet()) {
              open.add(
                  candidate(
                      id,
                      Long.parseLong(id),
                      moment(formed, id),
                      moment(last, id),
                      traits.getOrDefault(id, Set.of())));
            }
            String group =
                switch (Grouping.decide(recipe, arrival, open)) {
                  case Decision.Form _ -> {
                    String id = String.valueOf(formed.size() + 1);
                    formed.put(id, now);
                    yield id;
                  }
                  case Decision.Join(String id, _) -> {
                    Duration age = Duration.between(moment(formed, id), now);
                    Duration pause = Duration.between(moment(last, id), now);
                    switch (recipe) {
                      case Recipe.None() -> throw new AssertionError("joined without grouping");
                      case Recipe.Time(Duration window) ->
                          assertThat(window.isZero() || age.compareTo(window) <= 0).isTrue();
                      case Recipe.Content(_, _, Duration window) -> {
                        assertThat(window.isZero() || pause.compareTo(window) <= 0).isTrue();
                        assertThat(traits.getOrDefault(id, Set.of()))
                            .containsAnyElementsOf(Grouping.traits(recipe, arrival));
                      }
                      case Recipe.Intelligent(Duration window) ->
                          assertThat(pause)
                              .isLessThanOrEqualTo(
                                  window.isZero() ? Grouping.INTELLIGENT_WINDOW : window);
                    }
                    yield id;
                  }
                };
            last.put(group, now);
            traits
                .computeIfAbsent(group, _ -> new HashSet<>())
                .addAll(Grouping.traits(recipe, arrival));
          }
        });
  }

  private static Instant moment(Map<String, Instant> moments, String id) {
    return moments.getOrDefault(id, START);
  }

  private static Recipe recipe(RandomGenerator any) {
    Duration window = Duration.ofSeconds(any.nextInt(3) == 0 ? 0 : 30 + any.nextInt(900));
    return switch (any.nextInt(4)) {
      case 0 -> new Recipe.None();
      case 1 -> new Recipe.Time(window);
      case 2 ->
          new Recipe.Content(
              any.nextBoolean() ? List.of("source") : List.of("source", "class"),
              any.nextBoolean(),
              window);
      default -> new Recipe.Intelligent(window);
    };
  }

  private static @Nullable Severity anySeverity(RandomGenerator any) {
    return any.nextInt(4) == 0 ? null : Severity.values()[any.nextInt(4)];
  }

  private static Arrival anyArrival(RandomGenerator any, Instant at) {
    var fields = new HashMap<String, String>();
    if (any.nextInt(5) > 0) {
      fields.put("source", "host-" + any.nextInt(4));
    }
    if (any.nextInt(5) > 0) {
      fields.put("class", "c" + any.nextInt(3));
    }
    return new Arrival(
        "A" + any.nextInt(1_000),
        any.nextBoolean() ? "k" + any.nextInt(3) : null,
        anySeverity(any),
        fields,
        at);
  }
}
