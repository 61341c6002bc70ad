package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every place that keeps incidents must do.
abstract class IncidentRepositoryContract {
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456Z");
  private static final Reason REASON = new Reason("test", 1, "Because \"we\" said so — gr\u00fcn.");

  private IncidentRepository repository = new MemoryIncidentRepository();

  abstract IncidentRepository fresh();

  @BeforeEach
  void open() {
    repository = fresh();
  }

  private static Incident incident(String id, long number, String service, int alerts) {
    return new Incident(
        id,
        number,
        service,
        "Title of " + id,
        Severity.WARNING,
        Urgency.LOW,
        "key-" + id,
        Incident.Phase.ACTIVE,
        true,
        "A-" + id,
        new Declared("U1", List.of("U2", "U3"), null, "PRIO", "some words"),
        REASON,
        alerts,
        alerts,
        NOW,
        NOW.plusSeconds(number),
        null,
        null,
        null);
  }

  private static Member member(String alert, @Nullable String incident, Instant since) {
    return new Member(alert, "S1", incident, true, REASON, null, since);
  }

  @Test
  void finds_what_is_being_watched_or_has_alerts_again() {
    Incident active = incident("Q1", 1, "S1", 1);
    Incident watched = incident("Q2", 2, "S1", 1).cleared(true, NOW);
    Incident again = incident("Q3", 3, "S2", 1);
    Incident over = incident("Q4", 4, "S1", 1).cleared(false, NOW);
    repository.save(List.of(active, watched, again, over));
    repository.addTraits(Map.of("Q3", Set.of(Grouping.AGAIN), "Q4", Set.of(Grouping.AGAIN)));
    repository.saveMembers(
        List.of(
            member("A2", "Q2", NOW.plusSeconds(5)),
            member("A1", "Q2", NOW),
            member("A3", "Q1", NOW)));
    assertThat(repository.watched(10, 10))
        .containsExactly(
            new IncidentRepository.Watched("Q3", "S2", List.of()),
            new IncidentRepository.Watched("Q2", "S1", List.of("A1", "A2")));
    assertThat(repository.watched(1, 1)).hasSize(1);
    assertThat(repository.watched(10, 1).get(1).alerts()).containsExactly("A1");
  }

  @Test
  void keeps_an_incident_whole_and_changes_it() {
    var incident = incident("Q1", 1, "S1", 1);
    repository.save(List.of(incident));
    assertThat(repository.incidents(List.of("Q1", "Q2"))).isEqualTo(Map.of("Q1", incident));
    assertThat(repository.byNumber(1)).contains(incident);
    assertThat(repository.byNumber(2)).isEmpty();
    var closed =
        incident
            .cleared(true, NOW.plusSeconds(3))
            .closed(true, NOW.plusSeconds(5))
            .titled("Another");
    repository.save(List.of(closed));
    assertThat(repository.incidents(List.of("Q1"))).isEqualTo(Map.of("Q1", closed));
  }

  private static Incident formed(String id, long number, String service, Instant at) {
    Incident one = incident(id, number, service, 1);
    return new Incident(
        id,
        number,
        service,
        one.title(),
        one.severity(),
        one.urgency(),
        one.incidentKey(),
        one.phase(),
        true,
        one.firstAlertId(),
        null,
        REASON,
        1,
        1,
        at,
        at,
        null,
        null,
        null);
  }

  @Test
  void finds_what_was_open_between_two_moments_of_some_services_before_it_cuts() {
    Instant hour = NOW.plusSeconds(3_600);
    repository.save(
        List.of(
            formed("Q1", 1, "S1", NOW.plusSeconds(10)),
            formed("Q2", 2, "S2", NOW.plusSeconds(20)),
            formed("Q3", 3, "S2", NOW.plusSeconds(30)),
            formed("Q4", 4, "S1", NOW.minusSeconds(60)).closed(true, NOW),
            formed("Q5", 5, "S1", hour),
            formed("Q6", 6, "S1", NOW.plusSeconds(5)).merged("Q1", NOW.plusSeconds(40)),
            formed("Q7", 7, "S1", NOW.minusSeconds(60)).closed(true, NOW.plusSeconds(1)),
            formed("Q8", 8, "S3", NOW.plusSeconds(7)).closed(true, NOW.plusSeconds(7)),
            formed("Q9", 9, "S3", NOW.plusSeconds(9)).closed(true, NOW.plusSeconds(2))));
    assertThat(repository.between(List.of("S3"), NOW, hour, 9))
        .as("closed at once, and closed by a clock that is behind")
        .extracting(Incident::id)
        .containsExactly("Q9", "Q8");
    assertThat(repository.between(List.of("S1"), NOW, hour, 1))
        .extracting(Incident::id)
        .containsExactly("Q1");
    assertThat(repository.between(List.of("S1"), NOW, hour, 9))
        .extracting(Incident::id)
        .containsExactly("Q1", "Q7");
    assertThat(repository.between(List.of(), NOW, hour, 3))
        .extracting(Incident::id)
        .containsExactly("Q3", "Q2", "Q1");
  }

