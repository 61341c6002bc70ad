package dev.muster.signal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A tape in memory, for simulation and for warming up. It packs and unpacks as the real one does.
public final class MemoryTape implements Tape {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(long id, int writer, int entries, byte[] body) {}

  private final List<Row> rows = new ArrayList<>();
  private final Segments segments = new Segments();
  private final int most;
  private long last;

  /// @param most segments to keep; the oldest go first
  public MemoryTape(int most) {
    this.most = most;
  }

  @Override
  public synchronized byte[] pack(int writer, List<TapeEntry> entries) {
    return segments.pack(entries);
  }

  @Override
  public synchronized long append(
      int writer, byte[] packed, int entries, Instant first, Instant latest, String tally) {
    rows.add(new Row(++last, writer, entries, packed));
    if (rows.size() > most) {
      rows.removeFirst();
    }
    return last;
  }

  @Override
  public synchronized long last(int writer) {
    return rows.stream().filter(row -> row.writer() == writer).mapToLong(Row::id).max().orElse(0);
  }

  @Override
  public synchronized void follow(int writer, long after, Consumer<Segment> reader) {
    for (Row row : List.copyOf(rows)) {
      if (row.writer() == writer && row.id() > after) {
        reader.accept(new Segment(row.id(), writer, Segments.unpack(row.body(), row.entries())));
      }
    }
  }

  @Override
  public synchronized void read(Instant from, Instant until, Consumer<TapeEntry> reader) {
    for (Row row : List.copyOf(rows)) {
      for (TapeEntry entry : Segments.unpack(row.body(), row.entries())) {
        if (!entry.receivedAt().isBefore(from) && entry.receivedAt().isBefore(until)) {
          reader.accept(entry);
        }
      }
    }
  }
}
