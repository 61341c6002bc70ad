package dev.muster.catalog.topology;

import dev.muster.catalog.LearnedDependencies;
import dev.muster.kernel.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Learned dependencies as services of this house have them.
final class LearnedLinks implements LearnedDependencies {
  private final PostgresTopology store;
  private final PostgresDependencyWords words;
  private final Topologies topologies;

  LearnedLinks(PostgresTopology store, PostgresDependencyWords words, Topologies topologies) {
    this.store = store;
    this.words = words;
    this.topologies = topologies;
  }

  @Override
  public List<Learned> betweenServices(Instant now) {
    List<DependencyRow> rows =
        words.learned().stream()
            .filter(row -> row.confidenceAt(now) >= DependencyRow.LEAST)
            .toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    boolean used = trust().proven();
    Topologies.Snapshot snapshot = topologies.snapshot().whole();
    var ends = new TreeSet<String>();
    rows.forEach(row -> ends.add(row.dependency().from()));
    Map<String, String> evidence = store.evidence(ends);
    var found = new ArrayList<Learned>();
    for (DependencyRow row : rows) {
      Dependency link = row.dependency();
      String dependent = service(snapshot, link.from());
      String supporting = service(snapshot, link.to());
      if (!dependent.isEmpty() && !supporting.isEmpty() && !dependent.equals(supporting)) {
        found.add(
            new Learned(
                dependent,
                supporting,
                row.confidenceAt(now),
                evidence.getOrDefault(link.from() + "\n" + link.to(), ""),
                used));
      }
    }
    return found;
  }

  /// The service of this house that the entity is; blank when it is none.
  private static String service(Topologies.Snapshot snapshot, String entity) {
    int index = snapshot.topology().indexOf(entity);
    return index < 0 ? "" : snapshot.owners().ownerOf(index).orElse("");
  }

  @Override
  public Trust trust() {
    return words.trust();
  }

  @Override
  public List<Word> words(int most) {
    return words.said(most);
  }

  @Override
  public long wordCount() {
    return words.count();
  }
}
