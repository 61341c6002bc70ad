package dev.muster.signal;

import dev.muster.signal.source.Format;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Packs entries into a segment: a version byte, then raw deflate at level 1 over the entries one after the other. Version 1 had
/// neither rulings nor effects and is still read. Level 1 packs
/// typical events to a tenth for about 2 us each; higher levels cost three times as much for a fifth less.
///
/// Not thread-safe: one for each writer.
final class Segments {
  private static final byte VERSION = 2;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private byte[] plain = new byte[64 * 1024];
  private byte[] packed = new byte[32 * 1024];
  private int length;

  /// Above this the buffers are given back after use: a storm must not hold on to its largest batch for ever.
  private static final int KEEP = 4 << 20;

  byte[] pack(List<TapeEntry> entries) {
    length = 0;
    for (TapeEntry entry : entries) {
      text(entry.format().code());
      text(entry.integrationId());
      text(entry.serviceId());
      number(ChronoUnit.MICROS.between(Instant.EPOCH, entry.receivedAt()), 8);
      text(entry.quiet());
      text(entry.madeKey());
      longText(entry.rulings());
      longText(entry.effects());
      byte[] body = entry.body();
      number(body.length, 4);
      room(body.length);
      System.arraycopy(body, 0, plain, length, body.length);
      length += body.length;
    }
    deflater.reset();
    deflater.setInput(plain, 0, length);
    deflater.finish();
    packed[0] = VERSION;
    int at = 1;
    while (!deflater.finished()) {
      if (at == packed.length) {
        packed = Arrays.copyOf(packed, packed.length * 2);
      }
      at += deflater.deflate(packed, at, packed.length - at);
    }
    byte[] result = Arrays.copyOf(packed, at);
    if (plain.length > KEEP) {
      plain = new byte[64 * 1024];
    }
    if (packed.length > KEEP) {
      packed = new byte[32 * 1024];
    }
    return result;
  }

  private void room(int more) {
    if (plain.length - length < more) {
      plain = Arrays.copyOf(plain, Math.max(plain.length * 2, length + more));
    }
  }

  private void number(long value, int bytes) {
    room(bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      plain[length++] = (byte) (value >>> shift);
    }
  }

  private void text(@Nullable String text) {
    if (text == null) {
      number(0xFFFF, 2);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= 0xFFFF) {
      throw new IllegalArgumentException("too long for a segment's header");
    }
    number(bytes.length, 2);
    room(bytes.length);
    System.arraycopy(bytes, 0, plain, length, bytes.length);
    length += bytes.length;
  }

  private void longText(@Nullable String text) {
    if (text == null) {
      number(-1, 4);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length, 4);
    room(bytes.length);
    System.arraycopy(bytes, 0, plain, length, bytes.length);
    length += bytes.length;
  }

  /// @throws IllegalArgumentException when it is of another version
  /// @throws UncheckedIOException when it is damaged
  static List<TapeEntry> unpack(byte[] segment, int count) {
    if (segment.length == 0 || segment[0] < 1 || segment[0] > VERSION) {
      throw new IllegalArgumentException("unknown version of a segment");
    }
    var entries = new ArrayList<TapeEntry>(count);
    var inflater = new Inflater(true);
    try (var in =
        new DataInputStream(
            new InflaterInputStream(
                new ByteArrayInputStream(segment, 1, segment.length - 1), inflater))) {
      for (int i = 0; i < count; i++) {
        String format = must(read(in));
        String integration = must(read(in));
        String service = must(read(in));
        Instant at = Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
        String quiet = read(in);
        String made = read(in);
        String rulings = segment[0] == 1 ? null : readLong(in);
        String effects = segment[0] == 1 ? null : readLong(in);
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        entries.add(
            new TapeEntry(
                integration, service, Format.of(format), at, quiet, made, rulings, effects, body));
      }
      return entries;
    } catch (IOException damaged) {
      throw new UncheckedIOException("damaged segment", damaged);
    } finally {
      inflater.end();
    }
  }

  private static @Nullable String read(DataInputStream in) throws IOException {
    int size = in.readUnsignedShort();
    if (size == 0xFFFF) {
      return null;
    }
    byte[] bytes = new byte[size];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static @Nullable String readLong(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0) {
      return null;
    }
    byte[] bytes = new byte[size];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String must(@Nullable String text) throws IOException {
    if (text == null) {
      throw new IOException("a field is missing");
    }
    return text;
  }
}
