package dev.muster.signal.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Severity;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same trouble, told by four kinds of monitors, is the same thing in the normal form.
class NormalFormTest {
  private static byte[] file(String name) {
    try (InputStream in = NormalFormTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Report report(Format format, String file) {
    Parsed parsed = format.parse(file(file), true, TestClock.START);
    assertThat(parsed.faults()).isEmpty();
    assertThat(parsed.reports()).hasSize(1);
    return parsed.reports().getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "EVENTS_V2,events_v2",
    "EVENTS_V1,events_v1",
    "ALERTMANAGER,alertmanager",
    "PROMETHEUS,prometheus"
  })
  void is_what_the_golden_file_says(Format format, String name) {
    Report report = report(format, name + ".json");
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("action", report.action());
    shown.put("dedup_key", report.dedupKey());
    shown.put("summary", report.summary());
    shown.put("source", report.source());
    shown.put("severity", report.severity());
    shown.put("event_at", report.eventAt());
    shown.put("component", report.component());
    shown.put("group", report.group());
    shown.put("class", report.eventClass());
    shown.put("stage", report.stage());
    shown.put("client", report.client());
    shown.put("client_url", report.clientUrl());
    shown.put("details", tree(report.details()));
    shown.put("links", tree(report.links()));
    shown.put("images", tree(report.images()));
    assertThat(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(shown) + "\n")
        .isEqualTo(new String(file(name + ".golden.json"), StandardCharsets.UTF_8));
  }

  private static @Nullable Object tree(@Nullable RawJson json) {
    return json == null ? null : Json.mapper().readTree(json.text());
  }

  @Test
  void all_say_the_same() {
    for (Report report :
        new Report[] {
          report(Format.EVENTS_V2, "events_v2.json"),
          report(Format.EVENTS_V1, "events_v1.json"),
          report(Format.ALERTMANAGER, "alertmanager.json"),
          report(Format.PROMETHEUS, "prometheus.json")
        }) {
      assertThat(report.action()).isEqualTo(Report.Action.TRIGGER);
      assertThat(report.summary()).isEqualTo("Disk on db1 is 97 % full");
      assertThat(report.severity()).isEqualTo(Severity.CRITICAL);
      assertThat(report.details()).isNotNull();
      assertThat(report.cut()).isEmpty();
    }
  }

  @Test
  void fingerprints_are_those_of_prometheus() {
    // The fingerprint of no labels is the offset of FNV-1a.
    assertThat(PrometheusAlerts.fingerprint(Map.of())).isEqualTo("cbf29ce484222325");
    assertThat(PrometheusAlerts.fingerprint(Map.of("a", "1", "b", "2")))
        .isEqualTo(PrometheusAlerts.fingerprint(new LinkedHashMap<>(Map.of("b", "2", "a", "1"))))
        .isNotEqualTo(PrometheusAlerts.fingerprint(Map.of("a", "12", "b", "")));
  }
}
