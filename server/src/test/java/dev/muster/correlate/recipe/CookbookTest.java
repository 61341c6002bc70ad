package dev.muster.correlate.recipe;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CookbookTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");

  /// Plays alerts through recipes, with groups in memory.
  private static final class Kitchen {
    final Cookbook book;
    final Map<String, Group> groups = new LinkedHashMap<>();
    Hops hops = Hops.UNKNOWN;
    int made;

    Kitchen(Recipe... recipes) {
      book = Cookbook.of(List.of(recipes));
    }

    @Nullable Serving take(Ingredient alert) {
      Serving serving =
          book.serve(
                  alert,
                  place ->
                      groups.values().stream()
                          .filter(group ->
                              group.recipeId().equals(place.recipeId())
                                  && group.bucket().equals(place.bucket()))
                          .toList(),
                  hops,
                  () -> "g" + ++made)
              .orElse(null);
      if (serving != null) {
        groups.put(
            serving.group().id(),
            serving.kind() == Serving.Kind.OPENS
                ? serving.group().in("incident of " + serving.group().id())
                : serving.group());
      }
      return serving;
    }

    /// The group of each alert, by name.
    Map<String, String> clusters(List<Ingredient> alerts) {
      var clusters = new LinkedHashMap<String, String>();
      for (Ingredient alert : alerts) {
        Serving serving = take(alert);
        clusters.put(alert.alertId(), serving == null ? "none" : serving.group().id());
      }
      return clusters;
    }
  }

  private static Ingredient alert(String id, int second, String... fields) {
    var all = new LinkedHashMap<String, String>();
    for (int i = 0; i < fields.length; i += 2) {
      all.put(fields[i], fields[i + 1]);
    }
    return new Ingredient(
        id, "S1", Severity.CRITICAL, "s", all, all.get("entity"), START.plusSeconds(second));
  }

  private static Recipe recipe(String id, double threshold, List<Factor> factors) {
    return recipe(id, threshold, factors, 1, null, Recipe.Match.FIRST);
  }

  private static Recipe recipe(
      String id,
      double threshold,
      List<Factor> factors,
      int least,
      @Nullable String include,
      Recipe.Match match) {
    return new Recipe(
        id,
        3,
        "Recipe " + id,
        true,
        new TreeSet<>(),
        include,
        null,
        null,
        factors,
        threshold,
        match,
        Duration.ofMinutes(15),
        Duration.ofSeconds(225),
        Duration.ofMinutes(45),
        least);
  }

  private static Factor.Field exact(String field, double weight) {
    return new Factor.Field(field, Factor.Measure.EXACT, 3, 0, weight);
  }

  @Test
  void shingles_are_compared_as_the_known_example_says() {
    assertThat(Closeness.of(Factor.Measure.SHINGLES, 3, "loginver011", "loginver012"))
        .isCloseTo(8 * 2 / 18.0, within(1e-9));
    assertThat(Closeness.of(Factor.Measure.WORDS, 3, "disk full on a", "disk full on b"))
        .isCloseTo(0.75, within(1e-9));
    assertThat(Closeness.of(Factor.Measure.EXACT, 3, " Web ", "web")).isEqualTo(1);
  }

  /// Time, class, location, topology, priority: each factor counts, and switching it off changes the clusters as it should.
  @Test
  void each_factor_counts_and_can_be_switched_off() {
    Hops line =
        (one, other, most) ->
            Math.abs(one.charAt(1) - other.charAt(1)) <= most
                ? Math.abs(one.charAt(1) - other.charAt(1))
                : -1;
    List<Ingredient> fixture =
        List.of(
            alert("a", 0, "class", "disk", "rack", "r1", "severity", "critical", "entity", "e1"),
            alert(
                "other class",
                5,
                "class",
                "net",
                "rack",
                "r1",
                "severity",
                "critical",
                "entity",
                "e1"),
            alert(
                "other rack",
                6,
                "class",
                "disk",
                "rack",
                "r2",
                "severity",
                "critical",
                "entity",
                "e1"),
            alert(
                "other severity",
                7,
                "class",
                "disk",
                "rack",
                "r1",
                "severity",
                "info",
                "entity",
                "e1"),
            alert("far", 8, "class", "disk", "rack", "r1", "severity", "critical", "entity", "e9"),
            alert(
                "late",
                880,
                "class",
                "disk",
                "rack",
                "r1",
                "severity",
                "critical",
                "entity",
                "e1"));
    for (String off : List.of("nothing", "class", "rack", "severity", "topology", "time")) {
      List<Factor> factors =
          List.of(
              exact("class", off.equals("class") ? 0 : 1),
              exact("rack", off.equals("rack") ? 0 : 1),
              exact("severity", off.equals("severity") ? 0 : 1),
              new Factor.Topology(2, 0, off.equals("topology") ? 0 : 1),
              new Factor.Time(0, off.equals("time") ? 0 : 1));
      var kitchen = new Kitchen(recipe("R", 0.9, factors));
      kitchen.hops = line;
      Map<String, String> clusters = kitchen.clusters(fixture);
      Map<String, String> excused =
          Map.of(
              "class", "other class",
              "rack", "other rack",
              "severity", "other severity",
              "topology", "far",
              "time", "late");
      for (String one : excused.values()) {
        assertThat(java.util.Objects.equals(clusters.get(one), clusters.get("a")))
            .as(one + " with " + off + " off")
            .isEqualTo(one.equals(excused.get(off)));
      }
    }
  }

  @Test
  void every_member_says_why_and_by_which_version() {
    var kitchen =
        new Kitchen(
            recipe(
                "R",
                0.5,
                List.of(
                    new Factor.Field("source", Factor.Measure.SHINGLES, 3, 0.5, 2),
                    new Factor.Time(0, 1))));
    kitchen.take(alert("a", 0, "source", "loginver011"));
    Serving joined = kitchen.take(alert("b", 90, "source", "loginver012"));
    assertThat(joined).isNotNull();
    assertThat(joined.reason().version()).isEqualTo(3);
    assertThat(joined.reason().rule()).isEqualTo("recipe.R");
    assertThat(joined.reason().words())
        .isEqualTo(
            "Recipe “Recipe R”, version 3: source reads like “loginver011” (0.89), weight 2; it"
                + " came 90 s after the last alert (0.90), weight 1; together 0.89, needed 0.50.");
    assertThat(joined.values()).containsKeys("source", "time", "closeness");
  }

  @Test
  void windows_end_are_extended_and_capped() {
    var kitchen = new Kitchen(recipe("R", 0, List.of(exact("class", 1))));
    Serving first = kitchen.take(alert("a", 0, "class", "x"));
    assertThat(first).isNotNull();
    assertThat(first.group().endsAt()).isEqualTo(START.plusSeconds(900));
    for (int second :
        List.of(100, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000, 2_200, 2_400, 2_600)) {
      Serving joined = kitchen.take(alert("b" + second, second, "class", "x"));
      assertThat(joined).isNotNull();
      assertThat(joined.group().id()).isEqualTo("g1");
      assertThat(joined.group().endsAt())
          .isEqualTo(START.plusSeconds(Math.min(2_700, Math.max(900, second + 225))));
    }
    Serving later = kitchen.take(alert("c", 2_701, "class", "x"));
    assertThat(later).isNotNull();
    assertThat(later.group().id()).isEqualTo("g2");
  }

  @Test
  void an_incident_opens_only_when_enough_have_come() {
    var kitchen =
        new Kitchen(recipe("R", 1, List.of(exact("class", 1)), 3, null, Recipe.Match.FIRST));
    assertThat(kinds(kitchen, alert("a", 0, "class", "x"), alert("b", 1, "class", "x")))
        .containsExactly(Serving.Kind.WAITS, Serving.Kind.WAITS);
    Serving third = kitchen.take(alert("c", 2, "class", "x"));
    assertThat(third).isNotNull();
    assertThat(third.kind()).isEqualTo(Serving.Kind.OPENS);
    assertThat(third.group().waiting().stream().map(Ingredient::alertId))
        .containsExactly("a", "b", "c");
    assertThat(kinds(kitchen, alert("d", 3, "class", "x"))).containsExactly(Serving.Kind.JOINS);
  }

  private static List<Serving.Kind> kinds(Kitchen kitchen, Ingredient... alerts) {
    var kinds = new ArrayList<Serving.Kind>();
    for (Ingredient alert : alerts) {
      Serving serving = kitchen.take(alert);
      if (serving != null) {
        kinds.add(serving.kind());
      }
    }
    return kinds;
  }

  @Test
  void the_first_recipe_that_takes_an_alert_wins_and_others_pass_it_on() {
    var kitchen =
        new Kitchen(
            recipe(
                "disks",
                0,
                List.of(new Factor.Field("rack", Factor.Measure.EXACT, 3, 1, 1)),
                1,
                "event.class matches 'disk' and event.custom_details.used > 90",
                Recipe.Match.FIRST),
            recipe(
                "rest", 0, List.of(), 1, "not event.class matches 'secret'", Recipe.Match.FIRST));
    Serving disk = kitchen.take(alert("a", 0, "class", "disk", "rack", "r1", "used", "95"));
    Serving little = kitchen.take(alert("b", 0, "class", "disk", "rack", "r1", "used", "12"));
    Serving nowhere = kitchen.take(alert("c", 0, "class", "disk", "used", "95"));
    assertThat(disk).isNotNull();
    assertThat(little).isNotNull();
    assertThat(nowhere).isNotNull();
    assertThat(disk.group().recipeId()).isEqualTo("disks");
    assertThat(little.group().recipeId()).isEqualTo("rest");
    assertThat(nowhere.group().recipeId()).as("it lacks the rack").isEqualTo("rest");
    assertThat(kitchen.take(alert("d", 0, "class", "secret"))).isNull();
  }

  @Test
  void only_a_seed_begins_a_group() {
    var seeded =
        new Recipe(
            "R",
            1,
            "Seeded",
            true,
            new TreeSet<>(),
            null,
            null,
            "event.severity matches 'critical'",
            List.of(),
            0,
            Recipe.Match.FIRST,
            Duration.ofMinutes(15),
            Duration.ZERO,
            Duration.ofMinutes(45),
            1);
    var kitchen = new Kitchen(seeded);
    assertThat(kitchen.take(alert("a", 0, "severity", "info"))).isNull();
    assertThat(kitchen.take(alert("b", 1, "severity", "critical"))).isNotNull();
    assertThat(kitchen.take(alert("c", 2, "severity", "info"))).isNotNull();
  }

  @Test
  void the_closest_group_wins_when_asked_for() {
    List<Factor> text = List.of(new Factor.Field("source", Factor.Measure.SHINGLES, 3, 0, 1));
    for (Recipe.Match match : Recipe.Match.values()) {
      var kitchen = new Kitchen(recipe("R", 0.4, text, 1, null, match));
      kitchen.take(alert("a", 0, "source", "web-frontend-01"));
      kitchen.take(alert("b", 1, "source", "web-backend-77"));
      Serving served = kitchen.take(alert("c", 2, "source", "web-backend-01"));
      assertThat(served).isNotNull();
      assertThat(served.group().id()).isEqualTo(match == Recipe.Match.FIRST ? "g1" : "g2");
    }
  }

  @Test
  void the_order_of_the_groups_does_not_matter() {
    forAll(
        200,
        random -> {
          var groups = new ArrayList<Group>();
          for (int i = 0; i < 12; i++) {
            Ingredient reference =
                alert("r" + i, random.nextInt(60), "source", "host-" + random.nextInt(30));
            groups.add(
                new Group(
                    "g" + i,
                    "R",
                    1,
                    "",
                    reference,
                    reference.at(),
                    reference.at().plusSeconds(600),
                    reference.at(),
                    1,
                    List.of(),
                    "i" + i));
          }
          Recipe recipe =
              recipe(
                  "R",
                  0.3,
                  List.of(new Factor.Field("source", Factor.Measure.SHINGLES, 2, 0, 1)),
                  1,
                  null,
                  random.nextBoolean() ? Recipe.Match.FIRST : Recipe.Match.CLOSEST);
          Ingredient arrival = alert("x", 100, "source", "host-" + random.nextInt(30));
          var book = Cookbook.of(List.of(recipe));
          Serving one = book.serve(arrival, _ -> groups, Hops.UNKNOWN, () -> "new").orElseThrow();
          var shuffled = new ArrayList<>(groups);
          Collections.shuffle(shuffled, new Random(random.nextLong()));
          Serving other =
              book.serve(arrival, _ -> shuffled, Hops.UNKNOWN, () -> "new").orElseThrow();
          assertThat(other).isEqualTo(one);
        });
  }
}
