package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A house that knows its services and nothing of what they are made of; every alert comes through the door of one, and all are signed with
/// the name of the one monitor.
class NoInventoryTest {
  private static final Instant START = SampleTown.START;
  private static final String MONITOR = "watcher-0";
  private static final List<String> SERVICES =
      List.of("book", "till", "shop", "mill", "oven", "dock", "crane");

  private int number;

  /// The shop rests on the till, the till on the book; the oven on the mill; the crane on the dock.
  private static Topology services() {
    var entities = new ArrayList<Entity>();
    for (String id : SERVICES) {
      entities.add(
          new Entity(id, "service", "Service of the " + id, id, null, null, Set.of(), Map.of()));
    }
    var links = new ArrayList<Dependency>();
    for (String[] pair :
        new String[][] {{"till", "book"}, {"shop", "till"}, {"oven", "mill"}, {"crane", "dock"}}) {
      links.add(new Dependency(pair[0], pair[1], Dependency.OF_SERVICES, 1));
    }
    return Topology.of(entities, links);
  }

  private static AlertSighting alert(String id, Instant at, String summary, String door) {
    return alert(id, at, summary, MONITOR, door);
  }

  private static AlertSighting alert(
      String id, Instant at, String summary, String source, String door) {
    return new AlertSighting(
        id,
        at,
        null,
        "Events",
        summary,
        source,
        null,
        null,
        null,
        Severity.CRITICAL,
        Map.of(),
        door);
  }

  /// Troubles that climb along what rests on what, with noise of its own kind at any service between.
  private List<PastAlert> past(int troubles) {
    var random = new Random(3);
    var past = new ArrayList<PastAlert>();
    String[][] lines = {{"book", "till", "shop"}, {"mill", "oven"}, {"dock", "crane"}};
    for (int i = 0; i < troubles; i++) {
      Instant at = START.minus(Duration.ofHours(5L * (troubles - i)));
      String[] line = lines[i % 3];
      for (int k = 0; k < line.length; k++) {
        past(past, "I" + i, at.plusSeconds(50L * k), "Requests fail", line[k]);
        past(past, "I" + i, at.plusSeconds(50L * k + 20), "Queue grows", line[k]);
      }
      for (int k = 0; k < 4; k++) {
        Instant then = at.plusSeconds(3_600 + random.nextInt(10_000));
        past(past, null, then, "Disk a bit full", SERVICES.get(random.nextInt(SERVICES.size())));
      }
    }
    return past;
  }

  private void past(
      List<PastAlert> past, @Nullable String incident, Instant at, String summary, String door) {
    past.add(
        new PastAlert(
            alert("P" + number++, at, summary, door), incident, at.plus(Duration.ofMinutes(20))));
  }

  private static Set<Set<String>> groups(
      CorrelationEngine engine, Collection<AlertSighting> alerts, List<Decision> decisions) {
    Instant tick = alerts.iterator().next().arrivedAt();
    for (AlertSighting alert : alerts) {
      decisions.addAll(engine.opened(alert, alert.arrivedAt()));
    }
    for (int i = 0; i < 45; i++) {
      tick = tick.plus(CorrelationEngine.TICK);
      decisions.addAll(engine.tick(tick));
    }
    return CorrelationEngineTest.groups(engine, alerts);
  }

  /// Three services that have nothing to do with one another, and what rests on the first.
  private List<AlertSighting> storm() {
    Instant at = START.plusSeconds(60);
    return List.of(
        alert("b1", at, "Requests fail", "book"),
        alert("m1", at.plusSeconds(15), "Requests fail", "mill"),
        alert("d1", at.plusSeconds(30), "Queue grows", "dock"),
        alert("t1", at.plusSeconds(50), "Requests fail", "till"),
        alert("s1", at.plusSeconds(90), "Requests fail", "shop"));
  }

  private static final Set<Set<String>> APART =
      Set.of(Set.of("b1", "t1", "s1"), Set.of("m1"), Set.of("d1"));

  private static CorrelationEngine engine(LearnedModel model) {
    return new CorrelationEngine(services(), model, EngineSettings.defaults(), n -> "I" + n);
  }

  @Test
  void what_one_monitor_signs_is_apart_unless_the_services_have_to_do_with_one_another() {
    var decisions = new ArrayList<Decision>();
    assertThat(groups(engine(LearnedModel.none()), storm(), decisions)).isEqualTo(APART);
    assertThat(decisions)
        .anySatisfy(decision ->
            assertThat(decision.why().words())
                .contains("\"watcher-0\" has signed alerts of", "taken for the name of a monitor"));
    assertThat(decisions)
        .anySatisfy(decision ->
            assertThat(decision.why().words())
                .contains("which rests on Service of the book; another alert came in there"));
    assertThat(decisions)
        .as("whose name says nothing")
        .noneSatisfy(
            decision -> assertThat(decision.why().words()).contains("an alert of watcher-0"));
  }

  @Test
  void learning_takes_nothing_of_that_away() {
    LearnedModel model = Learner.learn(services(), past(24), List.of());
    assertThat(model.learnedFrom()).isPositive();
    assertThat(groups(engine(model), storm(), new ArrayList<>())).isEqualTo(APART);
  }

  @Test
  void alerts_that_name_one_thing_are_together_through_whichever_door_they_come() {
    Instant at = START.plusSeconds(60);
    List<AlertSighting> alerts =
        List.of(
            named("b1", at, "rack-7 lost power", "book"),
            named("m1", at.plusSeconds(15), "rack-7 does not answer", "mill"),
            named("d1", at.plusSeconds(30), "rack-8 does not answer", "dock"));
    var decisions = new ArrayList<Decision>();
    assertThat(groups(engine(LearnedModel.none()), alerts, decisions))
        .isEqualTo(Set.of(Set.of("b1", "m1"), Set.of("d1")));
    assertThat(decisions)
        .anySatisfy(decision ->
            assertThat(decision.why().words())
                .contains("rack-7 had another alert", "through another service"));
  }

  private static AlertSighting named(String id, Instant at, String summary, String door) {
    return alert(id, at, summary, summary.substring(0, summary.indexOf(' ')), door);
  }

  @Test
  void the_names_of_doors_are_kept_with_what_was_learned() {
    LearnedModel model = LearnedModel.none().through(Map.of("tool Watch", "book"));
    LearnedModel again = LearnedModel.read(model.write());
    assertThat(again.doors()).containsOnlyKeys("tool Watch");
    var alert = new PastAlert(alert("a", START, "Requests fail", "book").through(null), null, null);
    assertThat(alert.through(Map.of("tool Events", "till")).sighting().scope()).isEqualTo("till");
    assertThat(alert.through(again.doors()).sighting().scope()).isNull();
  }
}
