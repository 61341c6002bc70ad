package dev.muster.mobilize.schedule;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LayerEditTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  /// A Monday.
  private static final Instant START = Instant.parse("2026-06-01T08:00:00Z");

  private static Instant monday(int week) {
    return START.plus(Duration.ofDays(7L * week));
  }

  private static LayerPlan plan(String... users) {
    return new LayerPlan(
        "Primary", START, null, null, START, Duration.ofDays(7), List.of(users), List.of());
  }

  private static LayerPlan with(LayerPlan plan, Instant start, @Nullable Instant end) {
    return new LayerPlan(
        plan.name(),
        start,
        end,
        plan.ownZone(),
        plan.virtualStart(),
        plan.turn(),
        plan.users(),
        plan.restrictions());
  }

  private static List<String> weeks(Layer layer, int from, int until) {
    var users = new ArrayList<String>();
    for (int week = from; week < until; week++) {
      users.add(String.valueOf(layer.at(monday(week).plus(Duration.ofDays(6)))));
    }
    return users;
  }

  private static Layer change(Layer layer, LayerPlan plan, Instant now) {
    return LayerEdit.change(layer, plan, UTC, now, null).orElseThrow();
  }

  @Test
  void adding_somebody_does_not_move_todays_person() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben", "cem"), UTC);
    assertThat(weeks(layer, 4, 8)).containsExactly("ben", "cem", "ana", "ben");
    Layer more = change(layer, plan("dan", "ana", "ben", "cem"), monday(4).plusSeconds(100_000));
    assertThat(weeks(more, 4, 9)).containsExactly("ben", "cem", "dan", "ana", "ben");
    // The shift is one piece, as if nobody had touched anything.
    var shift =
        new Rota(List.of(more), List.of()).shiftAt(monday(4).plusSeconds(200_000)).orElseThrow();
    assertThat(shift)
        .isEqualTo(new Shift("ben", monday(4), monday(5), new Shift.Origin.OfLayer("L")));
    assertThat(more.latest().virtualStart()).isEqualTo(START);
  }

  @Test
  void taking_others_away_does_not_move_todays_person() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben", "cem", "dan"), UTC);
    Instant now = monday(5).plusSeconds(100_000); // ben
    assertThat(weeks(change(layer, plan("ben", "dan"), now), 5, 8))
        .containsExactly("ben", "dan", "ben");
  }

  @Test
  void who_is_taken_away_on_duty_is_relieved_at_once_by_the_next_in_line() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben", "cem"), UTC);
    Instant now = monday(4).plusSeconds(100_000); // ben
    Layer without = change(layer, plan("ana", "cem"), now);
    assertThat(without.at(now.minusSeconds(1))).isEqualTo("ben");
    assertThat(without.at(now)).isEqualTo("cem");
    assertThat(weeks(without, 4, 8)).containsExactly("cem", "cem", "ana", "cem");
    Layer onlyAna = change(layer, plan("ana"), now);
    assertThat(onlyAna.at(now)).isEqualTo("ana");
  }

  @Test
  void a_replacement_takes_the_place() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben", "cem"), UTC);
    Layer replaced = change(layer, plan("ana", "dan", "cem"), monday(4).plusSeconds(100_000));
    assertThat(weeks(replaced, 3, 8)).containsExactly("ana", "dan", "cem", "ana", "dan");
    Layer allNew = change(layer, plan("eve", "fay", "gus"), monday(4).plusSeconds(100_000));
    assertThat(weeks(allNew, 3, 6)).containsExactly("ana", "fay", "gus");
  }

  @Test
  void an_edit_can_wait_until_a_named_moment() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben"), UTC);
    Instant now = monday(4).plusSeconds(100_000); // ana
    Layer later = LayerEdit.change(layer, plan("cem", "dan"), UTC, now, monday(6)).orElseThrow();
    assertThat(weeks(later, 4, 8)).containsExactly("ana", "ben", "cem", "dan");
  }

  @Test
  void a_new_beginning_is_taken_at_its_word() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben"), UTC);
    Instant now = monday(5).plusSeconds(100_000); // ben
    var anew =
        new LayerPlan(
            "Primary",
            START,
            null,
            null,
            monday(5),
            Duration.ofDays(7),
            List.of("ana", "ben"),
            List.of());
    assertThat(change(layer, anew, now).at(now)).isEqualTo("ana");
  }

  @Test
  void an_editor_that_shows_minutes_moves_nobody() {
    Instant odd = START.plusSeconds(42);
    var plan =
        new LayerPlan(
            "Primary",
            START,
            null,
            null,
            odd,
            Duration.ofDays(7),
            List.of("ana", "ben"),
            List.of());
    Layer layer = LayerEdit.create("L", plan, UTC);
    assertThat(change(layer, plan("ana", "ben"), monday(5))).isEqualTo(layer);
    Layer more = change(layer, plan("cem", "ana", "ben"), monday(5).plusSeconds(100_000));
    assertThat(more.latest().virtualStart()).isEqualTo(odd);
    assertThat(weeks(more, 5, 8)).containsExactly("ben", "cem", "ana");
  }

  @Test
  void saying_the_same_again_changes_nothing() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben"), UTC);
    Layer edited = change(layer, plan("ana", "ben", "cem"), monday(1).plusSeconds(1));
    assertThat(change(edited, plan("ana", "ben", "cem"), monday(2).plusSeconds(1)))
        .isEqualTo(edited);
    assertThat(
            change(
                edited, with(plan("ana", "ben", "cem"), monday(1).plusSeconds(1), null), monday(2)))
        .isEqualTo(edited);
  }

  @Test
  void ends_move_only_in_the_future() {
    Layer layer = LayerEdit.create("L", plan("ana"), UTC);
    Instant now = monday(3);
    Layer ended = change(layer, with(plan("ana"), START, monday(2)), now);
    assertThat(ended.at(monday(2))).isEqualTo("ana");
    assertThat(ended.latest().end()).isEqualTo(now);
    // Ended is ended: no later end opens what lies between.
    Layer again = change(ended, with(plan("ana"), START, null), monday(5));
    assertThat(again.at(monday(4))).isNull();
    assertThat(again.at(monday(5))).isEqualTo("ana");
    assertThat(change(ended, with(plan("ana"), START, monday(2)), monday(5))).isEqualTo(ended);
    Layer someDay = change(layer, with(plan("ana"), START, monday(9)), now);
    assertThat(someDay.rotations()).hasSize(1);
    assertThat(someDay.at(monday(9))).isNull();
  }

  @Test
  void a_layer_without_a_past_leaves_nothing_behind() {
    Layer layer = LayerEdit.create("L", with(plan("ana"), monday(5), null), UTC);
    assertThat(LayerEdit.remove(layer, monday(4))).isEmpty();
    assertThat(
            LayerEdit.change(layer, with(plan("ana"), monday(5), monday(3)), UTC, monday(4), null))
        .isEmpty();
    Layer moved = change(layer, with(plan("ben"), monday(6), null), monday(4));
    assertThat(moved.rotations()).hasSize(1);
    assertThat(moved.latest().start()).isEqualTo(monday(6));
  }

  @Test
  void a_layer_added_to_a_standing_schedule_does_not_reach_back() {
    Layer added = LayerEdit.add("L", plan("ana"), UTC, monday(4), null).orElseThrow();
    assertThat(added.at(monday(4).minusSeconds(1))).isNull();
    assertThat(added.at(monday(4))).isEqualTo("ana");
  }

  @Test
  void no_edit_changes_what_was() {
    forAll(
        1_000,
        any -> {
          String zone = Rotas.zone(any);
          TimeRange window = Rotas.window(any, zone, Duration.ofDays(20));
          Layer layer = Rotas.layer(any, "L", zone, window);
          var history = new ArrayList<Layer>();
          Instant now = window.from();
          for (int edit = 0; edit < 5; edit++) {
            now = Rotas.minute(any, now.plusSeconds(60), now.plus(Duration.ofDays(4)));
            Rotation wish = Rotas.rotation(any, now.minusSeconds(60), null, zone);
            boolean keep = any.nextBoolean();
            var plan =
                new LayerPlan(
                    "any",
                    Rotas.minute(any, now.minus(Duration.ofDays(3)), now.plus(Duration.ofDays(3))),
                    any.nextInt(3) == 0
                        ? Rotas.minute(
                            any, now.minus(Duration.ofDays(3)), now.plus(Duration.ofDays(9)))
                        : null,
                    null,
                    keep ? layer.latest().virtualStart() : wish.virtualStart(),
                    keep ? layer.latest().turn() : wish.turn(),
                    wish.users(),
                    any.nextBoolean() ? layer.latest().restrictions() : wish.restrictions());
            Instant effective =
                any.nextInt(3) == 0 ? Rotas.minute(any, now, now.plus(Duration.ofDays(5))) : null;
            var edited =
                any.nextInt(6) == 0
                    ? LayerEdit.remove(layer, now)
                    : LayerEdit.change(layer, plan, ZoneId.of(zone), now, effective);
            var past = new TimeRange(now.minus(Duration.ofDays(30)), now);
            var before = new Rota(List.of(layer), List.of()).render(past, false).shifts();
            var after = new Rota(edited.stream().toList(), List.of()).render(past, false).shifts();
            assertThat(after).as("edit at %s", now).isEqualTo(before);
            if (edited.isEmpty()) {
              return;
            }
            layer = edited.get();
            history.add(layer);
          }
          assertThat(history).isNotEmpty();
        });
  }

  @Test
  void whoever_stays_on_the_list_keeps_the_turn_to_its_end() {
    forAll(
        1_000,
        any -> {
          String zone = Rotas.one(any, Rotas.CHANGING);
          Instant now = Rotas.moment(any, zone);
          Rotation rotation = Rotas.rotation(any, now.minus(Duration.ofDays(100)), null, zone);
          var layer = new Layer("L", "L", null, List.of(rotation), false);
          var users = Rotas.users(any);
          String today = rotation.userOf(rotation.turnAt(now));
          users.add(any.nextInt(users.size() + 1), today);
          var plan =
              new LayerPlan(
                  "L",
                  now,
                  null,
                  null,
                  rotation.virtualStart(),
                  rotation.turn(),
                  users,
                  rotation.restrictions());
          Layer edited = LayerEdit.change(layer, plan, ZoneId.of(zone), now, null).orElseThrow();
          Instant handoff = rotation.turnStart(rotation.turnAt(now) + 1);
          var rest = new TimeRange(now, handoff);
          assertThat(new Rota(List.of(edited), List.of()).render(rest, true).shifts())
              .isEqualTo(new Rota(List.of(layer), List.of()).render(rest, true).shifts());
          if (rotation.restrictions().isEmpty()) {
            int place = edited.latest().placeOf(edited.latest().turnAt(now));
            assertThat(edited.at(handoff)).isEqualTo(users.get((place + 1) % users.size()));
          }
        });
  }

  @Test
  void hours_change_at_once_and_not_the_person() {
    Layer layer = LayerEdit.create("L", plan("ana", "ben"), UTC);
    var nights =
        new LayerPlan(
            "Primary",
            START,
            null,
            null,
            START,
            Duration.ofDays(7),
            List.of("ana", "ben"),
            List.of(new Restriction.Daily(LocalTime.of(20, 0), Duration.ofHours(12))));
    Instant now = monday(4).plus(Duration.ofHours(4));
    Layer edited = change(layer, nights, now);
    assertThat(edited.at(now.minusSeconds(1))).isEqualTo("ana");
    assertThat(edited.at(now)).isNull();
    assertThat(edited.at(now.plus(Duration.ofHours(9)))).isEqualTo("ana");
  }
}
