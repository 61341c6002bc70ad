package dev.muster.correlate.analysis;

import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.ledger.Analysis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was found, in the words of the ledger.
final class Answers {
  /// "No change did it" is named when it is likelier than any change.
  private static final Comparator<Analysis.Suspect> LIKELIEST =
      Comparator.comparingDouble(suspect -> -suspect.probability());

  private Answers() {}

  /// @param named whether any alert names what it is about. When none does, no service has an owner here: nobody is told or asked on
  ///     the word of alerts that name nothing, which is no more than whose doors they came through
  static Analysis analysis(
      Findings findings,
      List<String> warnings,
      boolean named,
      Topologies.Snapshot snapshot,
      Function<String, @Nullable String> external) {
    var causes = new ArrayList<Analysis.Cause>();
    for (Findings.Suspect suspect : findings.entities()) {
      int index = snapshot.topology().indexOf(suspect.id());
      causes.add(
          new Analysis.Cause(
              suspect.id(),
              index < 0 ? suspect.id() : snapshot.topology().entity(index).name(),
              suspect.service(),
              index < 0 ? null : snapshot.owners().ownerOf(index).orElse(null),
              suspect.probability(),
              suspect.because()));
    }
    var services = new ArrayList<Analysis.Cause>();
    for (Findings.Suspect suspect : findings.services()) {
      int index = snapshot.topology().indexOf(suspect.id());
      services.add(
          new Analysis.Cause(
              suspect.id(),
              index < 0 ? suspect.id() : snapshot.topology().entity(index).name(),
              suspect.service(),
              index < 0 || !named ? null : snapshot.owners().ownerOf(index).orElse(null),
              suspect.probability(),
              suspect.because()));
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
              alike.fixedBy(),
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
        known(findings.known()));
  }

  private static @Nullable String known(Findings.@Nullable KnownBefore known) {
    if (known == null) {
      return null;
    }
    long days = known.since().toDays();
    return "Known before: it came %d time%s, the first %s ago, and %s."
        .formatted(
            known.times(),
            known.times() == 1 ? "" : "s",
            days > 0 ? days + (days == 1 ? " day" : " days") : known.since().toHours() + " hours",
            known.fixed() ? "what fixed it was recorded" : "nobody recorded what fixed it");
  }
}
