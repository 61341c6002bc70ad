package dev.muster.mobilize.schedule;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.TimeRange;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every storage of schedules does.
abstract class ScheduleRepositoryContract {
  private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");

  private ScheduleRepository repository = open();

  abstract ScheduleRepository open();

  @BeforeEach
  void fresh() {
    repository = open();
  }

  private static Schedule schedule(String id, String name, List<String> teams, String... users) {
    var rotation =
        new Rotation(
            NOW,
            null,
            ZoneId.of("Europe/Berlin"),
            NOW,
            Duration.ofDays(7),
            1,
            List.of(users),
            List.of(
                new Restriction.Daily(LocalTime.of(8, 30), Duration.ofHours(8)),
                new Restriction.Weekly(
                    DayOfWeek.SATURDAY, LocalTime.MIDNIGHT, Duration.ofDays(2))));
    var before =
        new Rotation(
            NOW.minusSeconds(9_000),
            NOW,
            ZoneId.of("UTC"),
            NOW,
            Duration.ofHours(2),
            0,
            List.of("old"),
            List.of());
    return new Schedule(
        id,
        name,
        "words",
        ZoneId.of("Europe/Berlin"),
        teams,
        List.of(
            new Layer("L1", "Base", null, List.of(before, rotation), false),
            new Layer(
                "L2",
                "Sun",
                ZoneId.of("Asia/Manila"),
                List.of(rotation.endingAt(NOW.plusSeconds(9))),
                true)),
        "secret",
        NOW);
  }

  @Test
  void finds_what_was_kept() {
    var made = schedule("P1", "Database", List.of("T1"), "ana", "ben");
    repository.insert(made);
    assertThat(repository.find("P1")).contains(made);
    assertThat(repository.lock("P1")).contains(made);
    assertThat(repository.find(List.of("P1", "P2"))).containsOnlyKeys("P1").containsValue(made);
    assertThat(repository.find("P2")).isEmpty();
    assertThat(repository.find(List.of())).isEmpty();
    var changed = schedule("P1", "Databases", List.of(), "cem");
    repository.update(changed);
    assertThat(repository.find("P1")).contains(changed);
    repository.delete("P1");
    assertThat(repository.find("P1")).isEmpty();
  }

  @Test
  void keeps_every_layer_that_can_be_made() {
    forAll(
        50,
        any -> {
          String zone = Rotas.zone(any);
          var window = Rotas.window(any, zone, Duration.ofDays(20));
          var layers = Rotas.rota(any, zone, window).layers();
          var made = new Schedule("P9", "any", "", ZoneId.of(zone), List.of(), layers, "k", NOW);
          repository.delete("P9");
          repository.insert(made);
          assertThat(repository.find("P9")).contains(made);
        });
  }

  @Test
  void lists_by_name_and_filters() {
    repository.insert(schedule("P1", "Database", List.of("T1"), "ana"));
    repository.insert(schedule("P2", "app 100%", List.of("T2", "T3"), "ben"));
    repository.insert(schedule("P3", "Network", List.of(), "ana", "ben"));
    assertThat(repository.search(null, List.of(), 0, 10))
        .extracting(Schedule::id)
        .containsExactly("P2", "P1", "P3");
    assertThat(repository.search(null, List.of(), 1, 1))
        .extracting(Schedule::id)
        .containsExactly("P1");
    assertThat(repository.search("WORK", List.of(), 0, 10))
        .extracting(Schedule::id)
        .containsExactly("P3");
    assertThat(repository.search("%", List.of(), 0, 10))
        .extracting(Schedule::id)
        .containsExactly("P2");
    assertThat(repository.search(null, List.of("T3", "T1"), 0, 10))
        .extracting(Schedule::id)
        .containsExactly("P2", "P1");
    assertThat(repository.count(null, List.of())).isEqualTo(3);
    assertThat(repository.count("a", List.of("T1"))).isEqualTo(1);
    assertThat(repository.withUser("ana")).extracting(Schedule::id).containsExactly("P1", "P3");
    assertThat(repository.withUser("old")).hasSize(3);
    assertThat(repository.ofTeam("T3")).extracting(Schedule::id).containsExactly("P2");
  }

  @Test
  void overrides_are_found_by_time_and_numbered_in_order() {
    repository.insert(schedule("P1", "Database", List.of(), "ana"));
    repository.insert(schedule("P2", "Network", List.of(), "ana"));
    var first = repository.addStandIn("P1", "Q1", "ben", NOW, NOW.plusSeconds(100), NOW);
    var second =
        repository.addStandIn("P1", "Q2", "cem", NOW.plusSeconds(50), NOW.plusSeconds(200), NOW);
    var other = repository.addStandIn("P2", "Q3", "dan", NOW, NOW.plusSeconds(10), NOW);
    assertThat(second.number()).isGreaterThan(first.number());
    var both = List.of("P1", "P2");
    assertThat(repository.standIns(both, new TimeRange(NOW, NOW.plusSeconds(1))))
        .containsOnlyKeys("P1", "P2")
        .containsEntry("P1", List.of(first))
        .containsEntry("P2", List.of(other));
    assertThat(repository.standIns(both, new TimeRange(NOW.plusSeconds(60), NOW.plusSeconds(100))))
        .containsOnlyKeys("P1")
        .containsEntry("P1", List.of(first, second));
    assertThat(repository.standIns(both, new TimeRange(NOW.plusSeconds(200), NOW.plusSeconds(300))))
        .isEmpty();
    assertThat(repository.standIn("P1", "Q2")).contains(second);
    assertThat(repository.standIn("P2", "Q2")).isEmpty();
    assertThat(repository.withStandIn("cem", NOW)).extracting(Schedule::id).containsExactly("P1");
    assertThat(repository.withStandIn("cem", NOW.plusSeconds(200))).isEmpty();
    repository.endStandIn("P1", "Q2", NOW.plusSeconds(70));
    assertThat(repository.standIn("P1", "Q2").map(StandIn::end)).contains(NOW.plusSeconds(70));
    repository.deleteStandIn("P1", "Q1");
    assertThat(repository.standIn("P1", "Q1")).isEmpty();
    repository.delete("P1");
    assertThat(repository.standIn("P1", "Q2")).isEmpty();
  }
}
