package dev.muster.correlate;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertAcknowledged;
import dev.muster.alert.AlertEvent.AlertChanged;
import dev.muster.alert.AlertEvent.AlertFlapping;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.catalog.Catalog;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.kernel.Ids;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.signal.SignalEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hears what alerts do and works out which incident each belongs to. A batch of facts is one transaction of a few statements: let
/// the engine think about what it groups by itself, load and hold what the batch touches, decide alert by alert in memory, save what
/// changed, say what happened.
final class Correlator {

  private final IncidentRepository repository;
  private final Catalog catalog;
  private final FactLog log;
  private final Ids ids;
  private final @Nullable Ledger ledger;
  private final @Nullable Automatic automatic;
  private final @Nullable RecipeKitchen recipes;

  Correlator(IncidentRepository repository, Catalog catalog, FactLog log, Ids ids) {
    this(repository, catalog, log, ids, null, null, null);
  }

  /// @param ledger where decisions are written down; null for nowhere, in simulations
  /// @param automatic groups what asks for it by itself; null leaves all services to their own grouping
  /// @param recipes what people want to go together; null for none
  Correlator(
      IncidentRepository repository,
      Catalog catalog,
      FactLog log,
      Ids ids,
      @Nullable Ledger ledger,
      @Nullable Automatic automatic,
      @Nullable RecipeKitchen recipes) {
    this.repository = repository;
    this.catalog = catalog;
    this.log = log;
    this.ids = ids;
    this.ledger = ledger;
    this.automatic = automatic;
    this.recipes = recipes;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var told = new ArrayList<Automatic.Told>();
    for (Fact fact : facts) {
      if (fact.event() instanceof AlertEvent event) {
        told.add(new Automatic.Told.OfAlert(event));
      } else if (fact.event() instanceof SignalEvent.ChangeRecorded change) {
        told.add(new Automatic.Told.OfChange(change));
      }
    }
    // Lanes write side by side; the engine wants things in the order in which they happened.
    told.sort(Comparator.comparing(Automatic.Told::at));
    RecipeWork served = recipes == null ? null : recipes.begin(openings(told), now);
    if (automatic == null) {
      work(told, told.stream().map(_ -> Automatic.Step.classic()).toList(), served, now);
    } else {
      work(told, automatic.think(told, served == null ? Set.of() : served.served()), served, now);
    }
  }

  /// What the timers of this room call.
  TimerPump.Handler timerHandler() {
    return new TimerPump.Handler() {
      @Override
      public void hold(List<String> keys) {
        if (automatic != null) {
          automatic.hold();
        }
      }

      @Override
      public void due(List<Timers.Timer> timers, Instant now) {
        Correlator.this.due(now);
      }
    };
  }

  /// The alerts that may page from now on.
  private static List<AlertOpened> openings(List<Automatic.Told> told) {
    var opened = new ArrayList<AlertOpened>();
    for (Automatic.Told one : told) {
      if (one instanceof Automatic.Told.OfAlert(AlertOpened fact)) {
        opened.add(fact);
      } else if (one instanceof Automatic.Told.OfAlert(AlertReleased fact)) {
        opened.add(fact.opened());
      }
    }
    return opened;
  }

  /// Lets the engine decide what has fallen due, inside the timer's transaction.
  void due(Instant now) {
    if (automatic != null) {
      Automatic.Step step = automatic.due(now);
      if (!step.decisions().isEmpty()) {
        work(List.of(), List.of(step), null, now);
      }
    }
  }

  private void work(
      List<Automatic.Told> told,
      List<Automatic.Step> steps,
      @Nullable RecipeWork served,
      Instant now) {
    var events = new ArrayList<AlertEvent>();
    for (Automatic.Told one : told) {
      if (one instanceof Automatic.Told.OfAlert(AlertEvent event)) {
        events.add(event);
      }
    }
    Batch.Touched touched = automatic == null ? Batch.Touched.nothing() : automatic.touched(steps);
    if (served != null) {
      touched = touched.and(served.touched());
    }
    var batch = new Batch(repository, catalog, ids, events, touched);
    AutomaticWork work = automatic == null ? null : automatic.begin(batch);
    for (int i = 0; i < steps.size(); i++) {
      Automatic.Step step = steps.get(i);
      AlertEvent event =
          i < told.size() && told.get(i) instanceof Automatic.Told.OfAlert(AlertEvent one)
              ? one
              : null;
      if (work != null) {
        work.before(step);
      }
      if (event != null) {
        apply(batch, event, step.mine(), served);
      }
      if (work != null) {
        work.after(step);
      }
    }
    batch.save();
    if (automatic != null) {
      automatic.keepClaims();
    }
    if (served != null) {
      served.save();
    }
    if (ledger != null) {
      ledger.add(batch.entries());
    }
    log.append(Incidents.TOPIC, Incidents.LANE, now, batch.said());
  }

  private static void apply(
      Batch batch, AlertEvent event, boolean byEngine, @Nullable RecipeWork served) {
    switch (event) {
      case AlertOpened opened -> {
        if (!byEngine && (served == null || !served.apply(batch, opened))) {
          batch.opened(opened);
        }
      }
      case AlertReleased released -> {
        if (!byEngine && (served == null || !served.apply(batch, released.opened()))) {
          batch.released(released);
        }
      }
      case AlertChanged changed -> batch.changed(changed);
      case AlertAcknowledged acknowledged -> batch.acknowledged(acknowledged);
      case AlertResolved resolved -> batch.resolved(resolved);
      case AlertFlapping _ -> {
        // says how an alert behaves, not where it belongs
      }
    }
  }

  /// A title of one line; the wire allows 1,024 characters.
  static String title(String text) {
    String line = text.replace('\u0000', ' ').strip();
    return line.codePointCount(0, line.length()) <= Declaration.TITLE_MAX
        ? line
        : line.substring(0, line.offsetByCodePoints(0, Declaration.TITLE_MAX));
  }
}
