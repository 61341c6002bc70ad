package dev.muster.correlate;

import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.recipe.Cookbook;
import dev.muster.signal.Changes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes trials of grouping: with recipes, with the engine that groups by itself, and with what services ask for, as the house would
/// group today.
public final class IncidentTrials {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentTrials.class);
  private static final int AT_ONCE = 5_000;

  /// Changes that a trial hears of; the latest of them win.
  private static final int MOST_CHANGES = 200_000;

  private final Topologies topologies;
  private final Catalog catalog;
  private final Changes changes;
  private final AutomaticRepository store;

  IncidentTrials(
      Topologies topologies, Catalog catalog, Changes changes, AutomaticRepository store) {
    this.topologies = topologies;
    this.catalog = catalog;
    this.changes = changes;
    this.store = store;
  }

  /// A trial of a tape of that time.
  ///
  /// @param grouping how a service's alerts are grouped that no recipe takes
  public IncidentTrial begin(
      Function<Service, AlertGrouping> grouping, Cookbook recipes, Instant since, Instant until) {
    return new IncidentTrial(
        id -> catalog.service(id).orElse(null),
        grouping,
        recipes,
        topologies.snapshot(),
        listener -> {
          long version = store.modelVersion();
          return new EngineTrial(
              topologies.snapshot(),
              model(version),
              version,
              this::tool,
              changes(since, until),
              listener);
        });
  }

  private String tool(String integrationId) {
    return catalog
        .integration(integrationId)
        .map(integration -> integration.name())
        .orElse(integrationId);
  }

  private LearnedModel model(long version) {
    byte[] kept = version == 0 ? null : store.model();
    if (kept == null) {
      return LearnedModel.none();
    }
    try {
      return LearnedModel.read(kept);
    } catch (IllegalArgumentException ofAnotherBuild) {
      LOG.warn("What was learned cannot be used by this build", ofAnotherBuild);
      return LearnedModel.none();
    }
  }

  private List<ChangeSighting> changes(Instant since, Instant until) {
    var filter = new Changes.Filter(List.of(), List.of(), since, until);
    var all = new ArrayList<ChangeSighting>();
    while (all.size() < MOST_CHANGES) {
      List<dev.muster.signal.Change> page = changes.search(filter, all.size(), AT_ONCE);
      page.forEach(change -> all.add(Sightings.of(change)));
      if (page.size() < AT_ONCE) {
        break;
      }
    }
    all.sort(Comparator.comparing(ChangeSighting::at).thenComparing(ChangeSighting::changeId));
    return all;
  }
}