  @Test
  void knows_the_services_of_the_alerts_of_several_incidents_at_once() {
    repository.saveMembers(
        List.of(
            member("A1", "Q1", NOW),
            new Member("A2", "S2", "Q1", true, REASON, null, NOW),
            member("A3", "Q2", NOW),
            member("A4", "Q3", NOW),
            member("A5", null, NOW)));
    assertThat(repository.servicesOf(List.of("Q1", "Q2", "Q9")))
        .isEqualTo(Map.of("Q1", Set.of("S1", "S2"), "Q2", Set.of("S1")));
  }

  @Test
  void counts_numbers_up() {
    long first = repository.nextNumber();
    assertThat(repository.nextNumber()).isGreaterThan(first);
  }

  @Test
  void finds_the_newest_open_incidents_with_alerts_of_a_service() {
    repository.save(
        List.of(
            incident("Q1", 1, "S1", 1),
            incident("Q2", 2, "S1", 2),
            incident("Q3", 3, "S1", 0),
            incident("Q4", 4, "S2", 1),
            incident("Q5", 5, "S1", 1).closed(true, NOW)));
    assertThat(repository.open(List.of("S1", "S2"), 1))
        .extracting(Incident::id)
        .containsExactlyInAnyOrder("Q2", "Q4");
    assertThat(repository.open(List.of("S1"), 9))
        .extracting(Incident::id)
        .containsExactly("Q2", "Q1");
  }

  @Test
  void finds_an_open_incident_by_its_key() {
    repository.save(
        List.of(incident("Q1", 1, "S1", 1), incident("Q2", 2, "S1", 1).closed(true, NOW)));
    assertThat(repository.openByKey("S1", "key-Q1")).map(Incident::id).contains("Q1");
    assertThat(repository.openByKey("S1", "key-Q2")).isEmpty();
    assertThat(repository.openByKey("S2", "key-Q1")).isEmpty();
  }

  @Test
  void remembers_traits_until_they_are_dropped() {
    repository.save(List.of(incident("Q1", 1, "S1", 1), incident("Q2", 2, "S1", 1)));
    repository.addTraits(Map.of("Q1", Set.of("a", "b"), "Q2", Set.of("b")));
    repository.addTraits(Map.of("Q1", Set.of("b", "c")));
    assertThat(repository.traits(List.of("Q1", "Q2"), Set.of("b", "c", "x")))
        .isEqualTo(Map.of("Q1", Set.of("b", "c"), "Q2", Set.of("b")));
    assertThat(repository.openWith(Set.of("b"), List.of("S1"), 9))
        .extracting(Incident::id)
        .containsExactly("Q2", "Q1");
    assertThat(repository.openWith(Set.of("a"), List.of("S2"), 9)).isEmpty();
    repository.copyTraits("Q1", "Q2");
    assertThat(repository.traits(List.of("Q2"), Set.of("a", "b", "c")))
        .isEqualTo(Map.of("Q2", Set.of("a", "b", "c")));
    repository.dropTraits(List.of("Q1"));
    assertThat(repository.traits(List.of("Q1"), Set.of("a"))).isEmpty();
  }

  @Test
  void keeps_where_alerts_belong() {
    var first = member("A1", "Q1", NOW);
    var second = member("A2", "Q1", NOW.plusSeconds(1));
    var nowhere = member("A3", null, NOW);
    repository.saveMembers(List.of(second, first, nowhere));
    assertThat(repository.members("Q1", 0, 9)).containsExactly(first, second);
    assertThat(repository.members("Q1", 1, 1)).containsExactly(second);
    assertThat(repository.memberships(List.of("A1", "A3", "A9")))
        .isEqualTo(Map.of("A1", first, "A3", nowhere));
    var resolved = new Member("A1", "S1", "Q1", false, REASON, "U1", NOW);
    repository.saveMembers(List.of(resolved));
    assertThat(repository.openAlerts("Q1")).containsExactly("A2");
    assertThat(repository.memberships(List.of("A1"))).isEqualTo(Map.of("A1", resolved));
  }

  @Test
  void moves_all_members_of_an_incident() {
    repository.saveMembers(
        List.of(member("A1", "Q1", NOW), member("A2", "Q1", NOW), member("A3", "Q2", NOW)));
    var why = new Reason("merge", 1, "Merged.");
    var moved = repository.moveMembers("Q1", "Q2", why, "U1", NOW.plusSeconds(9));
    assertThat(moved).extracting(Member::alertId).containsExactlyInAnyOrder("A1", "A2");
    assertThat(repository.members("Q1", 0, 9)).isEmpty();
    assertThat(repository.members("Q2", 0, 9))
        .extracting(Member::alertId)
        .containsExactly("A3", "A1", "A2");
    assertThat(repository.memberships(List.of("A1")))
        .isEqualTo(Map.of("A1", new Member("A1", "S1", "Q2", true, why, "U1", NOW.plusSeconds(9))));
  }
}
