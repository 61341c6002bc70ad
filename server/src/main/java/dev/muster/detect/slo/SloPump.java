package dev.muster.detect.slo;

import dev.muster.detect.check.Conditions;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes down what was counted, and looks now and then whether a budget burns too fast.
final class SloPump implements Pump {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private final PostgresSlos store;
  private final SloBook book;
  private final Conditions conditions;
  private final Transactions transactions;
  private final Set<String> loaded = new HashSet<>();
  private Instant next = Instant.MIN;
  private Instant nextForget = Instant.MIN;

  SloPump(PostgresSlos store, SloBook book, Conditions conditions, Transactions transactions) {
    this.store = store;
    this.book = book;
    this.conditions = conditions;
    this.transactions = transactions;
  }

  @Override
  public String name() {
    return "detect.slo";
  }

  /// Reads the objectives again, with what was counted for new ones.
  synchronized void reload(Instant now) {
    List<Slo> all = store.all();
    Map<String, Past> pasts = store.pasts();
    for (Slo slo : all) {
      if (!loaded.contains(slo.id())) {
        // before any series can tell it something
        Instant from = pasts.getOrDefault(slo.id(), Past.NONE).countsFrom();
        if (from != null) {
          book.ledger(slo).countFrom(from);
        }
        store.load(slo, book.ledger(slo), now);
        loaded.add(slo.id());
      }
    }
    book.set(all, pasts);
  }

  /// Takes up what was counted of an objective's past; it is stored together with the note that it was counted, so never twice.
  ///
  /// @return false when it is not wanted any more: the objective is gone, or means other series now
  synchronized boolean takePast(Slo slo, Ledger counted, Past.State how) {
    Ledger ledger = book.ledger(slo);
    boolean wanted =
        transactions.inTransaction(() -> {
          if (!store.endPast(slo, how)) {
            return false;
          }
          List<List<Ledger.Entry>> entries = ledger.with(counted);
          store.write(slo, entries.getFirst(), entries.get(1));
          return true;
        });
    if (wanted) {
      ledger.take(counted);
    }
    book.set(store.all(), store.pasts());
    return wanted;
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    next = now.plus(EVERY);
    reload(now);
    for (Slo slo : book.slos()) {
      Ledger ledger = book.ledger(slo);
      List<List<Ledger.Entry>> changed = ledger.changed();
      if (!changed.getFirst().isEmpty()) {
        store.write(slo, changed.getFirst(), changed.get(1));
      }
      ledger.forget(now, slo.window());
      judge(slo, ledger, now);
    }
    if (!now.isBefore(nextForget)) {
      nextForget = now.plus(FORGET_EVERY);
      store.forget(now);
    }
    return 0;
  }

  private void judge(Slo slo, Ledger ledger, Instant now) {
    List<Burn.Firing> firing =
        slo.enabled() ? Burn.firing(ledger, slo, now) : List.<Burn.Firing>of();
    transactions.run(() -> {
      for (Burn.Alarm alarm : Burn.Alarm.values()) {
        if (firing.stream().noneMatch(one -> one.pair().alarm() == alarm)) {
          conditions.close(slo.condition(alarm), now);
        }
      }
      Burn.gravest(firing).ifPresent(one -> open(slo, ledger, one.pair().alarm(), one, now));
    });
  }

  private void open(Slo slo, Ledger ledger, Burn.Alarm alarm, Burn.Firing firing, Instant now) {
    double left = Burn.left(ledger, slo, now);
    var details = new LinkedHashMap<String, @Nullable Object>();
    details.put("slo", slo.name());
    details.put("slo_id", slo.id());
    details.put("target_percent", 100 * slo.target());
    details.put("burn_rate", firing.longBurn());
    details.put("burn_rate_now", firing.shortBurn());
    details.put("bad_events", firing.bad());
    details.put("budget_left_percent", 100 * left);
    details.put("reasons", List.of(firing.words()));
    conditions.open(
        slo.condition(alarm),
        slo.serviceId(),
        alarm == Burn.Alarm.PAGE ? Severity.CRITICAL : Severity.WARNING,
        String.format(
            Locale.ROOT,
            "SLO '%s' burns its error budget %.1f times too fast; %.0f %% is left",
            slo.name(),
            firing.longBurn(),
            100 * Math.max(0, left)),
        slo.name(),
        "error budget",
        details,
        now);
  }

  /// Ends the alerts of an objective that is gone.
  void gone(Slo slo, Instant now) {
    for (Burn.Alarm alarm : Burn.Alarm.values()) {
      conditions.close(slo.condition(alarm), now);
    }
  }

  /// For those who ask.
  Map<String, Double> rates(Slo slo, Instant now) {
    Ledger ledger = book.ledger(slo);
    var rates = new LinkedHashMap<String, Double>();
    rates.put("5m", Burn.rate(ledger.last(Duration.ofMinutes(5), now), slo));
    rates.put("30m", Burn.rate(ledger.last(Duration.ofMinutes(30), now), slo));
    rates.put("1h", Burn.rate(ledger.last(Duration.ofHours(1), now), slo));
    rates.put("6h", Burn.rate(ledger.last(Duration.ofHours(6), now), slo));
    rates.put("3d", Burn.rate(ledger.last(Duration.ofDays(3), now), slo));
    return rates;
  }
}
