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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CorrelationEngineTest {
  private static final Instant START = SampleTown.START;

  private static CorrelationEngine engine(LearnedModel model) {
    return new CorrelationEngine(
        SampleTown.topology(), model, EngineSettings.defaults(), n -> "I" + n);
  }

  /// Plays alerts in the order given, at their times, with ticks between.
  private static List<Decision> play(CorrelationEngine engine, Collection<AlertSighting> alerts) {
    var all = new ArrayList<Decision>();
    Instant tick = START;
    for (AlertSighting alert : alerts) {
      while (tick.plus(CorrelationEngine.TICK).isBefore(alert.arrivedAt())) {
        tick = tick.plus(CorrelationEngine.TICK);
        all.addAll(engine.tick(tick));
      }
      all.addAll(engine.opened(alert, alert.arrivedAt()));
    }
    for (int i = 0; i < 40; i++) {
      tick = tick.plus(CorrelationEngine.TICK);
      all.addAll(engine.tick(tick));
    }
    return all;
  }

  /// Which alerts are in one incident.
  static Set<Set<String>> groups(CorrelationEngine engine, Collection<AlertSighting> alerts) {
    Map<String, Set<String>> groups = new HashMap<>();
    for (AlertSighting alert : alerts) {
      engine
          .incidentOf(alert.alertId())
          .ifPresent(id -> groups.computeIfAbsent(id, key -> new TreeSet<>()).add(alert.alertId()));
    }
    return new HashSet<>(groups.values());
  }

  private static List<AlertSighting> sightings(Collection<PastAlert> past) {
    return past.stream().map(PastAlert::sighting).toList();
  }

  @Test
  void without_a_past_nothing_is_taken_for_noise() {
    var town = new SampleTown(1);
    List<AlertSighting> alerts = sightings(town.life(1));
    CorrelationEngine engine = engine(LearnedModel.none());
    List<Decision> decisions = play(engine, alerts);
    assertThat(decisions).noneMatch(decision -> decision instanceof Decision.Demote);
    for (Decision decision : decisions) {
      if (decision instanceof Decision.Hold hold) {
        assertThat(decisions)
            .anyMatch(other ->
                (other instanceof Decision.Open open && open.alertIds().contains(hold.alertId()))
                    || (other instanceof Decision.Join join
                        && join.alertId().equals(hold.alertId())));
      }
    }
  }

  /// An alert about something that no inventory knows.
  private static AlertSighting stranger(
      String id, Instant at, String source, String kind, String service) {
    return new AlertSighting(
        id,
        at,
        null,
        "Events",
        kind + " of " + source,
        source,
        null,
        null,
        kind,
        Severity.CRITICAL,
        Map.of(),
        service);
  }

  @Test
  void without_a_past_or_an_inventory_the_service_and_the_text_hold_alerts_together() {
    var alerts = new ArrayList<AlertSighting>();
    for (int i = 0; i < 40; i++) {
      Instant at = START.plusSeconds(3L * i);
      alerts.add(stranger("a%02d".formatted(i), at, "stranger-a%02d".formatted(i), "down", "SA"));
      alerts.add(stranger("b%02d".formatted(i), at, "stranger-b%02d".formatted(i), "down", "SB"));
    }
    Instant muchLater = START.plus(Duration.ofMinutes(50));
    alerts.add(stranger("later", muchLater, "stranger-a99", "down", "SA"));
    CorrelationEngine engine = engine(LearnedModel.none());
    List<Decision> decisions = play(engine, alerts);
    Set<Set<String>> groups = groups(engine, alerts);
    assertThat(groups).hasSize(3).contains(Set.of("later"));
    assertThat(groups)
        .allSatisfy(
            group -> assertThat(group.stream().map(id -> id.charAt(0)).distinct()).hasSize(1));
    assertThat(decisions)
        .filteredOn(decision -> decision instanceof Decision.Join)
        .allSatisfy(
            decision -> assertThat(((Decision.Join) decision).why().words()).contains("service"));
  }

  /// Services of which nothing is known but that the shop rests on the till, the till on the book; the mill stands by itself.
  private static Topology services() {
    var entities = new ArrayList<Entity>();
    for (String id : List.of("book", "till", "shop", "mill", "stall")) {
      entities.add(
          new Entity(id, "service", "Service of the " + id, id, null, null, Set.of(), Map.of()));
    }
    return Topology.of(
        entities,
        List.of(
            new Dependency("till", "book", Dependency.OF_SERVICES, 1),
            new Dependency("shop", "till", Dependency.OF_SERVICES, 1),
            new Dependency("stall", "mill", Dependency.OF_SERVICES, 1)));
  }

  @Test
  void without_an_inventory_what_services_rest_on_holds_their_alerts_together() {
    List<AlertSighting> alerts =
        List.of(
            stranger("b1", START, "db-9", "broken", "book"),
            stranger("m1", START.plusSeconds(20), "mx-3", "full", "mill"),
            stranger("t1", START.plusSeconds(40), "web-4", "slow", "till"),
            stranger("s1", START.plusSeconds(90), "edge-1", "failing", "shop"),
            stranger("b2", START.plusSeconds(120), "db-8", "behind", "book"),
            stranger("late", START.plus(Duration.ofMinutes(40)), "web-5", "stale", "till"));
    CorrelationEngine engine =
        new CorrelationEngine(
            services(), LearnedModel.none(), EngineSettings.defaults(), n -> "I" + n);
    List<Decision> decisions = play(engine, alerts);
    assertThat(groups(engine, alerts))
        .containsExactlyInAnyOrder(Set.of("b1", "t1", "s1", "b2"), Set.of("m1"), Set.of("late"));
    assertThat(words(decisions, "t1"))
        .contains("which rests on Service of the book", "an alert of db-9 came in there");
    assertThat(words(decisions, "b2")).contains("It came in through Service of the book");
  }

  @Test
  void what_names_a_service_is_held_together_with_what_came_in_through_those_near_it() {
    List<AlertSighting> alerts =
        List.of(
            stranger("b1", START, "db-9", "broken", "book"),
            stranger("t1", START.plusSeconds(40), "till", "slow", "mill"),
            stranger("s1", START.plusSeconds(80), "edge-1", "failing", "shop"),
            stranger("m1", START.plusSeconds(90), "mx-3", "full", "mill"));
    CorrelationEngine engine =
        new CorrelationEngine(
            services(), LearnedModel.none(), EngineSettings.defaults(), n -> "I" + n);
    List<Decision> decisions = play(engine, alerts);
    assertThat(groups(engine, alerts))
        .containsExactlyInAnyOrder(Set.of("b1", "t1", "s1"), Set.of("m1"));
    assertThat(words(decisions, "t1")).contains("It is about Service of the till, which rests on");
  }

  /// Why an alert joined.
  private static String words(Collection<Decision> decisions, String alert) {
    return decisions.stream()
        .filter(Decision.Join.class::isInstance)
        .map(Decision.Join.class::cast)
        .filter(join -> join.alertId().equals(alert))
        .map(join -> join.why().words())
        .findFirst()
        .orElse("");
  }

  @Test
  void a_trouble_that_climbs_is_one_incident_and_two_lines_are_two() {
    var town = new SampleTown(2);
    List<AlertSighting> one = town.trouble("x", 1, START);
    List<AlertSighting> two = town.trouble("y", 7, START.plusSeconds(30));
    List<AlertSighting> all = sightings(town.past());
    CorrelationEngine engine = engine(LearnedModel.none());
    play(engine, all);
    assertThat(groups(engine, all)).containsExactlyInAnyOrder(ids(one), ids(two));
  }

  private static Set<String> ids(Collection<AlertSighting> alerts) {
    var ids = new TreeSet<String>();
    alerts.forEach(alert -> ids.add(alert.alertId()));
    return ids;
  }

  @Test
  void what_opens_again_is_the_same_while_it_matters_and_judged_anew_when_it_was_noise() {
    LearnedModel model = Learner.learn(SampleTown.topology(), new SampleTown(7).life(6), List.of());
    Instant start = START.plus(Duration.ofDays(7)).plusSeconds(1_700);
    CorrelationEngine engine = engine(model);
    AlertSighting warm =
        SampleTown.alert("warm", start, SampleTown.name(5, 2), "a_bit_warm", Severity.WARNING);
    List<AlertSighting> trouble = new SampleTown(3).trouble("x", 9, start);
    var all = new ArrayList<>(trouble);
    all.add(warm);
    all.sort(java.util.Comparator.comparing(AlertSighting::arrivedAt));
    play(engine, all);
    String bad = trouble.getFirst().alertId();
    assertThat(engine.incidentOf(bad)).isPresent();
    assertThat(engine.incidentOf("warm")).isEmpty();

    engine.resolved("warm", start.plusSeconds(60));
    assertThat(engine.comeback("warm", Severity.WARNING, start.plusSeconds(200)))
        .isEqualTo(Comeback.SAME);
    assertThat(engine.comeback("warm", Severity.WARNING, start.plusSeconds(700)))
        .isEqualTo(Comeback.ANOTHER);

    assertThat(engine.comeback("warm", Severity.CRITICAL, start.plusSeconds(200)))
        .as("worse than what is held")
        .isEqualTo(Comeback.ANOTHER);

    Instant bads = trouble.getFirst().arrivedAt();
    engine.resolved(bad, bads.plusSeconds(800));
    assertThat(engine.comeback(bad, Severity.CRITICAL, bads.plusSeconds(860)))
        .isEqualTo(Comeback.SAME);
    assertThat(engine.comeback(bad, Severity.CRITICAL, bads.plusSeconds(1_200)))
        .isEqualTo(Comeback.GOES_ON);
    assertThat(engine.comeback(bad, Severity.CRITICAL, bads.plusSeconds(1_800)))
        .isEqualTo(Comeback.ANOTHER);
    assertThat(engine.comeback("nobody", Severity.ERROR, bads)).isEqualTo(Comeback.ANOTHER);

    Instant again = bads.plusSeconds(1_200);
    AlertSighting more =
        SampleTown.alert("more", again, SampleTown.name(9, 0), "box_down", Severity.ERROR);
    List<Decision> decisions = engine.returned(more, bad, again);
    assertThat(decisions).singleElement().isInstanceOf(Decision.Join.class);
    assertThat(engine.incidentOf("more")).isEqualTo(engine.incidentOf(bad));
  }

  @Test
  void the_same_calls_give_the_same_decisions() {
    for (long seed = 1; seed <= 3; seed++) {
      var town = new SampleTown(seed);
      List<AlertSighting> alerts = sightings(town.life(1));
      assertThat(play(engine(LearnedModel.none()), alerts))
          .isEqualTo(play(engine(LearnedModel.none()), alerts));
    }
  }

  @Test
  void small_changes_of_order_do_not_change_who_belongs_together() {
    for (long seed = 1; seed <= 10; seed++) {
      var town = new SampleTown(seed);
      town.trouble("x", 2, START);
      town.trouble("y", 8, START.plusSeconds(40));
      List<AlertSighting> alerts = new ArrayList<>(sightings(town.past()));
      CorrelationEngine straight = engine(LearnedModel.none());
      play(straight, alerts);
      var random = new Random(seed);
      List<AlertSighting> shuffled = new ArrayList<>(alerts);
      for (int i = 0; i + 1 < shuffled.size(); i += 2) {
        if (random.nextBoolean()) {
          java.util.Collections.swap(shuffled, i, i + 1);
        }
      }
      CorrelationEngine crooked = engine(LearnedModel.none());
      play(crooked, shuffled);
      assertThat(groups(crooked, alerts)).as("seed %d", seed).isEqualTo(groups(straight, alerts));
    }
  }

  @Test
  void what_is_older_than_the_memory_is_forgotten() {
    CorrelationEngine engine = engine(LearnedModel.none());
    var random = new Random(5);
    int most = 0;
    for (int i = 0; i < 6_000; i++) {
      Instant at = START.plusSeconds(i * 20L);
      engine.opened(
          SampleTown.alert(
              "A" + i,
              at,
              SampleTown.name(random.nextInt(SampleTown.LINES), random.nextInt(4)),
              "answers_slow",
              Severity.ERROR),
          at);
      engine.tick(at);
      most = Math.max(most, engine.remembered());
    }
    assertThat(most).isLessThanOrEqualTo((int) (CorrelationEngine.MEMORY.toSeconds() / 20) + 2);
  }

  /// Keeps all alerts that were looked at.
  private static final class Album implements Probe {
    private final Set<Seen> all = new HashSet<>();

    @Override
    public void join(Seen seen, Cluster cluster, float[] row, double thought) {
      all.add(seen);
    }

    @Override
    public void merge(Cluster one, Cluster two, float[] row) {}

    @Override
    public void real(Cluster cluster, boolean atOnce, float[] row) {}

    @Override
    public void part(Parting.Cut cut) {}
  }

  @Test
  void an_incident_without_end_does_not_hold_all_alerts_that_it_ever_had() {
    CorrelationEngine engine = engine(LearnedModel.none());
    var album = new Album();
    engine.probe = album;
    for (int i = 0; i < 400; i++) {
      Instant at = START.plusSeconds(i * 60L);
      engine.opened(
          SampleTown.alert("A" + i, at, SampleTown.name(3, i % 4), "answers_slow", Severity.ERROR),
          at);
      engine.tick(at);
    }
    assertThat(engine.alertsOf("I1")).as("one incident all the time").contains("A399");
    List<Seen> gone =
        album.all.stream()
            .filter(seen -> engine.readingOf(seen.reading.alertId()).isEmpty())
            .toList();
    assertThat(album.all).as("what still matters").anyMatch(seen -> !seen.ties.isEmpty());
    assertThat(gone).isNotEmpty().allMatch(seen -> seen.ties.isEmpty());
  }

  @Test
  void every_decision_says_why() {
    var town = new SampleTown(4);
    List<PastAlert> past = town.life(10);
    LearnedModel model = Learner.learn(SampleTown.topology(), past, List.of());
    for (LearnedModel each : List.of(LearnedModel.none(), model)) {
      List<Decision> decisions = play(engine(each), sightings(new SampleTown(9).life(1)));
      assertThat(decisions).isNotEmpty();
      for (Decision decision : decisions) {
        assertThat(decision.why().words()).isNotBlank().endsWith(".");
        assertThat(decision.why().rule()).startsWith("correlate.");
        assertThat(decision.why().version()).isEqualTo(CorrelationEngine.VERSION);
        assertThat(decision.why().model()).isEqualTo(each.digest());
        assertThat(decision.why().values().values()).allMatch(value -> !value.isNaN());
      }
    }
  }

  @Test
  void learns_from_its_past_what_is_noise_and_what_is_not() {
    LearnedModel model =
        Learner.learn(SampleTown.topology(), new SampleTown(4).life(14), List.of());
    assertThat(model.learnedFrom()).isGreaterThan(500);
    var town = new SampleTown(11);
    List<PastAlert> life = town.life(3);
    CorrelationEngine engine = engine(model);
    int noiseIn = 0;
    int troubleOut = 0;
    int noise = 0;
    int trouble = 0;
    var decided = new HashMap<String, String>();
    for (Decision decision : play(engine, sightings(life))) {
      switch (decision) {
        case Decision.Open(String id, List<String> alerts, _) ->
            alerts.forEach(a -> decided.put(a, id));
        case Decision.Join(String alert, String id, _, _) -> decided.put(alert, id);
        case Decision.Split(_, String id, List<String> alerts, _) ->
            alerts.forEach(a -> decided.put(a, id));
        case Decision.Demote(String alert, _) -> decided.remove(alert);
        case Decision.Hold _ -> {}
        case Decision.Merge _ -> {}
      }
    }
    for (PastAlert each : life) {
      boolean in = decided.containsKey(each.sighting().alertId());
      if (each.isNoise()) {
        noise++;
        noiseIn += in ? 1 : 0;
      } else {
        trouble++;
        troubleOut += in ? 0 : 1;
      }
    }
    assertThat((double) noiseIn / noise).as("noise in incidents").isLessThan(0.15);
    assertThat((double) troubleOut / trouble).as("trouble left out").isLessThan(0.05);
  }

  @Test
  void of_a_slight_past_nothing_critical_is_demoted_that_was_never_noise() {
    var past = new ArrayList<PastAlert>();
    for (int i = 0; i < 60; i++) {
      Instant at = START.plus(Duration.ofHours(6L * i));
      past.add(
          past("n" + i, null, at, SampleTown.name(i % 12, i % 4), "ping_lost", Severity.WARNING));
    }
    for (int i = 0; i < 8; i++) {
      Instant at = START.plus(Duration.ofHours(40L * i + 3));
      String box = SampleTown.name(5, 0);
      past.add(past("lag" + i, "I" + i, at, box, "queue_lags", Severity.WARNING));
      past.add(
          past("run" + i, "I" + i, at.plusSeconds(540), box, "payout_failed", Severity.CRITICAL));
    }
    LearnedModel model = Learner.learn(SampleTown.topology(), past, List.of());
    assertThat(model.learnedFrom()).isEqualTo(76);
    Instant now = START.plus(Duration.ofDays(20));
    String other = SampleTown.name(9, 0);
    List<AlertSighting> alerts =
        List.of(
            SampleTown.alert(
                "known", now, SampleTown.name(5, 0), "payout_failed", Severity.CRITICAL),
            SampleTown.alert("new", now, other, "never_heard_of", Severity.CRITICAL),
            SampleTown.alert("ping", now, SampleTown.name(2, 1), "ping_lost", Severity.CRITICAL),
            SampleTown.alert(
                "warns", now, SampleTown.name(7, 2), "never_heard_of", Severity.WARNING));
    CorrelationEngine engine = engine(model);
    List<Decision> decisions = play(engine, alerts);
    assertThat(engine.incidentOf("known")).isPresent();
    assertThat(engine.incidentOf("new")).isPresent();
    assertThat(engine.incidentOf("ping")).as("its kind was noise").isEmpty();
    assertThat(engine.incidentOf("warns")).isEmpty();
    assertThat(decisions)
        .filteredOn(Decision.Open.class::isInstance)
        .hasSize(2)
        .allMatch(open -> open.why().words().contains("76 past alerts are too few"));
  }

  private static PastAlert past(
      String id,
      @Nullable String incident,
      Instant at,
      String source,
      String kind,
      Severity severity) {
    return new PastAlert(
        SampleTown.alert(id, at, source, kind, severity), incident, at.plus(Duration.ofMinutes(9)));
  }

  @Test
  void a_learned_model_is_the_same_after_writing_and_reading() {
    LearnedModel model =
        Learner.learn(SampleTown.topology(), new SampleTown(4).life(10), List.of());
    LearnedModel again = LearnedModel.read(model.write());
    assertThat(again.digest()).isEqualTo(model.digest()).isNotZero();
    List<AlertSighting> alerts = sightings(new SampleTown(6).life(1));
    assertThat(play(engine(again), alerts)).isEqualTo(play(engine(model), alerts));
  }

  @Test
  void learning_twice_gives_the_same() {
    assertThat(Learner.learn(SampleTown.topology(), new SampleTown(4).life(10), List.of()).digest())
        .isEqualTo(
            Learner.learn(SampleTown.topology(), new SampleTown(4).life(10), List.of()).digest());
  }

  @Test
  void what_is_too_old_to_be_held_is_counted() {
    List<PastAlert> all = new SampleTown(4).life(12);
    List<PastAlert> older = all.subList(0, all.size() / 3);
    List<PastAlert> held = all.subList(all.size() / 3, all.size());
    LearnedModel counted =
        Learner.learn(SampleTown.topology(), held, older::forEach, List.of(), Progress.UNHEARD);
    LearnedModel whole = Learner.learn(SampleTown.topology(), all, List.of());
    assertThat(counted.learnedFrom()).isEqualTo(all.size());
    assertThat(counted.experience.noiseRate).isEqualTo(whole.experience.noiseRate);
    assertThat(counted.experience.pairsOfIncident).isEqualTo(whole.experience.pairsOfIncident);
    LearnedModel without = Learner.learn(SampleTown.topology(), held, List.of());
    assertThat(without.experience.pairsOfIncident).isNotEqualTo(whole.experience.pairsOfIncident);
  }

  @Test
  void a_short_past_teaches_nothing() {
    LearnedModel model =
        Learner.learn(SampleTown.topology(), new SampleTown(4).life(1).subList(0, 50), List.of());
    assertThat(model.digest()).isZero();
    assertThat(model.learnedFrom()).isZero();
  }

  /// Two alerts that have nothing to do with each other as far as anybody can see.
  private static List<AlertSighting> strangers(String id, Instant at) {
    return List.of(
        SampleTown.alert(id + 1, at, SampleTown.name(1, 0), "box_down", Severity.ERROR),
        SampleTown.alert(
            id + 2, at.plusSeconds(40), SampleTown.name(9, 2), "answers_slow", Severity.ERROR));
  }

  @Test
  void what_a_person_said_once_is_done_the_next_time_and_said_why() {
    List<AlertSighting> before = strangers("old", START.minus(Duration.ofDays(3)));
    Instant said = START.minus(Duration.ofDays(2));
    List<AlertSighting> now = strangers("new", START.plusSeconds(60));
    CorrelationEngine untaught = engine(LearnedModel.none());
    play(untaught, now);
    assertThat(groups(untaught, now)).hasSize(2);
    LearnedModel model =
        Learner.learn(
            SampleTown.topology(),
            List.of(
                new PastAlert(before.get(0), "X", null),
                new PastAlert(before.get(1), "X", null, said)),
            List.of());
    CorrelationEngine taught = engine(LearnedModel.read(model.write()));
    List<Decision> decisions = play(taught, now);
    assertThat(groups(taught, now)).hasSize(1);
    assertThat(decisions)
        .anySatisfy(decision ->
            assertThat(decision.why().words())
                .contains("A person said on " + said.toString().substring(0, 10)));
  }

  @Test
  void what_a_person_took_apart_stays_apart_the_next_time() {
    List<AlertSighting> near =
        List.of(
            SampleTown.alert("a", START, SampleTown.name(1, 0), "box_down", Severity.ERROR),
            SampleTown.alert(
                "b", START.plusSeconds(40), SampleTown.name(1, 1), "answers_slow", Severity.ERROR));
    CorrelationEngine untaught = engine(LearnedModel.none());
    play(untaught, near);
    assertThat(groups(untaught, near)).hasSize(1);
    LearnedModel model =
        Learner.learn(
            SampleTown.topology(),
            List.of(
                new PastAlert(near.get(0), "X", null),
                new PastAlert(near.get(1), "Y", null, START)),
            List.of());
    CorrelationEngine taught = engine(model);
    play(taught, near);
    assertThat(groups(taught, near)).hasSize(2);
  }

  @Test
  void a_second_wave_is_a_new_phase_of_the_same_incident() {
    CorrelationEngine engine = engine(LearnedModel.none());
    AlertSighting first =
        SampleTown.alert("A1", START, SampleTown.name(1, 0), "box_down", Severity.ERROR);
    Instant later = START.plus(Duration.ofMinutes(14));
    AlertSighting second =
        SampleTown.alert("A2", later, SampleTown.name(1, 0), "errors_many", Severity.ERROR);
    List<Decision> decisions = play(engine, List.of(first, second));
    assertThat(decisions)
        .anyMatch(decision ->
            decision instanceof Decision.Join join
                && join.alertId().equals("A2")
                && join.phase() == 2);
  }

  @Test
  void after_a_start_alerts_are_put_where_they_were() {
    CorrelationEngine engine = engine(LearnedModel.none());
    AlertSighting first =
        SampleTown.alert("A1", START, SampleTown.name(1, 0), "box_down", Severity.ERROR);
    engine.opened(first, START);
    engine.restore("A1", "OLD");
    AlertSighting second =
        SampleTown.alert(
            "A2", START.plusSeconds(60), SampleTown.name(1, 1), "answers_slow", Severity.ERROR);
    engine.opened(second, START.plusSeconds(60));
    assertThat(engine.incidentOf("A1")).contains("OLD");
    assertThat(engine.incidentOf("A2")).contains("OLD");
  }
}
