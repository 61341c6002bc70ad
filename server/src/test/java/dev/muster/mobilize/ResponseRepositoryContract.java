package dev.muster.mobilize;

import static dev.muster.mobilize.SampleResponses.ANA;
import static dev.muster.mobilize.SampleResponses.START;
import static dev.muster.mobilize.SampleResponses.formed;
import static dev.muster.mobilize.SampleResponses.policy;
import static dev.muster.mobilize.SampleResponses.rule;
import static dev.muster.mobilize.SampleResponses.user;
import static dev.muster.mobilize.SampleResponses.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.Handling;
import dev.muster.correlate.Declared;
import dev.muster.correlate.IncidentEvent.IncidentFormed;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every place that keeps responses, policies and notices must do.
abstract class ResponseRepositoryContract {
  record Stores(
      Transactions transactions,
      ResponseRepository responses,
      PolicyRepository policies,
      NoticeRepository notices) {}

  private Stores stores = fresh();

  abstract Stores fresh();

  @BeforeEach
  void open() {
    stores = fresh();
  }

  private static ResponseState state(int number, String service, String user, Urgency urgency) {
    var formed =
        new IncidentFormed(
            "Q" + number,
            number,
            service,
            "Disk " + number + " is Full — grün",
            Severity.ERROR,
            urgency,
            "key-" + number,
            "A1",
            null,
            new Reason("r", 1, "w"),
            START.plusSeconds(number));
    return ResponseStep.begin(
            formed, world(policy(1, rule(10, user(user)))), START.plusSeconds(number))
        .after();
  }

  private static ResponseState ask(ResponseState state, Command command) {
    return ResponseStep.step(
            state,
            new Impulse.Asked(command, ANA),
            world(policy(1, rule(10, user("ana")))),
            START.plusSeconds(1_000))
        .after();
  }

  private List<String> find(ResponseFilter filter) {
    assertThat(stores.responses().count(filter))
        .isEqualTo(stores.responses().search(filter, 0, 100).size());
    return stores.responses().search(filter, 0, 100).stream().map(Response::incidentId).toList();
  }

  private static ResponseFilter order(boolean descending, ResponseFilter.Field... fields) {
    var all = ResponseFilter.all();
    return new ResponseFilter(
        all.statuses(),
        all.urgencies(),
        all.serviceIds(),
        all.assigneeIds(),
        all.policyIds(),
        all.priorityIds(),
        all.incidentIds(),
        null,
        null,
        null,
        null,
        null,
        List.of(fields).stream()
            .map(field -> new ResponseFilter.Order(field, descending))
            .toList());
  }

  @Test
  void keeps_a_response_whole() {
    var state = state(1, "S1", "ana", Urgency.HIGH);
    var responses = stores.responses();
    stores
        .transactions()
        .run(() -> {
          assertThat(responses.add(state)).isTrue();
          assertThat(responses.add(state)).isFalse();
        });
    assertThat(responses.states(Set.of("Q1", "Q2"))).isEqualTo(Map.of("Q1", state));
    assertThat(responses.byNumber(1)).contains(state.response());
    var resolved = ask(state, new Command.Resolve("done"));
    stores
        .transactions()
        .run(() -> {
          assertThat(responses.hold(List.of("Q1"))).containsKey("Q1");
          responses.save(resolved);
        });
    assertThat(responses.states(Set.of("Q1"))).isEqualTo(Map.of("Q1", resolved));
  }

