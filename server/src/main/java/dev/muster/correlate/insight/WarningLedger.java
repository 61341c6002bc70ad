package dev.muster.correlate.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Keeps the score of warnings: each becomes a hit, late, or false. What is measured here is shown beside every later warning, and
/// decides whether warnings may ever do more than warn.
public final class WarningLedger {
  /// A warning that comes later than this before the failure was of no use.
  public static final Duration USEFUL = Duration.ofMinutes(2);

  /// A warning without an incident for so long was false.
  public static final Duration HORIZON = Duration.ofMinutes(60);

  /// Warnings awaiting their outcome; beyond that the oldest is counted as false, so that a flood of warnings cannot look good.
  private static final int AWAITED = 10_000;

  /// Lead times kept for the quantiles.
  private static final int LEADS = 1_000;

  private final List<Warning> awaited = new ArrayList<>();
  private final List<Duration> leads = new ArrayList<>();
  private long hits;
  private long late;
  private long wrong;
  private long missed;

  /// How warnings did so far.
  ///
  /// @param hits warnings that an incident followed in useful time
  /// @param late warnings that an incident followed at once
  /// @param wrong warnings that nothing followed
  /// @param missed incidents with forewarnings in their alerts of which nobody was warned
  /// @param precision share of hits among hits and false ones; 0 when there was none
  /// @param lead quartile, median, quartile of the time between warning and failure; empty when there was no hit
  public record Score(
      long hits, long late, long wrong, long missed, double precision, List<Duration> lead) {}

  /// A warning was given.
  public void warned(Warning warning) {
    if (awaited.size() >= AWAITED) {
      awaited.removeFirst();
      wrong++;
    }
    awaited.add(warning);
  }

  /// An incident began to hurt. Settles the warnings of its service; one incident makes one hit at most.
  ///
  /// @param services services whose warnings it fulfils: that of the cause and those of its forewarnings
  /// @param forewarned whether its alerts began before it hurt, so that a warning was possible
  public void failed(List<String> services, Instant at, boolean forewarned) {
    Warning first = null;
    for (Warning warning : awaited) {
      boolean fits =
          services.contains(warning.service())
              && !warning.at().isAfter(at)
              && !warning.at().plus(HORIZON).isBefore(at);
      if (fits && (first == null || warning.at().isBefore(first.at()))) {
        first = warning;
      }
    }
    if (first == null) {
      missed += forewarned ? 1 : 0;
      return;
    }
    Duration lead = Duration.between(first.at(), at);
    if (lead.compareTo(USEFUL) < 0) {
      late++;
    } else {
      hits++;
      leads.add(lead);
      if (leads.size() > LEADS) {
        leads.removeFirst();
      }
    }
    awaited.removeIf(warning ->
        services.contains(warning.service())
            && !warning.at().isAfter(at)
            && !warning.at().plus(HORIZON).isBefore(at));
  }

  /// Time went on: what nothing followed within the horizon was false.
  public void passed(Instant now) {
    int before = awaited.size();
    awaited.removeIf(warning -> warning.at().plus(HORIZON).isBefore(now));
    wrong += before - awaited.size();
  }

  /// The score so far; what is still awaited does not count.
  public Score score() {
    long judged = hits + wrong;
    return new Score(
        hits, late, wrong, missed, judged == 0 ? 0 : (double) hits / judged, quartiles(leads));
  }

  /// Quartile, median and quartile; empty for nothing.
  static List<Duration> quartiles(List<Duration> all) {
    if (all.isEmpty()) {
      return List.of();
    }
    List<Duration> sorted = all.stream().sorted(Comparator.naturalOrder()).toList();
    int last = sorted.size() - 1;
    return List.of(sorted.get(last / 4), sorted.get(last / 2), sorted.get(last - last / 4));
  }
}
