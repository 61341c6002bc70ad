package dev.muster.signal.drop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.json.Json;
import dev.muster.signal.Endpoint;
import dev.muster.signal.hook.HookDesk;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DropTextTest {
  private static final String V2 =
      """
      {"event_action":"trigger","dedup_key":"%s","payload":{"summary":"S","source":"s","severity":"error"}}\
      """;

  private static DropText read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static DropText read(byte[] bytes) {
    return DropText.read("jobs", bytes, null);
  }

  private static Piece.Event event(DropText text, int piece) {
    assertThat(text.fault()).isNull();
    return (Piece.Event) text.pieces().get(piece).says();
  }

  private static JsonNode body(DropText text, int piece) {
    return Json.mapper().readTree(event(text, piece).body());
  }

  private static List<String> places(DropText text) {
    assertThat(text.fault()).isNull();
    return text.pieces().stream().map(Piece::place).toList();
  }

  private static String faults(DropText text, int piece) {
    return String.join("; ", ((Piece.Faulty) text.pieces().get(piece).says()).faults());
  }

  @Test
  void every_usual_encoding_is_read() {
    String text = "summary,source,severity\r\nGerät voll – Köln,AS400,error\r\n";
    byte[] little = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE);
    byte[] big = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE);
    byte[] marked = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
    byte[] windows = text.getBytes(Charset.forName("windows-1252"));
    for (byte[] bytes :
        List.of(text.getBytes(StandardCharsets.UTF_8), marked, little, big, windows)) {
      assertThat(body(read(bytes), 0).at("/payload/summary").asString())
          .isEqualTo("Gerät voll – Köln");
    }
  }

  @Test
  void a_table_names_fields_and_details_and_says_trigger_unless_told() {
    DropText text =
        read(
            """
            Summary|payload.source|severity|Event_Action|dedup_key|queue|routing_key
            "Job ""A""
            ended"|AS400|critical|||QSYSOPR|another's

            ended|AS400||resolve|job-a||
            """);
    assertThat(places(text)).containsExactly("row 2", "row 4");
    JsonNode first = body(text, 0);
    assertThat(first.at("/payload/summary").asString()).isEqualTo("Job \"A\"\nended");
    assertThat(first.at("/payload/source").asString()).isEqualTo("AS400");
    assertThat(first.at("/payload/custom_details").toString()).isEqualTo("{\"queue\":\"QSYSOPR\"}");
    assertThat(first.path("event_action").asString()).isEqualTo("trigger");
    assertThat(first.has("routing_key")).isFalse();
    assertThat(event(text, 1).alert()).isEqualTo("job-a");
    assertThat(body(text, 1).path("event_action").asString()).isEqualTo("resolve");
  }

  @Test
  void a_row_of_another_shape_is_faulty_alone_and_can_be_written_again() {
    DropText text = read("summary,source,severity\nA,s,error\nB,s\n\"C, D\",s,error,more\n");
    assertThat(text.pieces()).hasSize(3);
    assertThat(faults(text, 1)).contains("'severity' is missing");
    assertThat(faults(text, 2)).contains("has no column");
    assertThat(text.again(List.of(1, 2)))
        .isEqualTo("summary,source,severity\nB,s\n\"C, D\",s,error,more\n");
  }

  @Test
  void a_table_without_names_of_columns_is_refused_with_an_example() {
    assertThat(read("job ended\nanother\n").fault()).contains("summary,source,severity");
    assertThat(read("summary,summary\nA,B\n").fault())
        .isEqualTo("In the first line: two columns have the name 'summary'");
    assertThat(read("summary,source\n\"A,s\n").fault()).contains("not closed");
    assertThat(read("summary,source\n").fault()).contains("no line below");
    assertThat(read(" \n\n").fault()).contains("empty");
  }

  @Test
  void the_same_words_are_the_same_alert_in_files_of_the_same_name() {
    DropText first = read("summary,source,severity\nA,s,error\nB,s,error\nA,s,error\n");
    DropText next = read("summary,source,severity\nnew,s,error\nB,s,error\n");
    assertThat(event(first, 0).alert())
        .startsWith("file/jobs/")
        .isEqualTo(event(first, 2).alert())
        .isNotEqualTo(event(first, 1).alert());
    assertThat(event(next, 1).alert()).isEqualTo(event(first, 1).alert());
    assertThat(
            event(
                    DropText.read(
                        "others",
                        "summary,source,severity\nA,s,error\n".getBytes(StandardCharsets.UTF_8),
                        null),
                    0)
                .alert())
        .isNotEqualTo(event(first, 0).alert());
    assertThat(
            event(
                    DropText.read(
                        "n".repeat(200),
                        "summary,source,severity\nA,s,error\n".getBytes(StandardCharsets.UTF_8),
                        null),
                    0)
                .alert())
        .hasSizeLessThan(255);
  }

  @Test
  void each_line_of_json_stands_for_itself() {
    String good = V2.formatted("a");
    DropText text = read(good + "\n\n{\"event_action\": \noops\n" + V2.formatted("b") + "\n");
    assertThat(places(text)).containsExactly("line 1", "line 3", "line 4", "line 5");
    assertThat(faults(text, 1)).contains("not valid JSON").endsWith("(column 17)");
    assertThat(faults(text, 2)).contains("not valid JSON");
    assertThat(event(text, 3).alert()).isEqualTo("b");
    assertThat(text.again(List.of(1, 2))).isEqualTo("{\"event_action\":\noops\n");
    // the first one is broken
    assertThat(places(read("{\"event_action\": \n" + good + "\n")))
        .containsExactly("line 1", "line 2");
  }

  @Test
  void lists_and_texts_over_several_lines_are_read() {
    String a = V2.formatted("a").replace(",", ",\n");
    String b = V2.formatted("b");
    assertThat(places(read("[" + a + ",\n" + b + "]"))).containsExactly("event 1", "event 2");
    assertThat(places(read(a + "\n" + b))).containsExactly("event 1", "event 2");
    // nothing that stands behind a list is lost
    DropText lists = read("[" + a + "]\n[" + b + ", 7]\n" + a);
    assertThat(places(lists)).containsExactly("event 1", "event 2", "event 3", "event 4");
    assertThat(faults(lists, 2)).contains("must be a JSON object");
    assertThat(read("[" + a + "] and more").fault()).contains("not valid JSON");
    assertThat(read("[" + a + ",\n" + b).fault()).contains("not valid JSON");
    assertThat(read("[]").fault()).contains("no event");
  }

  @Test
  void events_of_the_old_kind_are_known_by_their_field() {
    DropText text =
        read(
            "{\"service_key\":\"another's\",\"event_type\":\"trigger\",\"description\":\"Tape full\"}");
    assertThat(event(text, 0).endpoint()).isEqualTo(Endpoint.EVENTS_V1);
    assertThat(body(text, 0).has("service_key")).isFalse();
    assertThat(body(text, 0).path("incident_key").asString()).startsWith("file/jobs/");
  }

  @Test
  void each_alert_of_a_list_stands_for_itself() {
    DropText text =
        read(
            """
            {"status": "firing", "alerts": [
              {"status": "firing", "labels": {"alertname": "A"}},
              {"status": "resolved", "labels": {"alertname": "B"}}]}
            """);
    assertThat(places(text)).containsExactly("event 1, alert 1", "event 1, alert 2");
    assertThat(event(text, 1).endpoint()).isEqualTo(Endpoint.ALERTMANAGER);
    assertThat(body(text, 1).at("/alerts/0/labels/alertname").asString()).isEqualTo("B");
    assertThat(body(text, 1).path("alerts").size()).isEqualTo(1);
    assertThat(read("{\"alerts\": []}").pieces().getFirst().says())
        .isInstanceOf(Piece.Nothing.class);
  }

  @Test
  void other_json_is_read_by_the_mapping() {
    String text = "{\"job\":\"PAYROLL\"}\n{\"job\":\"IDLE\"}\n{\"job\":7}\n" + V2.formatted("own");
    DropText mapped =
        DropText.read(
            "jobs",
            text.getBytes(StandardCharsets.UTF_8),
            body -> {
              JsonNode job = Json.mapper().readTree(body).path("job");
              return !job.isString()
                  ? new HookDesk.Reading.Unreadable(List.of("'job' is no text"))
                  : job.asString().equals("IDLE")
                      ? new HookDesk.Reading.Ignored("nothing runs")
                      : new HookDesk.Reading.Event(
                          Json.mapper()
                              .createObjectNode()
                              .put("event_action", "trigger")
                              .set(
                                  "payload",
                                  Json.mapper().createObjectNode().put("summary", job.asString())));
            });
    assertThat(body(mapped, 0).at("/payload/summary").asString()).isEqualTo("PAYROLL");
    assertThat(event(mapped, 0).alert()).startsWith("file/jobs/");
    assertThat(mapped.pieces().get(1).says()).isEqualTo(new Piece.Nothing("nothing runs"));
    assertThat(faults(mapped, 2)).isEqualTo("'job' is no text");
    assertThat(event(mapped, 3).alert()).isEqualTo("own");
    // without a mapping the intake says what is missing
    assertThat(event(read("{\"job\":\"PAYROLL\"}"), 0).endpoint()).isEqualTo(Endpoint.EVENTS_V2);
  }

  @Test
  void too_many_events_are_refused_whatever_they_stand_in() {
    int many = DropText.EVENTS_MOST + 1;
    String rows = IntStream.range(0, many).mapToObj(i -> "A\n").collect(Collectors.joining());
    String lines = "{}\n".repeat(many);
    String list = "[" + "{},".repeat(many) + "{}]";
    String alerts = "{\"alerts\":[" + "{},".repeat(many) + "{}]}";
    for (String text : List.of("summary\n" + rows, lines, list, alerts)) {
      DropText read = read(text);
      assertThat(read.tooMany()).isTrue();
      assertThat(read.fault()).contains("more than 10,000 events");
    }
    assertThat(read("summary\n" + "A\n".repeat(DropText.EVENTS_MOST)).fault()).isNull();
  }
}
