package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertChanged;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.alert.Alerts;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Service;
import dev.muster.kernel.ForAll;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Role;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of alerts, from the fact to the incident's facts, wherever incidents are kept.
abstract class CorrelationContract {
  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final Actor ANA =
      new Actor(Actor.Kind.USER, "U1", "Ana", "ana@example.org", Role.USER);

  /// Where a test runs.
  record Ground(Transactions transactions, FactLog log, IncidentRepository repository) {}

  abstract Ground ground();

  private final FakeCatalog catalog = new FakeCatalog();
  private final FakeAlerts alerts = new FakeAlerts();
  private Instant now = START;
  private @Nullable Ground ground;
  private @Nullable FactReader reader;
  private @Nullable Incidents desk;
  private long heard;

  @BeforeEach
  void open() {
    Ground fresh = ground();
    ground = fresh;
    Ids ids = Ids.from(new SplittableRandom(1));
    var correlator = new Correlator(fresh.repository(), catalog, fresh.log(), ids);
    reader =
        new FactReader(
            "correlate.alerts",
            List.of(new FactReader.Source(Alerts.TOPIC, Alerts.LANES)),
            fresh.log(),
            fresh.transactions(),
            correlator::handle);
    desk =
        new IncidentDesk(
            fresh.repository(), fresh.transactions(), fresh.log(), alerts, catalog, ids);
    service("S1", new AlertGrouping.None(), Service.RecoveryMode.RESOLVE);
  }

  private Ground here() {
    Ground there = ground;
    if (there == null) {
      throw new IllegalStateException("not open");
    }
    return there;
  }

  private Incidents desk() {
    Incidents there = desk;
    if (there == null) {
      throw new IllegalStateException("not open");
    }
    return there;
  }

  private void service(String id, AlertGrouping grouping, Service.RecoveryMode mode) {
    Service plain = Service.of(id, "Service " + id, "P1", START);
    catalog.services.put(
        id,
        new Service(
            plain.id(),
            plain.name(),
            null,
            false,
            plain.escalationPolicyId(),
            null,
            null,
            null,
            null,
            null,
            plain.alertCreation(),
            plain.urgencyRule(),
            null,
            List.of(),
            grouping,
            null,
            mode,
            900,
            START));
  }

  private void disable(String id) {
    Service one = catalog.services.get(id);
    if (one != null) {
      catalog.services.put(
          id,
          new Service(
              one.id(),
              one.name(),
              null,
              true,
              one.escalationPolicyId(),
              null,
              null,
              null,
              null,
              null,
              one.alertCreation(),
              one.urgencyRule(),
              null,
              List.of(),
              one.alertGrouping(),
              null,
              one.recoveryMode(),
              900,
              START));
    }
  }

  private AlertOpened opened(String id, String service, Severity severity, String source) {
    return new AlertOpened(
        id,
        "I1",
        service,
        "key-" + id,
        severity,
        "Summary of " + id,
        source,
        null,
        null,
        null,
        false,
        Map.of("region", "eu"),
        now);
  }

  private AlertResolved resolved(String id, String service) {
    return new AlertResolved(id, service, "monitor", "I1", now);
  }

  private List<IncidentEvent> say(AlertEvent... events) {
    Ground there = here();
    there.transactions().run(() -> there.log().append(Alerts.TOPIC, 0, now, List.of(events)));
    FactReader follower = reader;
    if (follower != null) {
      while (follower.poll(now) > 0) {
        // until all is read
      }
    }
    return said();
  }

  /// What has been said since the last question.
  private List<IncidentEvent> said() {
    var events = new ArrayList<IncidentEvent>();
    here()
        .log()
        .read(Incidents.TOPIC, Incidents.LANE, heard, 10_000)
        .forEach(fact -> {
          events.add((IncidentEvent) fact.event());
          heard = fact.sequence();
        });
    return events;
  }

  private static <T extends IncidentEvent> T only(List<IncidentEvent> events, Class<T> type) {
    assertThat(events).hasSize(1).first().isInstanceOf(type);
    return type.cast(events.getFirst());
  }

  private Incident incident(String id) {
    return desk().incident(id).orElseThrow();
  }

