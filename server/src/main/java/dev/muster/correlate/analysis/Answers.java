package dev.muster.correlate.analysis;

import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.insight.Insight;
import dev.muster.correlate.ledger.Analysis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was found, in the words of the ledger.
final class Answers {
  /// "No change did it" is named when it is likelier than any change.
  private static final Comparator<Analysis.Suspect> LIKELIEST =
      Comparator.comparingDouble(suspect -> -suspect.probability());

  private Answers() {}

  /// In a sum of shares, less than this is nothing.
  private static final double NOTHING = 1e-6;

  private static final String NAMELESS =
      "Its alerts name nothing that is known, so only the services that they came in through, and what these rest on, were compared.";

  private static final String UNCOMPARED =
      "Muster knows of nothing else that may be behind it, so there is nothing to compare it with and no probability.";

  /// @param named whether any alert names what it is about
  /// @param tied ids in the topology of services with alerts of which one rests on another. When no alert names anything, only these have
  ///     an owner here: nobody else is told or asked on the word of alerts that name nothing, which is no more than whose doors they came
  ///     through
  /// @param fixes by incident of this house what ended it, where somebody said so
  static Analysis analysis(
      Findings findings,
      List<String> warnings,
      boolean named,
      Set<String> tied,
      Topologies.Snapshot snapshot,
      Function<String, @Nullable String> external,
      Map<String, String> fixes) {
    var causes = new ArrayList<Analysis.Cause>();
    for (Findings.Suspect suspect : findings.entities()) {
      causes.add(cause(suspect, snapshot, true));
    }
    var services = new ArrayList<Analysis.Cause>();
    for (Findings.Suspect suspect : findings.services()) {
      services.add(cause(suspect, snapshot, named || tied.contains(suspect.id())));
    }
    Analysis.Place onlyPlace = null;
    if (causes.size() == 1) {
      onlyPlace = Analysis.Place.of(causes.removeFirst(), List.of(where(named), UNCOMPARED));
    } else if (!causes.isEmpty()) {
      explain(causes, named);
    }
    Analysis.Place onlyService = null;
    if (services.size() == 1 && services.getFirst().probability() > 1 - NOTHING) {
      Analysis.Cause only = services.removeFirst();
      onlyService =
          Analysis.Place.of(
              only,
              causes.isEmpty()
                  ? List.of(where(named), UNCOMPARED)
                  : List.of("All that may be behind it belongs to this service."));
    } else if (!services.isEmpty()) {
      explain(services, named);
    }
    var changes = new ArrayList<Analysis.Suspect>();
    for (Findings.SuspectChange suspect : findings.changes()) {
      changes.add(
          new Analysis.Suspect(
              suspect.change().id(),
              suspect.change().summary(),
              suspect.probability(),
              suspect.because()));
    }
    changes.add(
        new Analysis.Suspect(
            null,
            null,
            findings.noChange(),
            List.of(
                findings.entities().isEmpty() && findings.changes().isEmpty()
                    ? "No change was weighed: it is not known what the alerts are about."
                    : "How likely it is that no change that is known did it.")));
    changes.sort(LIKELIEST);
    var similar = new ArrayList<Analysis.Alike>();
    for (Findings.Similar alike : findings.similar()) {
      similar.add(
          new Analysis.Alike(
              alike.id(),
              external.apply(alike.id()),
              alike.probability(),
              alike.same(),
              alike.fixedBy() == null ? fixes.get(alike.id()) : alike.fixedBy(),
              alike.because()));
    }
    return new Analysis(
        findings.asOf(),
        findings.version(),
        causes,
        services,
        changes,
        similar,
        warnings,
        findings.rarity().name().toLowerCase(java.util.Locale.ROOT),
        known(
            findings.known(),
            findings.similar().stream()
                .anyMatch(
                    one -> one.probability() >= Insight.SAME_KIND && fixes.containsKey(one.id()))),
        onlyPlace,
        onlyService);
  }

  /// @param told whether its owner may be told
  private static Analysis.Cause cause(
      Findings.Suspect suspect, Topologies.Snapshot snapshot, boolean told) {
    int index = snapshot.topology().indexOf(suspect.id());
    return new Analysis.Cause(
        suspect.id(),
        index < 0 ? suspect.id() : snapshot.topology().entity(index).name(),
        suspect.service(),
        index < 0 || !told ? null : snapshot.owners().ownerOf(index).orElse(null),
        suspect.probability(),
        suspect.because());
  }

  private static String where(boolean named) {
    return named
        ? "Its alerts are about this place and no other that is known."
        : "Its alerts name nothing that is known; this is the service that they came in through.";
  }

  /// Sees to it that each has a reason, and the first one says when little was known.
  private static void explain(List<Analysis.Cause> causes, boolean named) {
    for (int i = 0; i < causes.size(); i++) {
      Analysis.Cause cause = causes.get(i);
      var reasons = new ArrayList<String>(cause.reasons());
      if (i == 0 && !named) {
        reasons.add(NAMELESS);
      }
      if (reasons.isEmpty()) {
        reasons.add(
            i == 0
                ? "No single sign sets it apart; all of them together make it the likeliest."
                : "Nothing that is known speaks for it more than for the others.");
      }
      causes.set(
          i,
          new Analysis.Cause(
              cause.entity(),
              cause.name(),
              cause.service(),
              cause.musterService(),
              cause.probability(),
              reasons));
    }
  }

  /// @param fixed whether somebody said of one of the incidents like it what ended it
  private static @Nullable String known(Findings.@Nullable KnownBefore known, boolean fixed) {
    if (known == null) {
      return null;
    }
    long days = known.since().toDays();
    return "Known before: it came %d time%s, the first %s ago, and %s."
        .formatted(
            known.times(),
            known.times() == 1 ? "" : "s",
            days > 0 ? days + (days == 1 ? " day" : " days") : known.since().toHours() + " hours",
            known.fixed() || fixed
                ? "what fixed it was recorded"
                : "nobody recorded what fixed it");
  }
}
