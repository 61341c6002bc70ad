package dev.muster.detect.slo;

import dev.muster.detect.check.Conditions;
import dev.muster.detect.watch.MetricDesk;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what was counted, and looks now and then whether a budget burns too fast.
final class SloPump implements Pump {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(SloPump.class);

  private final PostgresSlos store;
  private final SloBook book;
  private final MetricDesk metrics;
  private final Conditions conditions;
  private final Transactions transactions;
  private final Set<String> loaded = new HashSet<>();
  private Instant next = Instant.MIN;
  private Instant nextForget = Instant.MIN;

  SloPump(
      PostgresSlos store,
      SloBook book,
      MetricDesk metrics,
      Conditions conditions,
      Transactions transactions) {
    this.store = store;
    this.book = book;
    this.metrics = metrics;
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
    for (Slo slo : all) {
      if (loaded.add(slo.id())) {
        store.load(slo, book.ledger(slo), now);
      }
    }
    book.set(all);
  }

  /// Takes up objectives that were just made, with the events that are kept from before.
  synchronized void begin(List<Slo> fresh, Instant now) {
    fresh.forEach(slo -> book.ledger(slo).hold(now));
    try {
      reload(now);
      for (Slo slo : fresh) {
        try {
          book.countPast(slo, metrics, now);
        } catch (IllegalArgumentException tooMany) {
          LOG.info("{} is counted from now on: its selector {}", slo.name(), tooMany.getMessage());
        }
      }
    } finally {
      fresh.forEach(slo -> book.ledger(slo).release());
    }
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
        Burn.Firing worst =
            firing.stream().filter(one -> one.pair().alarm() == alarm).findFirst().orElse(null);
        if (worst == null) {
          conditions.close(slo.condition(alarm), now);
        } else {
          open(slo, ledger, alarm, worst, now);
        }
      }
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
