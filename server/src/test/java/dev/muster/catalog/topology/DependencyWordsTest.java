package dev.muster.catalog.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.TestDatabase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Learned dependencies count without a person's word once enough of them was right, and not before.
class DependencyWordsTest {
  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

  @Test
  void what_was_learned_counts_when_enough_of_it_was_right() {
    var database = TestDatabase.with("catalog");
    var store = new PostgresTopology(database);
    var words = new PostgresDependencyWords(database);
    var topologies = new LiveTopology(store, words, database, InstantSource.fixed(NOW));
    store.saveEntities(
        List.of("a", "b", "c").stream()
            .map(id ->
                new EntityRow(
                    new Entity(id, "service", id, id, null, null, Set.of(), new TreeMap<>()),
                    null,
                    "cmdb",
                    NOW,
                    NOW,
                    null))
            .toList());
    var link = new Dependency("a", "b", "learned", 0.5);
    topologies.learned(Map.of(link, "Both were in 5 incidents."), NOW);
    store.raiseVersion();
    int a = topologies.snapshot().topology().indexOf("a");
    assertThat(topologies.snapshot().topology().dependencies(a)).isEmpty();
    assertThat(words.learned()).hasSize(1);

    for (int i = 0; i < 25; i++) {
      words.say(new Dependency("x" + i, "y", "learned", 0.5), true, "U1", NOW);
    }
    words.say(new Dependency("x0", "y", "learned", 0.5), false, "U1", NOW);
    assertThat(words.trust()).isEqualTo(new dev.muster.kernel.Trust(24, 1));
    store.raiseVersion();
    assertThat(topologies.snapshot().topology().dependencies(a)).hasSize(1);
    topologies.learned(Map.of(new Dependency("a", "c", "learned", 0.5), "So it is."), NOW);
    assertThat(topologies.snapshot().topology().dependencies(a))
        .as("a new one counts at once")
        .hasSize(2);
    assertThat(words.said(3)).hasSize(3);
    assertThat(words.said(1).getFirst().accepted()).isFalse();
  }
}
