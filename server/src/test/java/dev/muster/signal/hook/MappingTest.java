package dev.muster.signal.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.signal.rules.EventTexts;
import dev.muster.signal.source.Format;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MappingTest {
  private static Mapping.Outcome read(Mapping mapping, String json) {
    return mapping.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode event(Mapping mapping, String json) {
    if (read(mapping, json) instanceof Mapping.Outcome.Event(var event)) {
      return event;
    }
    throw new AssertionError("no event: " + read(mapping, json));
  }

  @Test
  void common_names_need_no_mapping() {
    JsonNode event =
        event(
            Mapping.USUAL,
            "{'alert':{'title':'Disk"
                + " full','alert_id':17,'host':'db-1'},'priority':'P3','status':'firing','url':'https://m.example/17'}");
    assertThat(event.get("event_action").asString()).isEqualTo("trigger");
    assertThat(event.get("dedup_key").asString()).isEqualTo("17");
    assertThat(event.at("/payload/summary").asString()).isEqualTo("Disk full");
    assertThat(event.at("/payload/source").asString()).isEqualTo("db-1");
    assertThat(event.at("/payload/severity").asString()).isEqualTo("warning");
    assertThat(event.at("/payload/custom_details/alert/host").asString()).isEqualTo("db-1");
    assertThat(event.at("/links/0/href").asString()).isEqualTo("https://m.example/17");
    assertThat(event(Mapping.USUAL, "{'alert_id':17,'status':'resolved'}").get("event_action"))
        .hasToString("\"resolve\"");
  }

  @Test
  void a_key_none_of_whose_places_holds_anything_says_nothing() {
    var mapping =
        new Mapping(
            Map.of(
                "dedup_key",
                "check/{{raw_event.check.id}}",
                "component",
                "always",
                "class",
                "of {{raw_event.kind}}"),
            Map.of(),
            Map.of());
    JsonNode disk = event(mapping, "{'title':'Disk full','alert_id':'disk-1'}");
    assertThat(disk.get("dedup_key").asString()).isEqualTo("disk-1");
    assertThat(disk.at("/payload/component").asString()).isEqualTo("always");
    assertThat(disk.at("/payload/class").asString()).isEqualTo("of");
    assertThat(event(mapping, "{'title':'Fan stopped'}").get("dedup_key"))
        .isNotEqualTo(event(mapping, "{'title':'Disk full'}").get("dedup_key"));
  }

  @Test
  void a_mapping_has_the_first_word() {
    var mapping =
        new Mapping(
            Map.of(
                "summary",
                "{{raw_event.check.name}} on {{raw_event.check.target}}",
                "dedup_key",
                "check/{{raw_event.check.id}}",
                "severity",
                "{{raw_event.check.rank}}",
                "event_action",
                "{{raw_event.outcome}}"),
            Map.of("s1", "critical"),
            Map.of("green again", "resolve", "heartbeat", "ignore"));
    String check =
        "{'check':{'id':'c-7','name':'Latency','target':'eu','rank':'S1'},'outcome':'%s'}";
    JsonNode event = event(mapping, check.formatted("red"));
    assertThat(event.at("/payload/summary").asString()).isEqualTo("Latency on eu");
    assertThat(event.at("/payload/severity").asString()).isEqualTo("critical");
    assertThat(event.get("dedup_key").asString()).isEqualTo("check/c-7");
    assertThat(event(mapping, check.formatted("Green again")).get("event_action").asString())
        .isEqualTo("resolve");
    assertThat(read(mapping, check.formatted("heartbeat")))
        .isInstanceOf(Mapping.Outcome.Ignored.class);
  }

  @Test
  void without_a_key_the_same_trouble_has_the_same_one() {
    String one = event(Mapping.USUAL, "{'title':'A','host':'x'}").get("dedup_key").asString();
    assertThat(event(Mapping.USUAL, "{'title':'A','host':'x','n':2}").get("dedup_key").asString())
        .isEqualTo(one);
    assertThat(event(Mapping.USUAL, "{'title':'A','host':'y'}").get("dedup_key").asString())
        .isNotEqualTo(one);
  }

  @Test
  void says_what_it_missed() {
    assertThat(read(Mapping.USUAL, "{'a':1}"))
        .asString()
        .contains("No 'summary' was found", "title");
    assertThat(read(Mapping.USUAL, "[1]")).asString().contains("must be a JSON object");
    assertThat(read(Mapping.USUAL, "{")).asString().contains("not valid JSON");
    assertThat(read(Mapping.USUAL, "{'status':'ok'}")).asString().contains("Neither 'dedup_key'");
    assertThatThrownBy(() -> new Mapping(Map.of("summary", "{{raw_event."), Map.of(), Map.of()))
        .isInstanceOf(EventTexts.Unreadable.class)
        .hasMessageContaining("character 1");
  }

  /// Whatever comes in: an event that the intake takes, or words.
  @Test
  void every_event_is_one_that_the_intake_takes() {
    var any = new Random(11);
    String[] names = {"title", "status", "priority", "alert", "host", "alert_id", "x", "time"};
    String[] values = {
      "'Größe'",
      "''",
      "17",
      "null",
      "true",
      "[]",
      "'resolved'",
      "{'title':'in'}",
      "'\\ud800'",
      "1e9"
    };
    for (int i = 0; i < 2_000; i++) {
      var json = new StringBuilder("{");
      for (int j = any.nextInt(6); j >= 0; j--) {
        json.append(json.length() > 1 ? "," : "")
            .append(
                "'%s':%s"
                    .formatted(
                        names[any.nextInt(names.length)], values[any.nextInt(values.length)]));
      }
      if (read(Mapping.USUAL, json + "}") instanceof Mapping.Outcome.Event(var event)) {
        var parsed =
            Format.EVENTS_V2.parse(
                event.toString().getBytes(StandardCharsets.UTF_8), false, Instant.EPOCH);
        assertThat(parsed.faults()).as("%s", json).isEmpty();
        assertThat(parsed.reports()).hasSize(1);
      }
    }
  }
}
