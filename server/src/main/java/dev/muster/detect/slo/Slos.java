package dev.muster.detect.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// The desk of objectives: how those of some services stood at a moment.
public final class Slos {
  private final SloBook book;

  Slos(SloBook book) {
    this.book = book;
  }

  /// How an objective stood.
  ///
  /// @param burnRate over the hour before; 1 uses up exactly the budget
  /// @param budgetLeft 1 for all of it, below 0 when more was used than there was
  /// @param goodShare share of good events in the window; null when there were none
  public record Standing(
      String id,
      String name,
      String serviceId,
      double target,
      double burnRate,
      double budgetLeft,
      @org.jspecify.annotations.Nullable Double goodShare,
      String status,
      String words) {}

  /// What speaks against a service in its objectives: more bad events over that time than its target allows.
  public List<String> doubts(String serviceId, Duration over, Instant now) {
    var doubts = new ArrayList<String>();
    for (Slo slo : book.slos()) {
      if (!slo.enabled() || !slo.serviceId().equals(serviceId)) {
        continue;
      }
      Ledger.Count count = book.ledger(slo).last(over, now);
      if (count.bad() >= slo.leastBad() && Burn.rate(count, slo) > 1) {
        doubts.add(
            String.format(
                Locale.ROOT,
                "objective '%s' had %.3f %% good events over the last %d min, and %.3f %% are"
                    + " wanted",
                slo.name(),
                100 * (1 - count.share()),
                over.toMinutes(),
                100 * slo.target()));
      }
    }
    return doubts;
  }

  /// What went wrong in one minute.
  ///
  /// @param share of bad events, above what the target allows, up to 1
  public record Lost(Instant minute, double share) {}

  /// Minutes in which an objective of these services had more bad events than its target allows, with the share of the worst one;
  /// minutes are remembered for eight days.
  public List<Lost> lost(Collection<String> services, Instant from, Instant to) {
    var worst = new TreeMap<Long, Double>();
    for (Slo slo : book.slos()) {
      if (slo.enabled() && services.contains(slo.serviceId())) {
        book.ledger(slo)
            .between(from, to)
            .forEach((millis, count) -> {
              if (count.bad() >= slo.leastBad() && count.share() > slo.allowed()) {
                worst.merge(millis, count.share(), Math::max);
              }
            });
      }
    }
    var lost = new ArrayList<Lost>();
    worst.forEach((millis, share) -> lost.add(new Lost(Instant.ofEpochMilli(millis), share)));
    return lost;
  }

  /// Objectives of these services at that moment; minutes are remembered for eight days, so later looks back are by the hour.
  public List<Standing> standing(Collection<String> services, Instant at) {
    return book.slos().stream()
        .filter(slo -> slo.enabled() && services.contains(slo.serviceId()))
        .map(slo -> standing(slo, at))
        .toList();
  }

  Standing standing(Slo slo, Instant at) {
    Ledger ledger = book.ledger(slo);
    double burn = Burn.rate(ledger.last(Duration.ofHours(1), at), slo);
    double left = Burn.left(ledger, slo, at);
    Ledger.Count window = ledger.window(slo.window(), at);
    boolean firing = !Burn.firing(ledger, slo, at).isEmpty();
    String status =
        window.total() <= 0 ? "unknown" : left <= 0 ? "exhausted" : firing ? "burning" : "ok";
    String few = slo.enabled() ? Burn.tooFew(ledger, slo, at) : "";
    String words =
        window.total() <= 0
            ? "No events have been counted yet."
            : String.format(
                    Locale.ROOT,
                    "%.3f %% of events were good in %d days, %.3f %% are wanted; %s.",
                    100 * (1 - window.share()),
                    slo.window().toDays(),
                    100 * slo.target(),
                    left > 0
                        ? String.format(
                            Locale.ROOT, "%.0f %% of the error budget is left", 100 * left)
                        : "the error budget is used up")
                + (few.isEmpty() ? "" : " " + few);
    return new Standing(
        slo.id(),
        slo.name(),
        slo.serviceId(),
        slo.target(),
        burn,
        left,
        window.total() <= 0 ? null : 1 - window.share(),
        status,
        words);
  }
}