  @Test
  void lists_by_everything_that_is_asked() {
    stores
        .transactions()
        .run(() -> {
          var responses = stores.responses();
          responses.add(state(1, "S1", "ana", Urgency.HIGH));
          responses.add(state(2, "S2", "ben", Urgency.LOW));
          responses.add(ask(state(3, "S1", "ana", Urgency.LOW), new Command.Acknowledge()));
          responses.add(ask(state(4, "S2", "ana", Urgency.HIGH), new Command.Resolve(null)));
        });
    var all = ResponseFilter.all();
    assertThat(find(all)).containsExactly("Q1", "Q2", "Q3", "Q4");
    assertThat(find(all.withStatuses(Set.of(ResponseStatus.TRIGGERED))))
        .containsExactly("Q1", "Q2");
    assertThat(
            find(all.withStatuses(Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED))))
        .containsExactly("Q1", "Q2", "Q3");
    assertThat(find(all.withStatuses(Set.of(ResponseStatus.RESOLVED, ResponseStatus.TRIGGERED))))
        .containsExactly("Q1", "Q2", "Q4");
    assertThat(find(all.withServices(Set.of("S2")))).containsExactly("Q2", "Q4");
    assertThat(find(all.withAssignees(Set.of("ana")))).containsExactly("Q1", "Q3");
    assertThat(find(all.withPolicies(Set.of("P1", "P9")))).hasSize(4);
    assertThat(find(all.withIncidentKey("key-3"))).containsExactly("Q3");
    assertThat(
            find(
                new ResponseFilter(
                    Set.of(),
                    Set.of(Urgency.LOW),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Set.of("Q1", "Q2", "Q3"),
                    null,
                    START.plusSeconds(2),
                    START.plusSeconds(3),
                    "is full — GRÜN",
                    null,
                    List.of())))
        .containsExactly("Q2");
    assertThat(find(order(true, ResponseFilter.Field.CREATED_AT)))
        .containsExactly("Q4", "Q3", "Q2", "Q1");
    assertThat(find(order(true, ResponseFilter.Field.URGENCY, ResponseFilter.Field.NUMBER)))
        .containsExactly("Q3", "Q2", "Q4", "Q1");
    assertThat(find(order(false, ResponseFilter.Field.RESOLVED_AT)))
        .containsExactly("Q4", "Q1", "Q2", "Q3");
    assertThat(stores.responses().search(all, 1, 2))
        .extracting(Response::incidentId)
        .containsExactly("Q2", "Q3");
    var loads = stores.responses().loads(Set.of("S1", "S2", "S3"));
    assertThat(loads).containsOnlyKeys("S1", "S2");
    assertThat(loads.get("S1"))
        .isEqualTo(new dev.muster.catalog.ServiceLoad.Load(1, 1, START.plusSeconds(3)));
    assertThat(loads.get("S2"))
        .isEqualTo(new dev.muster.catalog.ServiceLoad.Load(1, 0, START.plusSeconds(4)));
  }

  @Test
  void tells_what_is_only_to_do_from_what_pages() {
    var ticket =
        new Handling(null, "test", Urgency.LOW, true, null, null, null, Map.of(), List.of());
    var formed =
        new IncidentFormed(
            "Q2",
            2,
            "S1",
            "Disk 2",
            Severity.ERROR,
            Urgency.LOW,
            null,
            "A1",
            null,
            new Reason("r", 1, "w"),
            START,
            ticket);
    var toDo = ResponseStep.begin(formed, world(policy(1, rule(10, user("ana")))), START).after();
    stores
        .transactions()
        .run(() -> {
          stores.responses().add(state(1, "S1", "ana", Urgency.HIGH));
          stores.responses().add(toDo);
        });
    var all = ResponseFilter.all();
    assertThat(find(all.withToDo(true))).containsExactly("Q2");
    assertThat(find(all.withToDo(false))).containsExactly("Q1");
    stores.transactions().run(() -> stores.responses().save(ask(toDo, new Command.Escalate(1))));
    assertThat(find(all.withToDo(false))).containsExactlyInAnyOrder("Q1", "Q2");
  }

  @Test
  void finds_what_stands_still() {
    stores
        .transactions()
        .run(() -> {
          stores.responses().add(state(1, "S1", "ana", Urgency.HIGH));
          stores
              .responses()
              .add(ask(state(2, "S1", "ana", Urgency.HIGH), new Command.Resolve(null)));
        });
    assertThat(stores.responses().overdue(START.plusSeconds(600), 10)).isEmpty();
    assertThat(stores.responses().overdue(START.plusSeconds(602), 10))
        .extracting(ResponseState::id)
        .containsExactly("Q1");
  }

  @Test
  void keeps_policies_and_whose_turn_it_is() {
    var policy = policy(2, rule(5, user("ana"), SampleResponses.schedule("day")));
    var policies = stores.policies();
    stores.transactions().run(() -> policies.save(policy));
    assertThat(policies.find("P1")).contains(policy);
    assertThat(policies.all()).containsExactly(policy);
    assertThat(policies.named("oPERATIONS")).isEqualTo(policy);
    assertThat(policies.named("other")).isNull();
    stores
        .transactions()
        .run(() -> {
          assertThat(policies.holdRings(List.of("R1", "R2"))).containsEntry("R1", 0L).hasSize(2);
          policies.turn(Map.of("R1", 7L));
        });
    stores
        .transactions()
        .run(() -> assertThat(policies.holdRings(List.of("R1"))).isEqualTo(Map.of("R1", 7L)));
    stores.transactions().run(() -> policies.delete("P1"));
    assertThat(policies.find("P1")).isEmpty();
  }

  static Notice notice(String id, String rule, Instant due, Urgency urgency) {
    return new Notice(
        id,
        "Q1",
        1,
        "ana",
        rule,
        "C1",
        dev.muster.catalog.ContactMethod.Type.SMS,
        "+4912345",
        urgency,
        START,
        due,
        Notice.State.WAITING,
        null,
        0,
        null,
        "Because.",
        null);
  }

  @Test
  void knows_who_was_told_from_a_moment_on_and_of_what() {
    var notices = stores.notices();
    var early = notice("N1", "R1", START, Urgency.HIGH);
    var late = notice("N2", "R2", START.plusSeconds(300), Urgency.HIGH);
    var waits = notice("N3", "R3", START.plusSeconds(600), Urgency.HIGH);
    var help = notice("N4", ResponderDesk.RULE + "H1", START.plusSeconds(600), Urgency.HIGH);
    var fallback =
        NoticePlan.toMail("N5", "Q1", 1, null, "fallback", "a@b", Urgency.LOW, START, "w");
    stores
        .transactions()
        .run(() -> {
          notices.add(List.of(early, late, waits, help, fallback));
          for (Notice sent : List.of(early, late, help, fallback)) {
            notices.save(
                sent.leaving("P" + sent.id()).ended(Notice.State.SENT, 1, null, sent.dueAt()));
          }
          var told = new Declared.Told("ana", Urgency.HIGH, START, java.util.Set.of("R1", "R2"));
          assertThat(notices.told("Q1", START)).containsExactly(told);
          assertThat(notices.told("Q1", START.plusSeconds(200))).containsExactly(told);
          assertThat(notices.told("Q1", START.plusSeconds(301)))
              .as("what joined later nobody was told of")
              .isEmpty();
          assertThat(notices.told("Q2", START)).isEmpty();
          assertThat(notices.toNumber("+4912345", START.minusSeconds(1)))
              .extracting(Notice::id)
              .as("what may be answered by a text")
              .containsExactly("N1", "N2", "N4");
          assertThat(notices.toNumber("+4912345", START)).isEmpty();
          assertThat(notices.toNumber("+4999999", START.minusSeconds(1))).isEmpty();
          assertThat(notices.ofParcel("PN1")).extracting(Notice::id).containsExactly("N1");
          notices.keep(
              "PN2",
              new Notification.Receipt(Notification.Receipt.State.FAILED, START, "no such number"));
          assertThat(notices.told("Q1", START.plusSeconds(200)))
              .as("what did not arrive told nobody")
              .isEmpty();
        });
  }

  @Test
  void keeps_notices_once_for_a_step_and_rule() {
    var notices = stores.notices();
    var high = notice("N1", "R1", START, Urgency.HIGH);
    var low = notice("N2", "R2", START, Urgency.LOW);
    var later = notice("N3", "R3", START.plusSeconds(60), Urgency.HIGH);
    var fallback =
        NoticePlan.toMail("N5", "Q1", 1, null, "fallback", "a@b", Urgency.LOW, START, "w");
    var again = NoticePlan.toMail("N6", "Q1", 1, null, "fallback", "a@b", Urgency.LOW, START, "w");
    stores
        .transactions()
        .run(() -> {
          assertThat(notices.add(List.of(low, high, later)))
              .containsExactlyInAnyOrder("N1", "N2", "N3");
          assertThat(notices.add(List.of(notice("N4", "R1", START, Urgency.HIGH)))).isEmpty();
          assertThat(notices.add(List.of(fallback))).containsExactly("N5");
          assertThat(notices.add(List.of(again))).isEmpty();
          assertThat(notices.nextDue()).isEqualTo(START);
          assertThat(notices.claim(START, 10)).hasSize(3).first().isEqualTo(high);
          notices.save(high.leaving("M1"));
          notices.save(low.ended(Notice.State.CANCELLED, 0, "not wanted", null));
          notices.save(fallback.ended(Notice.State.FAILED, 1, "no", null));
          assertThat(notices.claim(START, 10)).isEmpty();
          assertThat(notices.nextDue()).isEqualTo(START.plusSeconds(60));
          assertThat(notices.holdOf("M1")).containsExactly(high.leaving("M1"));
          assertThat(notices.holdUnsent(List.of("Q1")))
              .extracting(Notice::id)
              .containsExactly("N1", "N3");
          assertThat(notices.ofIncident("Q1")).hasSize(4);
          assertThat(notices.holdOutlet("SMS:+49")).isNull();
          notices.left("SMS:+49", START);
          assertThat(notices.holdOutlet("SMS:+49")).isEqualTo(START);
        });
  }
}
