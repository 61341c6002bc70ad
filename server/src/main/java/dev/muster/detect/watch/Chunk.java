package dev.muster.detect.watch;

import dev.muster.detect.series.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// A stretch of a series on a fixed grid of steps: values, and the band in which they were expected where a detector watched. Safe
/// for use by several threads.
final class Chunk {
  /// Steps in a chunk; two hours of minutes.
  static final int STEPS = 120;

  private static final int FORMAT = 1;

  private final long start;
  private final long step;
  private final float[] values = nothing();
  private float @Nullable [] lower;
  private float @Nullable [] upper;
  private float @Nullable [] expected;

  /// An empty chunk.
  ///
  /// @param start epoch milliseconds of the first step, as {@link #startOf} says
  /// @param step length of a step in milliseconds
  Chunk(long start, long step) {
    this.start = start;
    this.step = step;
  }

  private static float[] nothing() {
    float[] values = new float[STEPS];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  /// Start of the chunk that holds that time.
  static long startOf(long millis, long step) {
    long span = STEPS * step;
    return Math.floorDiv(millis, span) * span;
  }

  long start() {
    return start;
  }

  long step() {
    return step;
  }

  /// Puts a value in its place.
  ///
  /// @param verdict null when nobody watches
  synchronized void put(long millis, double value, @Nullable Verdict verdict) {
    int place = (int) ((millis - start) / step);
    values[place] = (float) value;
    if (verdict == null || verdict.state() != Verdict.State.JUDGED) {
      return;
    }
    float[] lowest = lower;
    float[] highest = upper;
    float[] middle = expected;
    if (lowest == null || highest == null || middle == null) {
      lower = lowest = nothing();
      upper = highest = nothing();
      expected = middle = nothing();
    }
    lowest[place] = (float) verdict.lower();
    highest[place] = (float) verdict.upper();
    middle[place] = (float) verdict.expected();
  }

  /// A point of a graph; band values are {@link Float#NaN} where nobody watched.
  record Point(long millis, float value, float lower, float upper, float expected) {}

  /// Hears of the points from..until that have a value, in order.
  synchronized void read(long from, long until, java.util.function.Consumer<Point> reader) {
    for (int i = 0; i < STEPS; i++) {
      long at = start + i * step;
      if (at >= from && at < until && !Float.isNaN(values[i])) {
        reader.accept(
            new Point(at, values[i], place(lower, i), place(upper, i), place(expected, i)));
      }
    }
  }

  /// The value of a step; NaN when it has none.
  synchronized double at(long millis) {
    long place = Math.floorDiv(millis - start, step);
    return place < 0 || place >= STEPS ? Double.NaN : values[(int) place];
  }

  private static float place(float @Nullable [] of, int i) {
    return of == null ? Float.NaN : of[i];
  }

  /// All of it, packed.
  synchronized byte[] pack() {
    boolean band = lower != null;
    var raw = ByteBuffer.allocate(2 + Long.BYTES + Float.BYTES * STEPS * (band ? 4 : 1));
    raw.put((byte) FORMAT).put((byte) (band ? 1 : 0)).putLong(step);
    put(raw, values);
    if (lower != null && upper != null && expected != null) {
      put(raw, lower);
      put(raw, upper);
      put(raw, expected);
    }
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(raw.array());
      deflater.finish();
      var packed = new ByteArrayOutputStream(512);
      byte[] buffer = new byte[1024];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /// Byte after byte of the same significance stand together, which packs neighbours that are alike to half the size.
  private static void put(ByteBuffer raw, float[] column) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      for (float value : column) {
        raw.put((byte) (Float.floatToIntBits(value) >>> shift));
      }
    }
  }

  /// Reads a packed chunk.
  ///
  /// @throws IllegalArgumentException when the bytes are none
  static Chunk unpack(long start, byte[] packed) {
    var inflater = new Inflater(true);
    byte[] raw = new byte[2 + Long.BYTES + Float.BYTES * STEPS * 4];
    try {
      inflater.setInput(packed);
      int length = 0;
      while (length < raw.length && !inflater.finished()) {
        int more = inflater.inflate(raw, length, raw.length - length);
        if (more == 0) {
          break;
        }
        length += more;
      }
      var buffer = ByteBuffer.wrap(raw, 0, length);
      if (length < 2 + Long.BYTES || buffer.get() != FORMAT) {
        throw new IllegalArgumentException("not a chunk");
      }
      boolean band = buffer.get() == 1;
      var chunk = new Chunk(start, buffer.getLong());
      System.arraycopy(get(buffer), 0, chunk.values, 0, STEPS);
      if (band) {
        chunk.lower = get(buffer);
        chunk.upper = get(buffer);
        chunk.expected = get(buffer);
      }
      return chunk;
    } catch (DataFormatException | java.nio.BufferUnderflowException broken) {
      throw new IllegalArgumentException("not a chunk", broken);
    } finally {
      inflater.end();
    }
  }

  private static float[] get(ByteBuffer raw) {
    int[] bits = new int[STEPS];
    for (int shift = 24; shift >= 0; shift -= 8) {
      for (int i = 0; i < bits.length; i++) {
        bits[i] |= (raw.get() & 0xff) << shift;
      }
    }
    float[] column = new float[STEPS];
    for (int i = 0; i < bits.length; i++) {
      column[i] = Float.intBitsToFloat(bits[i]);
    }
    return column;
  }
}
