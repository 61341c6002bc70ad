package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import dev.muster.mobilize.Who;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ClocksTest {
  private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");
  private static final Who ANA = new Who(Who.Kind.USER, "ana", "Ana");

  private static LogEntry entry(
      LogEntry.Type type, int minute, Who who, String channel, Map<String, Object> detail) {
    return new LogEntry(
        "R" + minute + type,
        "Q1",
        "S1",
        type,
        EIGHT.plus(Duration.ofMinutes(minute)),
        who,
        Map.of("type", channel),
        type.wire(),
        null,
        detail,
        true);
  }

  private static LogEntry did(LogEntry.Type type, int minute, Who who) {
    return entry(type, minute, who, "web", Map.of());
  }

  private static LogEntry imported(int minute, String milestone) {
    return entry(LogEntry.Type.ANNOTATE, minute, ANA, "import", Map.of("milestone", milestone));
  }

  @Test
  void without_milestones_the_entries_themselves_count() {
    var entries =
        new ArrayList<>(
            List.of(
                did(LogEntry.Type.TRIGGER, 0, Who.muster()),
                did(LogEntry.Type.ASSIGN, 0, ANA),
                did(LogEntry.Type.NOTIFY, 1, Who.muster()),
                did(LogEntry.Type.ACKNOWLEDGE, 4, ANA),
                did(LogEntry.Type.RESOLVE, 30, ANA)));
    var any = new Random(5);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(entries, any);
      assertThat(Clocks.of(entries).toFirstResponse()).isEqualTo(Duration.ofMinutes(4));
      assertThat(Clocks.of(entries).toRestore()).isEqualTo(Duration.ofMinutes(30));
    }
    entries.add(
        entry(
            LogEntry.Type.FIELD_VALUE_CHANGE,
            40,
            ANA,
            "web",
            Map.of("field", "status", "to", "triggered")));
    assertThat(Clocks.of(entries).toRestore()).isNull();
    assertThat(Clocks.of(List.of()).flagged()).isNull();
  }

  @Test
  void what_is_said_afterwards_has_the_last_word() {
    var clocks =
        Clocks.of(
            List.of(
                did(LogEntry.Type.TRIGGER, 10, Who.muster()),
                did(LogEntry.Type.ACKNOWLEDGE, 12, ANA),
                did(LogEntry.Type.RESOLVE, 50, ANA),
                imported(2, "flagged"),
                imported(5, "first_response"),
                imported(45, "restored")));
    assertThat(clocks.toFirstResponse()).isEqualTo(Duration.ofMinutes(3));
    assertThat(clocks.toRestore()).isEqualTo(Duration.ofMinutes(43));
  }

  /// A night as it was told: flagged at 08:02, the first person at 08:23, restored at 09:38. The incident was opened later, and
  /// all of it was brought in from the chat and a telephone log.
  @Test
  void an_incident_that_was_written_down_later_has_its_21_and_96_minutes() {
    try (var house = TestHouse.startAt(Instant.parse("2026-03-02T11:00:00Z"))) {
      String me = house.get("/users/me").ok().at("/user/id").stringValue();
      String policy =
          house
              .post(
                  "/escalation_policies",
                  "{'escalation_policy':{'type':'escalation_policy','name':'P','escalation_rules':[{'escalation_delay_in_minutes':30,'targets':[{'id':'%s','type':'user_reference'}]}]}}"
                      .formatted(me))
              .ok()
              .at("/escalation_policy/id")
              .stringValue();
      String service =
          house
              .post(
                  "/services",
                  "{'service':{'type':'service','name':'Shop','escalation_policy':{'id':'%s','type':'escalation_policy_reference'}}}"
                      .formatted(policy))
              .ok()
              .at("/service/id")
              .stringValue();
      String incident =
          house
              .post(
                  "/incidents",
                  "{'incident':{'type':'incident','title':'Orders fail','service':{'id':'%s','type':'service_reference'}}}"
                      .formatted(service))
              .ok()
              .at("/incident/id")
              .stringValue();
      String path = "/incidents/" + incident + "/log_entries";
      String entries =
          """
          {'log_entries':[
            {'created_at':'2026-03-02T09:38:00Z','summary':'Orders go through again','source':'telephone','actor':'Sean','milestone':'restored','key':'c'},
            {'created_at':'2026-03-02T08:02:00Z','summary':'@oncall orders fail','source':'chat','actor':'Priti','milestone':'flagged','key':'a'},
            {'created_at':'2026-03-02T08:23:00Z','summary':'Looking','source':'chat','user':{'id':'%s','type':'user_reference'},'milestone':'first_response','key':'b'},
            {'created_at':'2026-03-02T08:23:00Z','summary':'The deploy of yesterday is suspected','source':'chat','actor':'Sean','key':'d'}]}
          """
              .formatted(me);
      assertThat(house.post(path, entries).status()).isEqualTo(201);
      assertThat(house.post(path, entries).status()).isEqualTo(201); // once more changes nothing
      JsonNode clocks = house.get("/incidents/" + incident + "/clocks").ok().get("clocks");
      assertThat(clocks.get("seconds_to_first_response").asLong()).isEqualTo(21 * 60);
      assertThat(clocks.get("seconds_to_restore").asLong()).isEqualTo(96 * 60);
      assertThat(clocks.at("/flagged/actor").stringValue()).isEqualTo("Priti");
      assertThat(clocks.at("/flagged/late").asBoolean()).isTrue();

      JsonNode all = house.get(path + "?limit=100").ok().get("log_entries");
      Instant before = Instant.MAX;
      int late = 0;
      for (JsonNode one : all) {
        assertThat(one.get("actor").stringValue()).isNotBlank();
        assertThat(one.get("source").stringValue()).isNotBlank();
        Instant at = Instant.parse(one.get("created_at").stringValue());
        assertThat(at).isBeforeOrEqualTo(before);
        before = at;
        late += one.get("late").asBoolean() ? 1 : 0;
      }
      assertThat(late).isEqualTo(4);
      assertThat(house.get(path + "?limit=100").text())
          .isEqualTo(house.get(path + "?limit=100").text());
      for (String fault :
          new String[] {
            "'summary':'x','source':'y','actor':'z'",
            "'created_at':'2027-01-01T00:00:00Z','summary':'x','source':'y','actor':'z'",
            "'created_at':'2026-03-02T08:00:00Z','source':'y','actor':'z'",
            "'created_at':'2026-03-02T08:00:00Z','summary':'x','actor':'z'",
            "'created_at':'2026-03-02T08:00:00Z','summary':'x','source':'y'",
            "'created_at':'2026-03-02T08:00:00Z','summary':'x','source':'y','user':{'id':'PNONE'}",
            "'created_at':'2026-03-02T08:00:00Z','summary':'x','source':'y','actor':'z','milestone':'lunch'"
          }) {
        assertThat(house.post(path, "{'log_entries':[{%s}]}".formatted(fault)).status())
            .as(fault)
            .isEqualTo(400);
      }
      assertThat(house.get(path + "?limit=100").ok().get("log_entries").size())
          .isEqualTo(all.size());
    }
  }
}
