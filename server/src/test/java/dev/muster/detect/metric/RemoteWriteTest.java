package dev.muster.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorOutputStream;
import org.junit.jupiter.api.Test;

class RemoteWriteTest {
  /// Writes a protobuf message.
  private interface Message {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Message message) {
    try {
      var bytes = new ByteArrayOutputStream();
      var out = CodedOutputStream.newInstance(bytes);
      message.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static byte[] packed(byte[] body) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new SnappyCompressorOutputStream(bytes, body.length)) {
      out.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static byte[] label(String name, String value) {
    return message(out -> {
      out.writeString(1, name);
      out.writeString(2, value);
    });
  }

  private static byte[] sample(double value, long millis) {
    return message(out -> {
      out.writeDouble(1, value);
      out.writeInt64(2, millis);
    });
  }

  private static byte[] request1(byte[]... series) {
    return message(out -> {
      for (byte[] one : series) {
        out.writeByteArray(1, one);
      }
    });
  }

  @Test
  void version_1_tells_counters_by_their_names() {
    byte[] body =
        request1(
            message(out -> {
              out.writeByteArray(1, label("__name__", "http_requests_total"));
              out.writeByteArray(1, label("job", "shop"));
              out.writeByteArray(2, sample(5, 1_000));
              out.writeByteArray(2, sample(7, 2_000));
            }),
            message(out -> {
              out.writeByteArray(1, label("__name__", "up"));
              out.writeByteArray(2, sample(1, 1_000));
            }));
    Readings readings = RemoteWrite.v1(packed(body));
    assertThat(readings.faults()).isEmpty();
    SeriesName requests = SeriesName.of("http_requests_total", java.util.Map.of("job", "shop"));
    assertThat(readings.readings())
        .containsExactly(
            new Reading.Sample(requests, Reading.Kind.COUNTER, 1_000, 5, null),
            new Reading.Sample(requests, Reading.Kind.COUNTER, 2_000, 7, null),
            new Reading.Sample(
                SeriesName.of("up", java.util.Map.of()), Reading.Kind.GAUGE, 1_000, 1, null));
  }

  @Test
  void buckets_of_a_classic_histogram_belong_together() {
    byte[] body =
        request1(
            message(out -> {
              out.writeByteArray(1, label("__name__", "latency_seconds_bucket"));
              out.writeByteArray(1, label("le", "0.5"));
              out.writeByteArray(2, sample(3, 1_000));
            }),
            message(out -> {
              out.writeByteArray(1, label("__name__", "latency_seconds_bucket"));
              out.writeByteArray(1, label("le", "+Inf"));
              out.writeByteArray(2, sample(4, 1_000));
            }));
    SeriesName name = SeriesName.of("latency_seconds", java.util.Map.of());
    assertThat(RemoteWrite.v1(packed(body)).readings())
        .containsExactly(
            new Reading.Bucket(name, 1_000, 0.5, 3),
            new Reading.Bucket(name, 1_000, Double.POSITIVE_INFINITY, 4));
  }

  @Test
  void a_native_histogram_has_the_bounds_of_its_schema() {
    // schema 0: bounds are powers of two; counts 1, 3 in (1, 2], (2, 4], then 2 in (8, 16]
    byte[] histogram =
        message(out -> {
          out.writeSInt32(4, 0);
          out.writeDouble(5, 0.001);
          out.writeUInt64(6, 1);
          out.writeByteArray(
              11,
              message(span -> {
                span.writeSInt32(1, 1);
                span.writeUInt32(2, 2);
              }));
          out.writeByteArray(
              11,
              message(span -> {
                span.writeSInt32(1, 1);
                span.writeUInt32(2, 1);
              }));
          out.writeByteArray(
              12,
              message(deltas -> {
                deltas.writeSInt64NoTag(1);
                deltas.writeSInt64NoTag(2);
                deltas.writeSInt64NoTag(-1);
              }));
          out.writeInt64(15, 9_000);
        });
    byte[] body =
        request1(
            message(out -> {
              out.writeByteArray(1, label("__name__", "latency"));
              out.writeByteArray(4, histogram);
            }));
    var reading = (Reading.Distribution) RemoteWrite.v1(packed(body)).readings().getFirst();
    assertThat(reading.uppers()).containsExactly(-0.001, 0.001, 1, 2, 4, 8, 16);
    assertThat(reading.counts()).containsExactly(0, 1, 0, 1, 3, 0, 2);
    assertThat(reading.millis()).isEqualTo(9_000);
  }

  @Test
  void version_2_takes_names_from_its_table_and_kinds_from_its_metadata() {
    List<String> symbols = List.of("", "__name__", "temperature_total", "room", "attic", "celsius");
    byte[] body =
        message(out -> {
          for (String symbol : symbols) {
            out.writeString(4, symbol);
          }
          out.writeByteArray(
              5,
              message(series -> {
                series.writeByteArray(
                    1,
                    message(references -> {
                      for (int reference : new int[] {1, 2, 3, 4}) {
                        references.writeUInt32NoTag(reference);
                      }
                    }));
                series.writeByteArray(2, sample(21.5, 1_000));
                series.writeByteArray(
                    5,
                    message(metadata -> {
                      metadata.writeEnum(1, 2); // a gauge, whatever the name says
                      metadata.writeUInt32(4, 5);
                    }));
              }));
        });
    assertThat(RemoteWrite.v2(packed(body)).readings())
        .containsExactly(
            new Reading.Sample(
                SeriesName.of("temperature_total", java.util.Map.of("room", "attic")),
                Reading.Kind.GAUGE,
                1_000,
                21.5,
                "celsius"));
  }

  @Test
  void a_message_of_the_other_version_is_refused_and_not_lost() {
    byte[] first = packed(request1(message(out -> out.writeByteArray(1, label("__name__", "up")))));
    assertThat(RemoteWrite.v2(first).nothing()).isTrue();
    byte[] second =
        packed(
            message(out -> {
              out.writeString(4, "");
              out.writeByteArray(5, message(series -> series.writeByteArray(2, sample(1, 1_000))));
            }));
    assertThat(RemoteWrite.v1(second).nothing()).isTrue();
  }

  @Test
  void headers_name_the_version() {
    String second = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    assertThat(RemoteWrite.isSecond(second)).isTrue();
    assertThat(RemoteWrite.unsupported(second, "snappy")).isNull();
    for (String first :
        List.of(
            "application/x-protobuf",
            "application/x-protobuf; proto=\"prometheus.WriteRequest\"",
            "text/plain")) {
      assertThat(RemoteWrite.isSecond(first)).isFalse();
      assertThat(RemoteWrite.unsupported(first, null)).isNull();
    }
    assertThat(RemoteWrite.unsupported("application/x-protobuf;proto=write.v3.Request", "snappy"))
        .contains("write.v3.Request");
    assertThat(RemoteWrite.unsupported(second, "gzip")).contains("snappy, not gzip");
  }

  @Test
  void whatever_the_bytes_nothing_is_thrown() {
    var random = new SplittableRandom(7);
    var good = packed(request1(message(out -> out.writeByteArray(1, label("__name__", "up")))));
    for (int round = 0; round < 3_000; round++) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      var all = new ArrayList<Readings>();
      all.add(RemoteWrite.v1(body));
      all.add(RemoteWrite.v1(packed(body)));
      all.add(RemoteWrite.v2(packed(body)));
      all.add(Otlp.metrics(body, false));
      all.add(Otlp.logs(body, false));
      all.add(Otlp.metrics(body, true));
      all.add(InfluxLines.read(body, null, 1));
      all.add(new StatsdLines().read(body, body.length, 1));
      all.add(JsonLines.read(body, 1));
      byte[] bent = good.clone();
      bent[random.nextInt(bent.length)] ^= (byte) random.nextInt(256);
      all.add(RemoteWrite.v1(bent));
      assertThat(all).doesNotContainNull();
    }
  }

  @Test
  void a_body_that_claims_to_be_huge_is_refused() {
    byte[] claim = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f, 0, 0};
    assertThat(RemoteWrite.v1(claim).faults()).singleElement().asString().contains("more than");
    assertThat(RemoteWrite.v1("text".getBytes(StandardCharsets.UTF_8)).nothing()).isTrue();
  }
}
