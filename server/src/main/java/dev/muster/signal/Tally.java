package dev.muster.signal;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts what the signals of a batch did, by time, source, service, rule and effect. Stored in one field of the batch's segment, so
/// that it costs no statement of its own and can never disagree with the tape.
public final class Tally {
  /// Counts are kept by stretches of so many seconds.
  public static final long BUCKET_SECONDS = 300;

  private record Cell(
      long bucket, String integrationId, String serviceId, String ruleId, Effect effect) {}

  private final Map<Cell, int[]> cells = new LinkedHashMap<>();

  /// The beginning of the stretch that holds that moment.
  public static Instant bucket(Instant at) {
    return Instant.ofEpochSecond(
        Math.floorDiv(at.getEpochSecond(), BUCKET_SECONDS) * BUCKET_SECONDS);
  }

  public void count(Signal signal, Effect effect) {
    var cell =
        new Cell(
            Math.floorDiv(signal.receivedAt().getEpochSecond(), BUCKET_SECONDS) * BUCKET_SECONDS,
            signal.integrationId(),
            signal.serviceId(),
            signal.ruling() == null ? "" : signal.ruling().deciding(),
            effect);
    cells.computeIfAbsent(cell, _ -> new int[1])[0]++;
  }

  /// One line a cell: seconds since 1970, integration, service, rule, the effect's code and the count, with tabs between.
  public String text() {
    var text = new StringBuilder(cells.size() * 64);
    cells.forEach((cell, count) -> {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(cell.bucket())
          .append('\t')
          .append(cell.integrationId())
          .append('\t')
          .append(cell.serviceId())
          .append('\t')
          .append(cell.ruleId())
          .append('\t')
          .append(cell.effect().code())
          .append('\t')
          .append(count[0]);
    });
    return text.toString();
  }
}
