package dev.muster.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A remote write request as Prometheus sends it, version 1.0, whose values and times can be changed in place: so the client costs
/// next to nothing beside what it measures. The Snappy block holds literals only, which any reader unpacks.
final class RemoteWriteBody {
  /// Times of this century's first decades take so many bytes as a varint.
  private static final int TIME_BYTES = 6;

  /// A literal of a Snappy block with a length of two bytes.
  private static final int LITERAL = 61 << 2;

  private static final int LONGEST_LITERAL = 60_000;

  private final byte[] request;

  /// Where values and times stand in the request, a pair a series.
  private final int[] places;

  private RemoteWriteBody(byte[] request, int[] places) {
    this.request = request;
    this.places = places;
  }

  /// A request with one sample of each series.
  ///
  /// @param key of the integration
  /// @param series labels of each, the metric as `__name__`
  static RemoteWriteBody of(URI url, String key, List<Map<String, String>> series) {
    var message = new ByteArrayOutputStream();
    var inMessage = new int[2 * series.size()];
    for (int i = 0; i < series.size(); i++) {
      var one = new ByteArrayOutputStream();
      series.get(i).entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(label -> {
            var pair = new ByteArrayOutputStream();
            text(pair, 1, label.getKey());
            text(pair, 2, label.getValue());
            field(one, 1, pair.toByteArray());
          });
      // one sample: a double (field 1) and a varint (field 2)
      int sample = 1 + Double.BYTES + 1 + TIME_BYTES;
      one.write((2 << 3) | 2);
      one.write(sample);
      int inOne = one.size();
      one.writeBytes(new byte[sample]);
      byte[] bytes = one.toByteArray();
      bytes[inOne] = (1 << 3) | 1;
      bytes[inOne + 1 + Double.BYTES] = 2 << 3;
      field(message, 1, bytes);
      int start = message.size() - bytes.length + inOne;
      inMessage[2 * i] = start + 1;
      inMessage[2 * i + 1] = start + 2 + Double.BYTES;
    }
    return packed(url, key, message.toByteArray(), inMessage);
  }

  private static void text(ByteArrayOutputStream to, int field, String text) {
    field(to, field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void field(ByteArrayOutputStream to, int field, byte[] bytes) {
    to.write((field << 3) | 2);
    varint(to, bytes.length);
    to.writeBytes(bytes);
  }

  private static void varint(ByteArrayOutputStream to, long number) {
    long left = number;
    while (left >= 0x80) {
      to.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    to.write((int) left);
  }

  private static RemoteWriteBody packed(URI url, String key, byte[] message, int[] inMessage) {
    var block = new ByteArrayOutputStream();
    varint(block, message.length);
    var starts = new ArrayList<int[]>();
    // a literal ends where a series ends, so that no number is torn
    int from = 0;
    for (int i = 0; i < inMessage.length; i += 2) {
      int end = i + 2 < inMessage.length ? inMessage[i + 1] + TIME_BYTES : message.length;
      boolean last = i + 2 >= inMessage.length;
      if (last || end - from > LONGEST_LITERAL - 2_000) {
        int length = end - from;
        block.write(LITERAL);
        block.write((length - 1) & 0xff);
        block.write((length - 1) >> 8);
        starts.add(new int[] {from, block.size()});
        block.write(message, from, length);
        from = end;
      }
    }
    byte[] head =
        ("POST "
                + url.getRawPath()
                + " HTTP/1.1\r\nHost: "
                + url.getAuthority()
                + "\r\nAuthorization: Bearer "
                + key
                + "\r\nContent-Type: application/x-protobuf\r\nContent-Encoding: snappy"
                + "\r\nX-Prometheus-Remote-Write-Version: 0.1.0\r\nContent-Length: "
                + block.size()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    var places = new int[inMessage.length];
    int part = 0;
    for (int i = 0; i < places.length; i++) {
      while (part + 1 < starts.size() && inMessage[i] >= starts.get(part + 1)[0]) {
        part++;
      }
      places[i] = head.length + starts.get(part)[1] + inMessage[i] - starts.get(part)[0];
    }
    try (var all = new ByteArrayOutputStream()) {
      all.write(head);
      all.write(block.toByteArray());
      return new RemoteWriteBody(all.toByteArray(), places);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// A value of a series at a time.
  interface Level {
    double at(int series, long millis);
  }

  /// The request with the values of a time; a copy, so that several can be under way.
  byte[] at(long millis, Level level) {
    byte[] copy = request.clone();
    for (int i = 0; i < places.length; i += 2) {
      long bits = Double.doubleToRawLongBits(level.at(i / 2, millis));
      for (int b = 0; b < Double.BYTES; b++) {
        copy[places[i] + b] = (byte) (bits >>> (8 * b));
      }
      long left = millis;
      for (int b = 0; b < TIME_BYTES; b++) {
        copy[places[i + 1] + b] = (byte) ((left & 0x7f) | (b < TIME_BYTES - 1 ? 0x80 : 0));
        left >>>= 7;
      }
    }
    return copy;
  }
}
