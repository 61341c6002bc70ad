package dev.muster.detect.slo;

import dev.muster.kernel.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How fast an error budget burns, and whether somebody should be told. Pure.
///
/// A burn rate of 1 uses up exactly the budget in its window. The pairs of windows are those of the book "The Site Reliability
/// Workbook", chapter 5: the long one says that it matters, the short one that it still goes on. Of a budget of 30 days, 14.4 over
/// an hour is 2 %, 6 over six hours is 5 %, and 1 over three days is 10 %.
final class Burn {
  private Burn() {}

  /// A reason to tell somebody.
  enum Alarm {
    /// Somebody must come now.
    PAGE,
    /// Somebody should look within days.
    TICKET;

    String wire() {
      return Words.of(this);
    }
  }

  /// A pair of windows.
  record Pair(Alarm alarm, double rate, Duration longer, Duration shorter) {}

  static final List<Pair> PAIRS =
      List.of(
          new Pair(Alarm.PAGE, 14.4, Duration.ofHours(1), Duration.ofMinutes(5)),
          new Pair(Alarm.PAGE, 6, Duration.ofHours(6), Duration.ofMinutes(30)),
          new Pair(Alarm.TICKET, 1, Duration.ofDays(3), Duration.ofHours(6)));

  /// A pair of windows that says that somebody should be told.
  ///
  /// @param used share of the whole budget that the longer window has used
  record Firing(Pair pair, double longBurn, double shortBurn, double bad, double used) {
    String words() {
      return String.format(
          Locale.ROOT,
          "The error budget burns %.1f times as fast as it may over %s, and %.1f times over the"
              + " last %s (told from %.1f); that took %.1f %% of it.",
          longBurn,
          words(pair.longer()),
          shortBurn,
          words(pair.shorter()),
          pair.rate(),
          100 * used);
    }

    private static String words(Duration time) {
      return time.toMinutes() < 60
          ? time.toMinutes() + " minutes"
          : time.toHours() <= 24 ? time.toHours() + " h" : time.toDays() + " days";
    }
  }

  /// The rate at which a share of bad events burns the budget.
  static double rate(Ledger.Count count, Slo slo) {
    return count.share() / slo.allowed();
  }

  /// The pairs that fire at that moment.
  static List<Firing> firing(Ledger ledger, Slo slo, Instant now) {
    return burning(ledger, slo, now).stream().filter(one -> one.bad() >= slo.leastBad()).toList();
  }

  /// What somebody is told of: while a page says that the budget burns, a ticket that says the same is not begun beside it.
  static Optional<Firing> gravest(List<Firing> firing) {
    return firing.stream().min(Comparator.comparing(one -> one.pair().alarm()));
  }

  /// What would fire if its bad events were not too few for that, in words; empty where nothing would, or something does.
  static String tooFew(Ledger ledger, Slo slo, Instant now) {
    List<Firing> burning = burning(ledger, slo, now);
    if (burning.isEmpty() || burning.stream().anyMatch(one -> one.bad() >= slo.leastBad())) {
      return "";
    }
    Firing worst = burning.getFirst();
    return String.format(
        Locale.ROOT,
        "It burns %.1f times as fast as it may, but %.0f bad %s within %s may be chance; from %.0f"
            + " on somebody is told.",
        worst.longBurn(),
        worst.bad(),
        worst.bad() == 1 ? "event" : "events",
        Firing.words(worst.pair().longer()),
        slo.leastBad());
  }

  /// The pairs whose windows both burn too fast, however few events that were.
  private static List<Firing> burning(Ledger ledger, Slo slo, Instant now) {
    var firing = new ArrayList<Firing>();
    for (Pair pair : PAIRS) {
      Ledger.Count longer = ledger.last(pair.longer(), now);
      double longBurn = rate(longer, slo);
      double shortBurn = rate(ledger.last(pair.shorter(), now), slo);
      if (longBurn >= pair.rate() && shortBurn >= pair.rate()) {
        // what is younger than the window cannot have burnt for all of it
        Duration known = ledger.known(slo.window(), now);
        Duration burnt = known.compareTo(pair.longer()) < 0 ? known : pair.longer();
        double used = used(longBurn, burnt, slo);
        firing.add(new Firing(pair, longBurn, shortBurn, longer.bad(), used));
      }
    }
    return firing;
  }

  /// Share of the budget that burning at that rate for so long uses up.
  static double used(double burn, Duration time, Slo slo) {
    return burn * time.toSeconds() / slo.window().toSeconds();
  }

  /// What is left of the budget, 1 for all of it, below 0 when more was used than there was.
  ///
  /// The budget is that of the whole window. An objective that is younger than its window is taken to go on with as many events as it
  /// had so far: one bad minute of a month is a minute of a month, also on the first day.
  static double left(Ledger ledger, Slo slo, Instant now) {
    Ledger.Count window = ledger.window(slo.window(), now);
    return 1 - used(rate(window, slo), ledger.known(slo.window(), now), slo);
  }
}
