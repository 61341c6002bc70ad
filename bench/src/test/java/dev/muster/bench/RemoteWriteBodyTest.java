package dev.muster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.Readings;
import dev.muster.detect.metric.RemoteWrite;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the benchmark sends is what the product reads.
class RemoteWriteBodyTest {
  private static final long MILLIS = 1_767_571_200_000L;

  private static Readings read(byte[] request) {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int body = text.indexOf("\r\n\r\n") + 4;
    assertThat(text).contains("Content-Length: " + (request.length - body) + "\r\n");
    return RemoteWrite.v1(Arrays.copyOfRange(request, body, request.length));
  }

  private static List<Map<String, String>> names(int series) {
    var names = new ArrayList<Map<String, String>>();
    for (int i = 0; i < series; i++) {
      names.add(Map.of("__name__", "mean_seconds", "instance", "10.0.0." + i, "job", "shop"));
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 2_500}) // the last needs several literals
  void every_series_has_its_value_and_time(int series) {
    RemoteWriteBody body =
        RemoteWriteBody.of(URI.create("http://127.0.0.1/api/v1/write"), "KEY", names(series));
    Readings readings = read(body.at(MILLIS, (one, millis) -> one + millis / 1e15));
    assertThat(readings.faults()).isEmpty();
    assertThat(readings.readings()).hasSize(series);
    for (int i = 0; i < series; i++) {
      Reading.Sample sample = (Reading.Sample) readings.readings().get(i);
      assertThat(sample.name().label("instance")).isEqualTo("10.0.0." + i);
      assertThat(sample.millis()).isEqualTo(MILLIS);
      assertThat(sample.value()).isEqualTo(i + MILLIS / 1e15);
    }
  }

  @Test
  void another_time_is_another_request() {
    RemoteWriteBody body =
        RemoteWriteBody.of(URI.create("http://127.0.0.1/api/v1/write"), "KEY", names(3));
    byte[] first = body.at(MILLIS, (_, _) -> 1);
    byte[] second = body.at(MILLIS + 60_000, (_, _) -> 2);
    assertThat(((Reading.Sample) read(first).readings().getFirst()).value()).isEqualTo(1);
    assertThat(((Reading.Sample) read(second).readings().getFirst()).millis())
        .isEqualTo(MILLIS + 60_000);
  }
}