  @Test
  void an_alert_is_an_incident_with_number_title_and_reason() {
    var formed =
        only(say(opened("A1", "S1", Severity.ERROR, "db-1")), IncidentEvent.IncidentFormed.class);
    assertThat(formed.title()).isEqualTo("Summary of A1");
    assertThat(formed.severity()).isEqualTo(Severity.ERROR);
    assertThat(formed.incidentKey()).isEqualTo("key-A1");
    assertThat(formed.alertId()).isEqualTo("A1");
    assertThat(formed.reason().rule()).isEqualTo("grouping.none");
    assertThat(formed.incidentId()).startsWith("Q").hasSize(14);
    Incident incident = incident(String.valueOf(formed.number()));
    assertThat(incident.id()).isEqualTo(formed.incidentId());
    assertThat(incident.phase()).isEqualTo(Incident.Phase.ACTIVE);
    assertThat(incident.openAlerts()).isEqualTo(1);
    assertThat(desk().incidentOf("A1")).contains(incident);
    assertThat(desk().counts(List.of(incident.id())))
        .containsEntry(incident.id(), new AlertCounts(1, 1, 0));
  }

  @Test
  void alerts_that_page_nobody_are_kept_with_the_reason_why() {
    service("S2", new AlertGrouping.None(), Service.RecoveryMode.RESOLVE);
    disable("S2");
    assertThat(
            say(
                opened("A2", "S2", Severity.ERROR, "x"),
                opened("A4", "gone", Severity.ERROR, "x"),
                new AlertOpened(
                    "A5",
                    "I1",
                    "S1",
                    "k",
                    Severity.INFO,
                    "s",
                    "x",
                    null,
                    null,
                    null,
                    true,
                    Map.of(),
                    now)))
        .isEmpty();
    assertThat(desk().memberships(List.of("A2", "A4", "A5")).values())
        .allMatch(member -> member.incidentId() == null)
        .extracting(member -> member.reason().rule())
        .containsExactlyInAnyOrder(
            "grouping.disabled", "grouping.no_service", "grouping.suppressed");
    // and their end changes nothing either
    assertThat(say(resolved("A2", "S2"), resolved("A4", "gone"))).isEmpty();
  }

  @Test
  void alerts_of_one_batch_group_with_each_other() {
    service("S1", new AlertGrouping.Time(5), Service.RecoveryMode.RESOLVE);
    var events =
        say(
            opened("A1", "S1", Severity.WARNING, "a"),
            opened("A2", "S1", Severity.CRITICAL, "b"),
            opened("A3", "S1", Severity.INFO, "c"));
    assertThat(events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "IncidentFormed", "IncidentGrew", "IncidentSeverityChanged", "IncidentGrew");
    Incident incident = incident(events.getFirst().incidentId());
    assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(incident.allAlerts()).isEqualTo(3);
    assertThat(desk().members(incident.id(), 0, 9))
        .extracting(Member::alertId)
        .containsExactly("A1", "A2", "A3");
    now = now.plus(Duration.ofMinutes(6));
    only(say(opened("A4", "S1", Severity.INFO, "d")), IncidentEvent.IncidentFormed.class);
  }

  @Test
  void content_groups_across_batches() {
    service(
        "S1",
        new AlertGrouping.Content(List.of("source", "custom_details.region"), true, 600),
        Service.RecoveryMode.RESOLVE);
    var first =
        only(say(opened("A1", "S1", Severity.ERROR, "db-1")), IncidentEvent.IncidentFormed.class);
    only(say(opened("A2", "S1", Severity.ERROR, "db-2")), IncidentEvent.IncidentFormed.class);
    var grew =
        only(say(opened("A3", "S1", Severity.ERROR, "db-1")), IncidentEvent.IncidentGrew.class);
    assertThat(grew.incidentId()).isEqualTo(first.incidentId());
  }

  @Test
  void it_clears_with_its_last_alert_and_a_new_alert_never_reopens_it() {
    service("S1", new AlertGrouping.Time(0), Service.RecoveryMode.RESOLVE);
    var events =
        say(opened("A1", "S1", Severity.ERROR, "a"), opened("A2", "S1", Severity.ERROR, "b"));
    String id = events.getFirst().incidentId();
    now = now.plusSeconds(30);
    var eased = only(say(resolved("A1", "S1")), IncidentEvent.IncidentEased.class);
    assertThat(eased.openAlerts()).isEqualTo(1);
    var cleared = only(say(resolved("A2", "S1")), IncidentEvent.IncidentCleared.class);
    assertThat(cleared.incidentId()).isEqualTo(id);
    assertThat(cleared.byKind()).isEqualTo("monitor");
    assertThat(incident(id).phase()).isEqualTo(Incident.Phase.WATCHING);
    assertThat(incident(id).open()).isFalse();
    var next =
        only(say(opened("A3", "S1", Severity.ERROR, "a")), IncidentEvent.IncidentFormed.class);
    assertThat(next.incidentId()).isNotEqualTo(id);
    // told twice, said once
    assertThat(say(resolved("A2", "S1"))).isEmpty();
  }

