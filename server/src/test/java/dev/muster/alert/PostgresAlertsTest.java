package dev.muster.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.Patience;
import dev.muster.platform.db.QuestionTooLong;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.platform.web.Actor;
import dev.muster.signal.SignalRoom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostgresAlertsTest {
  private final Database database = TestDatabase.with("signal", "alert");
  private final TestClock clock = new TestClock();
  private final FactLog facts = new PostgresFactLog(database, _ -> {});
  private final AlertRoom.Writers house =
      AlertRoom.open(
          database,
          SignalRoom.tape(database),
          facts,
          Ids.from(new Random(3)),
          clock,
          2,
          new SimpleMeterRegistry());
  private final Alerts alerts = house.desk();

  private void send(String action, String key, Severity severity) {
    assertThat(
            house
                .sink()
                .accept(
                    SampleSignals.submission(
                        action, key, severity, clock.forward(Duration.ofSeconds(1))))
                .orElseThrow())
        .isCompleted();
  }

  private List<AlertEvent> said() {
    var said = new ArrayList<AlertEvent>();
    for (int lane = 0; lane < Alerts.LANES; lane++) {
      for (Fact fact : facts.read(Alerts.TOPIC, lane, 0, 1_000)) {
        said.add((AlertEvent) fact.event());
      }
    }
    return said;
  }

  private void settle() {
    for (int i = 0; i < 3; i++) {
      clock.forward(Duration.ofSeconds(2));
      house.lanes().poll(clock.instant());
    }
  }

  @Test
  void finds_alerts() {
    send("trigger", "disk", Severity.CRITICAL);
    send("trigger", "cpu", Severity.WARNING);
    send("trigger", "net_%", Severity.INFO);
    send("resolve", "cpu", Severity.WARNING);
    List<Alert> all = alerts.search(AlertFilter.all(), 0, 10);
    assertThat(all).extracting(Alert::dedupKey).containsExactly("net_%", "cpu", "disk");
    Alert disk = all.getLast();
    assertThat(disk.details()).isEqualTo("{\"rack\":\"r1\",\"n\":7}");
    assertThat(disk.integrationId()).isEqualTo("IDB");
    assertThat(alerts.alert(disk.id())).contains(disk);
    assertThat(alerts.alert("QNONE")).isEmpty();
    assertThat(alerts.alerts(List.of(disk.id(), "QNONE"))).containsOnlyKeys(disk.id());
    assertThat(alerts.search(AlertFilter.all().withStatuses(Set.of(Alert.Status.RESOLVED)), 0, 10))
        .extracting(Alert::dedupKey)
        .containsExactly("cpu");
    assertThat(alerts.search(AlertFilter.ofServices(List.of("SDB")), 1, 1))
        .extracting(Alert::dedupKey)
        .containsExactly("cpu");
    assertThat(alerts.count(AlertFilter.ofServices(List.of("SOTHER")))).hasValue(0);
    var narrow =
        new AlertFilter(
            List.of(),
            List.of("SDB"),
            Set.of(Alert.Status.TRIGGERED),
            Set.of(Severity.INFO, Severity.CRITICAL),
            TestClock.START,
            clock.instant(),
            null,
            "NET_%");
    assertThat(alerts.search(narrow, 0, 10)).extracting(Alert::dedupKey).containsExactly("net_%");
    assertThat(alerts.count(narrow)).hasValue(1);
  }

  private static AlertFilter saying(String text) {
    return new AlertFilter(List.of(), List.of(), Set.of(), Set.of(), null, null, null, text);
  }

  /// Every way of searching finds the same: before the index has them, half of them in it, and all.
  @Test
  void finds_words_however_far_the_index_is() {
    var index = new PostgresAlertIndex(database, new SimpleMeterRegistry());
    for (int i = 0; i < 12; i++) {
      send("trigger", "host-%02d full_%%".formatted(i), Severity.ERROR);
    }
    String newest = "host-11 full_%";
    for (int pass = 0; pass < 4; pass++) {
      assertThat(alerts.search(saying("HOST-0"), 0, 20)).hasSize(10);
      assertThat(alerts.search(saying("HOST-0"), 8, 20))
          .extracting(Alert::dedupKey)
          .containsExactly("host-01 full_%", "host-00 full_%");
      assertThat(alerts.count(saying("host-1"))).hasValue(2);
      assertThat(alerts.search(saying("full_%"), 0, 1))
          .extracting(Alert::dedupKey)
          .containsExactly(newest);
      assertThat(alerts.search(saying("full-%"), 0, 1)).isEmpty();
      assertThat(alerts.search(saying("11"), 0, 5))
          .extracting(Alert::dedupKey)
          .containsExactly(newest);
      assertThat(alerts.search(saying("host").withStatuses(Set.of(Alert.Status.RESOLVED)), 0, 5))
          .isEmpty();
      assertThat(alerts.find(saying("host"), 0, 5).searchedAll()).isTrue();
      // half of them are settled after the first passes, all after the last
      index.poll(
          pass == 3
              ? clock.forward(Duration.ofMinutes(1))
              : clock.instant().minusSeconds(6 - 3L * pass));
    }
    assertThat(database.sql().sql("select count(*) from alert.search").query(Long.class).single())
        .isEqualTo(12);
  }

  private static AlertFilter saying(String text, Set<Severity> severities, @Nullable String key) {
    return new AlertFilter(List.of(), List.of(), Set.of(), severities, null, null, key, text);
  }

  /// Thirty alerts in four slices of which the oldest is the only one that is critical; ten are read at first.
  private void thirtyInSlices() {
    var index = new PostgresAlertIndex(database, new SimpleMeterRegistry(), 8);
    send("trigger", "full a --- ЖУК 磁盘 1.2", Severity.CRITICAL);
    for (int i = 0; i < 29; i++) {
      send("trigger", "full %02d".formatted(i), Severity.ERROR);
      if (i % 9 == 8) {
        index.poll(clock.instant().plus(PostgresAlertIndex.SETTLED));
      }
    }
    index.poll(clock.forward(Duration.ofMinutes(1)));
    assertThat(
            database
                .sql()
                .sql("select count(*) from alert.search_slice")
                .query(Integer.class)
                .single())
        .isEqualTo(4);
  }

  private PostgresAlertWords words(int rare, Duration time) {
    return new PostgresAlertWords(database, new PostgresAlertWords.Limits(10, 10, rare, 20, time));
  }

  /// While more wait to be indexed than are read, those between what is read and what is indexed are not found.
  @Test
  void says_that_some_are_not_indexed_yet() {
    thirtyInSlices();
    for (int i = 0; i < 4; i++) {
      send("trigger", "full late %d".formatted(i), Severity.ERROR);
    }
    var few = new PostgresAlertWords.Limits(10, 10, 0, 3, Duration.ofMinutes(1));
    var words = new PostgresAlertWords(database, few);
    assertThat(words.search(saying("full"), 0, 3).searchedAll()).isTrue();
    Alerts.Found page = words.search(saying("full"), 0, 10);
    assertThat(page.alerts()).hasSize(10);
    assertThat(page.searchedAll()).isFalse();
    assertThat(page.searchedBackTo()).isNull();
    var hasty =
        new PostgresAlertWords(
            database, new PostgresAlertWords.Limits(10, 10, 0, 3, Duration.ZERO));
    assertThat(hasty.search(saying("-"), 0, 5).searchedBackTo()).isNull();
  }

  @Test
  void finds_words_in_every_slice_and_script() {
    thirtyInSlices();
    PostgresAlertWords words = words(0, Duration.ofMinutes(1));
    for (String text :
        List.of("full a", "---", "жук", "Жук 磁", "磁盘", "盘", "1.2", ".2", "a -", "-")) {
      assertThat(words.search(saying(text), 0, 5))
          .as(text)
          .matches(found -> found.alerts().size() == 1)
          .matches(Alerts.Found::searchedAll);
      assertThat(words.count(saying(text))).as(text).hasValue(1);
    }
    assertThat(words.search(saying("full", Set.of(Severity.CRITICAL), null), 0, 5).alerts())
        .hasSize(1);
    assertThat(words.count(saying("full"))).hasValue(30);
    List<String> inOrder = alerts.search(AlertFilter.all(), 0, 40).stream().map(Alert::id).toList();
    for (int offset = 0; offset < 30; offset += 7) {
      assertThat(words.search(saying("full"), offset, 7).alerts())
          .extracting(Alert::id)
          .isEqualTo(inOrder.subList(offset, Math.min(30, offset + 7)));
    }
    assertThat(words.search(saying("full 5"), 0, 5))
        .isEqualTo(new Alerts.Found(List.of(), true, null));
  }

  @Test
  void says_how_far_back_it_came_when_its_time_is_over() {
    thirtyInSlices();
    PostgresAlertWords hasty = words(0, Duration.ZERO);
    var critical = Set.of(Severity.CRITICAL);
    // what it says is in all, or too short to be looked up, and the one alert is the oldest
    for (AlertFilter asked : List.of(saying("full", critical, null), saying("-"))) {
      assertThat(hasty.search(asked, 0, 5).alerts()).isEmpty();
      assertThat(hasty.search(asked, 0, 5).searchedAll()).isFalse();
      assertThat(hasty.count(asked)).isEmpty();
      Alerts.Found found = hasty.search(asked, 0, 5);
      int questions = 1;
      for (; found.alerts().isEmpty() && found.searchedBackTo() != null; questions++) {
        found = hasty.search(asked.until(found.searchedBackTo()), 0, 5);
      }
      assertThat(found.alerts()).hasSize(1);
      assertThat(questions).isBetween(2, 5);
    }
    assertThat(hasty.search(saying("full"), 0, 10).searchedAll()).isTrue();
    // so few are critical that they are read themselves
    Alerts.Found rare = words(1, Duration.ZERO).search(saying("full", critical, null), 0, 5);
    assertThat(rare.alerts()).hasSize(1);
    assertThat(rare.searchedAll()).isTrue();
    // its own key
    Alerts.Found known = hasty.search(saying("---", Set.of(), "full a --- ЖУК 磁盘 1.2"), 0, 5);
    assertThat(known.alerts()).hasSize(1);
    assertThat(known.searchedAll()).isTrue();
    assertThat(hasty.count(saying("---", Set.of(), "full a --- ЖУК 磁盘 1.2"))).hasValue(1);
  }

  @Test
  void a_list_that_takes_too_long_is_given_up() {
    var impatient = new Database(database.source(), new Patience(Duration.ofMillis(50)));
    Alerts hasty =
        new PostgresAlerts(
            impatient,
            new PostgresAlertRepository(impatient, SignalRoom.tape(impatient), facts),
            Ids.from(new Random(5)),
            _ -> {});
    send("trigger", "disk", Severity.CRITICAL);
    database.run(() -> {
      database.sql().sql("lock table alert.alert in access exclusive mode").update();
      for (AlertFilter filter : List.of(AlertFilter.all(), saying("disk"))) {
        assertThatThrownBy(() -> inAnotherThread(() -> hasty.find(filter, 0, 5)))
            .isInstanceOf(QuestionTooLong.class)
            .hasMessageContaining("longer than 0.05 s");
        assertThatThrownBy(() -> inAnotherThread(() -> hasty.count(filter)))
            .isInstanceOf(QuestionTooLong.class);
      }
    });
  }

  private static Object inAnotherThread(Supplier<Object> work) {
    try {
      return CompletableFuture.supplyAsync(work).join();
    } catch (CompletionException failure) {
      throw (RuntimeException) failure.getCause();
    }
  }

  @Test
  void what_was_stamped_early_and_came_late_is_indexed_by_a_sweep() {
    var index = new PostgresAlertIndex(database, new SimpleMeterRegistry());
    send("trigger", "late", Severity.ERROR);
    database
        .sql()
        .sql("update alert.alert set first_seen_at = first_seen_at - interval '5 minutes'")
        .update();
    database
        .sql()
        .sql(
            "update alert.search_position set reached = (select max(first_seen_at) + interval '4"
                + " minutes' from alert.alert)")
        .update();
    assertThat(alerts.search(saying("late"), 0, 5)).isEmpty();
    index.poll(clock.instant());
    assertThat(alerts.search(saying("late"), 0, 5)).hasSize(1);
  }

  @Test
  void resolves_when_the_transaction_commits_and_only_then() {
    send("trigger", "disk", Severity.CRITICAL);
    send("trigger", "cpu", Severity.WARNING);
    List<String> ids = alerts.search(AlertFilter.all(), 0, 10).stream().map(Alert::id).toList();
    assertThatThrownBy(() ->
            database.run(() -> {
              alerts.resolve(ids, Actor.muster(), "no", clock.instant());
              throw new IllegalStateException("changed my mind");
            }))
        .hasMessage("changed my mind");
    settle();
    assertThat(alerts.search(AlertFilter.all(), 0, 10)).allMatch(Alert::isOpen);

    database.run(
        () -> alerts.resolve(ids, Actor.muster(), "The incident was resolved.", clock.instant()));
    house.lanes().poll(clock.instant());
    assertThat(alerts.search(AlertFilter.all(), 0, 10))
        .allSatisfy(alert -> {
          assertThat(alert.isOpen()).isFalse();
          assertThat(alert.resolvedByKind()).isEqualTo("muster");
          assertThat(alert.resolveReason()).isEqualTo("The incident was resolved.");
        });
    assertThat(said()).filteredOn(AlertEvent.AlertResolved.class::isInstance).hasSize(2);
    database.run(() -> alerts.resolve(ids, Actor.muster(), "again", clock.instant()));
    settle();
    assertThat(said()).filteredOn(AlertEvent.AlertResolved.class::isInstance).hasSize(2);
  }

  @Test
  void opens_by_hand() {
    String id =
        alerts.open(
            new NewAlert("SDB", null, Severity.ERROR, "It smells", "server room", "{\"floor\":2}"),
            Actor.muster(),
            clock.instant());
    house.lanes().poll(clock.instant());
    Alert alert = alerts.alert(id).orElseThrow();
    assertThat(alert.integrationId()).isNull();
    assertThat(alert.summary()).isEqualTo("It smells");
    assertThat(alert.details()).isEqualTo("{\"floor\":2}");
    assertThat(said()).hasSize(1);
    var same = new NewAlert("SDB", "smell", Severity.ERROR, "It smells", "server room", null);
    String first = alerts.open(same, Actor.muster(), clock.instant());
    house.lanes().poll(clock.instant());
    assertThat(alerts.open(same, Actor.muster(), clock.instant())).isEqualTo(first);
  }

  @Test
  void three_hundred_equal_signals_are_one_row_with_their_number() {
    for (int i = 0; i < 300; i++) {
      send("trigger", "disk", Severity.CRITICAL);
    }
    settle();
    List<Alert> all = alerts.search(AlertFilter.all(), 0, 10);
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().count()).isEqualTo(300);
    assertThat(all.getFirst().lastSeenAt()).isEqualTo(TestClock.START.plusSeconds(300));
    assertThat(said()).hasSize(1);
  }

  @Test
  void an_empty_answer_for_an_unknown_filter_costs_nothing() {
    assertThat(alerts.alerts(List.of())).isEmpty();
    assertThat(
            alerts.search(
                AlertFilter.all()
                    .withStatuses(Set.of(Alert.Status.TRIGGERED, Alert.Status.RESOLVED)),
                0,
                10))
        .isEmpty();
  }
}
