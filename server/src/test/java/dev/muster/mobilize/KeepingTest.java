package dev.muster.mobilize;

import static dev.muster.mobilize.SampleResponses.formed;
import static dev.muster.mobilize.SampleResponses.policy;
import static dev.muster.mobilize.SampleResponses.rule;
import static dev.muster.mobilize.SampleResponses.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.Service;
import dev.muster.correlate.IncidentEvent;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Ana answers for the shop; Ben breaks it on purpose and expects what stands in `expected`.
class KeepingTest {
  private final Night night = new Night(MailSettings.NONE, PhoneSettings.NONE);
  private final Set<String> expected = new TreeSet<>(Set.of("A1"));

  @BeforeEach
  void open() {
    night.policy(policy(0, rule(10, user("ana"))));
    night.policy(
        new Policy(
            "P2",
            "Chaos",
            null,
            0,
            "if_has_services",
            List.of(rule(10, user("ben"))),
            null,
            SampleResponses.START,
            1));
    night.mobilizer.expectedBy(
        _ ->
            alertIds -> {
              var judgements = new HashMap<String, Experiments.Judgement>();
              for (String id : alertIds) {
                boolean fits = expected.contains(id);
                judgements.put(
                    id,
                    new Experiments.Judgement(
                        "X1",
                        fits,
                        "P2",
                        new Reason("experiment", 1, fits ? "Expected." : "Not expected.")));
              }
              return judgements;
            },
        new PostgresKeptIncidents(night.database));
    night.incidents.alerts.put("Q1", List.of("A1"));
    night.say(formed("Q1"));
    assertThat(holders()).containsExactly("ben");
  }

  @AfterEach
  void close() {
    night.close();
  }

  private List<String> holders() {
    return night.response("Q1").assignments().stream().map(Response.Assignment::userId).toList();
  }

  @Test
  void an_alert_that_is_worse_than_expected_ends_it() {
    night.say(new IncidentEvent.IncidentSeverityChanged("Q1", Severity.CRITICAL, night.now));
    assertThat(holders()).as("expected as it is now").containsExactly("ben");
    expected.clear();
    night.say(new IncidentEvent.IncidentSeverityChanged("Q1", Severity.CRITICAL, night.now));
    assertThat(holders()).containsExactly("ana");
    assertThat(night.mobilizer.isKept("Q1")).isFalse();
    assertThat(night.response("Q1").policyId()).isEqualTo("P1");
  }

  @Test
  void alerts_of_an_incident_that_was_merged_into_it_end_it_when_they_are_not_expected() {
    night.say(formed("Q2"));
    night.incidents.alerts.put("Q1", List.of("A1", "A2"));
    expected.add("A2");
    night.say(new IncidentEvent.IncidentMerged("Q2", "Q1", "muster", null, night.now));
    assertThat(holders()).containsExactly("ben");
    night.say(formed("Q3"));
    night.incidents.alerts.put("Q1", List.of("A1", "A2", "A3"));
    night.say(new IncidentEvent.IncidentMerged("Q3", "Q1", "muster", null, night.now));
    assertThat(holders()).containsExactly("ana");
  }

  @Test
  void an_alert_that_changed_is_looked_at_by_whom_it_concerns() {
    assertThat(night.mobilizer.reconsider(List.of("A1", "A9"), night.now)).isZero();
    expected.clear();
    assertThat(night.mobilizer.reconsider(List.of("A1", "A9"), night.now)).isEqualTo(1);
    assertThat(holders()).containsExactly("ana");
    assertThat(night.mobilizer.reconsider(List.of("A1"), night.now)).as("once").isZero();
  }

  @Test
  void what_has_recovered_is_handed_over_only_when_it_comes_back() {
    night.catalog.services.put(
        "S1",
        SampleResponses.service(
            SampleResponses.service().urgencyRule(), null, List.of(), Service.RecoveryMode.WATCH));
    night.say(new IncidentEvent.IncidentCleared("Q1", "A1", "monitor", "I1", night.now));
    assertThat(night.mobilizer.release("X1", "It is over.", night.now)).isZero();
    assertThat(holders()).containsExactly("ben");
    expected.clear();
    night.say(
        new IncidentEvent.IncidentGrew(
            "Q1", "A2", Severity.CRITICAL, new Reason("test", 1, "Again."), night.now));
    assertThat(holders()).containsExactly("ana");
  }

  private void ask(Command command) {
    night.mobilizer.changeAll(
        List.of(new Mobilize.Change("Q1", command)), night.person("ana"), night.now);
  }

  @Test
  void what_is_resolved_is_kept_to_nobody() {
    night.say(new IncidentEvent.IncidentCleared("Q1", "A1", "monitor", "I1", night.now));
    assertThat(night.response("Q1").status()).isEqualTo(ResponseStatus.RESOLVED);
    assertThat(night.mobilizer.isKept("Q1")).isFalse();
    ask(new Command.Reopen(false));
    assertThat(holders()).as("the experiment runs still").containsExactly("ben");
    assertThat(night.mobilizer.isKept("Q1")).isTrue();

    ask(new Command.Resolve(null));
    assertThat(night.mobilizer.isKept("Q1")).isFalse();
    expected.clear();
    ask(new Command.Reopen(false));
    assertThat(holders()).as("it is over").containsExactly("ana");
    assertThat(night.mobilizer.isKept("Q1")).isFalse();
    assertThat(night.response("Q1").policyId()).isEqualTo("P1");
  }

  @Test
  void who_was_chosen_by_hand_keeps_it() {
    night.mobilizer.changeAll(
        List.of(new Mobilize.Change("Q1", new Command.Reassign(List.of("dot")))),
        night.person("ana"),
        night.now);
    assertThat(night.mobilizer.release("X1", "It is over.", night.now)).isEqualTo(1);
    assertThat(holders()).containsExactly("dot");
    assertThat(night.said("Q1")).endsWith("Experimented");
    assertThat(night.mobilizer.isKept("Q1")).isFalse();
  }

  @Test
  void who_only_acknowledged_gives_it_back() {
    night.mobilizer.changeAll(
        List.of(new Mobilize.Change("Q1", new Command.Acknowledge())),
        night.person("ben"),
        night.now);
    night.mobilizer.release("X1", "It is over.", night.now);
    assertThat(holders()).containsExactly("ana");
    assertThat(night.response("Q1").triggered()).isTrue();
  }

  @Test
  void one_that_was_kept_before_policies_were_written_down_is_handed_over() {
    night.database.run(
        () -> night.database.jdbc().update("update mobilize.kept_incident set policy_id = null"));
    night.mobilizer.release("X1", "It is over.", night.now);
    assertThat(holders()).containsExactly("ana");
  }
}