  @Test
  void a_watched_incident_takes_a_relapse_up_and_is_active_again() {
    service("S1", new AlertGrouping.None(), Service.RecoveryMode.WATCH);
    AlertOpened first = opened("A1", "S1", Severity.ERROR, "a");
    var formed = only(say(first), IncidentEvent.IncidentFormed.class);
    only(say(resolved("A1", "S1")), IncidentEvent.IncidentCleared.class);
    assertThat(incident(formed.incidentId()).phase()).isEqualTo(Incident.Phase.WATCHING);
    assertThat(incident(formed.incidentId()).open()).isTrue();
    now = now.plusSeconds(60);
    var grew =
        only(
            say(
                new AlertOpened(
                    "A2",
                    first.integrationId(),
                    "S1",
                    first.dedupKey(),
                    Severity.ERROR,
                    "again",
                    "a",
                    null,
                    null,
                    null,
                    false,
                    Map.of(),
                    now)),
            IncidentEvent.IncidentGrew.class);
    assertThat(grew.incidentId()).isEqualTo(formed.incidentId());
    assertThat(grew.reason().rule()).isEqualTo("grouping.relapse");
    assertThat(incident(formed.incidentId()).phase()).isEqualTo(Incident.Phase.ACTIVE);
  }

  @Test
  void its_severity_only_rises() {
    String id = say(opened("A1", "S1", Severity.WARNING, "a")).getFirst().incidentId();
    var changed =
        only(
            say(new AlertChanged("A1", "S1", Severity.WARNING, Severity.CRITICAL, "s", false, now)),
            IncidentEvent.IncidentSeverityChanged.class);
    assertThat(changed.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(say(new AlertChanged("A1", "S1", Severity.CRITICAL, Severity.INFO, "s", false, now)))
        .isEmpty();
    assertThat(incident(id).severity()).isEqualTo(Severity.CRITICAL);
    // others hear of an alert that becomes worse also when the incident was as bad before
    var worse =
        only(
            say(new AlertChanged("A1", "S1", Severity.INFO, Severity.CRITICAL, "s", false, now)),
            IncidentEvent.IncidentAlertWorsened.class);
    assertThat(worse.alertId()).isEqualTo("A1");
    assertThat(worse.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(incident(id).severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void after_it_was_closed_its_alerts_resolve_and_say_nothing_more() {
    String id = say(opened("A1", "S1", Severity.ERROR, "a")).getFirst().incidentId();
    desk().closed(id, ANA, now);
    desk().closed(id, ANA, now);
    assertThat(alerts.resolved).containsExactly("A1");
    assertThat(incident(id).phase()).isEqualTo(Incident.Phase.CLOSED);
    assertThat(
            say(
                new AlertChanged("A1", "S1", Severity.ERROR, Severity.CRITICAL, "s", false, now),
                resolved("A1", "S1")))
        .isEmpty();
    assertThat(incident(id).openAlerts()).isZero();
    desk().reopened(id, ANA, now);
    assertThat(incident(id).open()).isTrue();
    desk().closed(id, Actor.muster(), now);
    assertThat(incident(id).phase()).isEqualTo(Incident.Phase.WATCHING);
  }

  @Test
  void a_person_opens_one_by_hand_but_not_twice_under_one_key() {
    var declaration =
        new Declaration(
            "S1",
            "Login is slow",
            Urgency.LOW,
            "login",
            new Declared("U1", List.of("U2"), null, null, "Since noon."));
    Incident incident = desk().declare(declaration, ANA, now);
    var formed = only(said(), IncidentEvent.IncidentFormed.class);
    assertThat(formed.declared()).isEqualTo(declaration.declared());
    assertThat(formed.urgency()).isEqualTo(Urgency.LOW);
    assertThat(formed.reason().words()).isEqualTo("Ana opened it by hand.");
    assertThatThrownBy(() -> desk().declare(declaration, ANA, now))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("login");
    desk().closed(incident.id(), ANA, now);
    assertThat(desk().declare(declaration, ANA, now).id()).isNotEqualTo(incident.id());
  }

  @Test
  void merging_moves_the_alerts_and_closes_the_sources() {
    var events =
        say(
            opened("A1", "S1", Severity.WARNING, "a"),
            opened("A2", "S1", Severity.CRITICAL, "b"),
            opened("A3", "S1", Severity.INFO, "c"));
    String target = events.get(0).incidentId();
    String second = events.get(1).incidentId();
    String third = events.get(2).incidentId();
    Incident merged = desk().merge(target, List.of(second, third), ANA, now);
    assertThat(merged.allAlerts()).isEqualTo(3);
    assertThat(merged.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(said())
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "IncidentGrew",
            "IncidentMerged",
            "IncidentGrew",
            "IncidentMerged",
            "IncidentSeverityChanged");
    assertThat(incident(second).mergedInto()).isEqualTo(target);
    assertThat(incident(second).open()).isFalse();
    assertThat(desk().incidentOf("A3")).map(Incident::id).contains(target);
    assertThatThrownBy(() -> desk().merge(target, List.of(second), ANA, now))
        .hasMessageContaining("merged before");
    assertThatThrownBy(() -> desk().merge(target, List.of(target), ANA, now))
        .hasMessageContaining("into itself");
    assertThatThrownBy(() -> desk().reopened(second, ANA, now))
        .hasMessageContaining("stays closed");
    desk().closed(target, ANA, now);
    String late = say(opened("A9", "S1", Severity.INFO, "z")).getFirst().incidentId();
    assertThatThrownBy(() -> desk().merge(target, List.of(late), ANA, now))
        .hasMessageContaining("Already Resolved");
  }

  @Test
  void a_person_moves_an_alert_and_the_incident_that_it_leaves_clears() {
    service("S2", new AlertGrouping.None(), Service.RecoveryMode.RESOLVE);
    var events =
        say(opened("A1", "S1", Severity.WARNING, "a"), opened("A2", "S2", Severity.ERROR, "b"));
    String from = events.get(0).incidentId();
    String to = events.get(1).incidentId();
    Member moved = desk().move("A1", to, ANA, now);
    assertThat(moved.incidentId()).isEqualTo(to);
    assertThat(moved.byId()).isEqualTo("U1");
    assertThat(moved.reason().words()).startsWith("Ana moved it");
    assertThat(said())
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("IncidentShrank", "IncidentCleared", "IncidentGrew");
    assertThat(incident(from).allAlerts()).isZero();
    assertThat(incident(to).allAlerts()).isEqualTo(2);
    // its end is the new incident's affair, though it came from another service
    only(say(resolved("A1", "S1")), IncidentEvent.IncidentEased.class);
    assertThat(incident(to).openAlerts()).isEqualTo(1);
  }

  @Test
  void a_title_changes_once() {
    String id = say(opened("A1", "S1", Severity.WARNING, "a")).getFirst().incidentId();
    desk().retitle(id, "Disk full", "it says more", ANA, now);
    desk().retitle(id, "Disk full", "it says more", ANA, now);
    var retitled = only(said(), IncidentEvent.IncidentRetitled.class);
    assertThat(retitled.from()).isEqualTo("Summary of A1");
    assertThat(retitled.why()).isEqualTo("it says more");
    assertThat(incident(id).title()).isEqualTo("Disk full");
  }

  /// Whatever comes: the counts are those of the members, and an incident without open alerts is not active.
  @Test
  void counts_and_members_always_agree() {
    ForAll.forAll(
        5,
        any -> {
          open();
          heard = 0;
          service("S1", new AlertGrouping.Time(2), Service.RecoveryMode.RESOLVE);
          service("S2", new AlertGrouping.None(), Service.RecoveryMode.WATCH);
          var open = new ArrayList<AlertOpened>();
          for (int i = 0; i < 40; i++) {
            now = now.plusSeconds(any.nextInt(90));
            if (open.isEmpty() || any.nextInt(3) > 0) {
              AlertOpened next =
                  opened(
                      "A" + i,
                      any.nextBoolean() ? "S1" : "S2",
                      Severity.values()[any.nextInt(4)],
                      "h" + any.nextInt(3));
              open.add(next);
              say(next);
            } else {
              AlertOpened last = open.remove(any.nextInt(open.size()));
              say(resolved(last.alertId(), last.serviceId()));
            }
          }
          for (long number = 1; ; number++) {
            var incident = desk().incident(String.valueOf(number));
            if (incident.isEmpty()) {
              break;
            }
            Incident one = incident.get();
            List<Member> members = desk().members(one.id(), 0, 100);
            assertThat(one.allAlerts()).isEqualTo(members.size());
            assertThat(one.openAlerts())
                .isEqualTo((int) members.stream().filter(Member::open).count());
            assertThat(one.phase() == Incident.Phase.ACTIVE).isEqualTo(one.openAlerts() > 0);
          }
        });
  }
}
