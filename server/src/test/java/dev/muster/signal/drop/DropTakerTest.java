package dev.muster.signal.drop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.Integration;
import dev.muster.catalog.MailRule;
import dev.muster.kernel.Ids;
import dev.muster.platform.engine.TestClock;
import dev.muster.signal.Effect;
import dev.muster.signal.Funnel;
import dev.muster.signal.Intake;
import dev.muster.signal.IntakeSettings;
import dev.muster.signal.ListOfChanges;
import dev.muster.signal.Signal;
import dev.muster.signal.SignalSink;
import dev.muster.signal.SmallCatalog;
import dev.muster.signal.TapeEntry;
import dev.muster.signal.hook.Call;
import dev.muster.signal.hook.HookDesk;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropTakerTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "fedcba9876543210fedcba9876543210";

  @TempDir Path root;

  private final TestClock clock = new TestClock();
  private final List<TapeEntry> tape = new ArrayList<>();
  private final List<Signal> taken = new ArrayList<>();
  private final List<Call> noted = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /// After so many signals the database is away, and says so only when what came last is durable.
  private int goodFor = Integer.MAX_VALUE;

  /// So many signals find room.
  private int room = Integer.MAX_VALUE;

  private Runnable onSignal = () -> {};

  private final SignalSink sink =
      submission -> {
        if (room-- <= 0) {
          return Optional.empty();
        }
        onSignal.run();
        taken.addAll(submission.signals());
        tape.add(submission.entry());
        return Optional.of(
            --goodFor <= 0
                ? CompletableFuture.<@Nullable Object>failedFuture(
                    new IllegalStateException("away"))
                : CompletableFuture.<@Nullable Object>completedFuture(null));
      };

  private final Funnel funnel =
      new Funnel() {
        @Override
        public List<Cell> cells(Instant since, Instant until) {
          return List.of();
        }

        @Override
        public void events(Instant since, Instant until, Predicate<Event> reader) {
          for (TapeEntry entry : tape) {
            if (!entry.receivedAt().isBefore(since) && entry.receivedAt().isBefore(until)) {
              if (!reader.test(new Event(entry, 0, entry.signals().getFirst(), Effect.NOTHING))) {
                return;
              }
            }
          }
        }
      };

  private DropTaker taker;

  private DropTaker taker() {
    var routes = new SmallCatalog().with("SDB", KEY).with("SWEB", OTHER);
    return new DropTaker(
        root,
        new DropSettings(root, Duration.ofSeconds(5), Duration.ofDays(14)),
        new DropIntake(
            new Intake(
                routes,
                sink,
                new ListOfChanges(),
                Ids.from(new Random(1)),
                clock,
                IntakeSettings.usual(),
                meters),
            funnel,
            key ->
                Optional.of(
                    new Integration(
                        "I" + key,
                        "S",
                        "Jobs",
                        "events_api_v2_inbound_integration",
                        key,
                        null,
                        null,
                        true,
                        MailRule.usual(),
                        clock.instant())),
            (_, _) -> new HookDesk.Reading.Ignored("nothing"),
            noted::add,
            Ids.from(new Random(2)),
            clock,
            meters),
        routes,
        clock);
  }

  @BeforeEach
  void begin() throws IOException {
    Files.createDirectory(root.resolve(KEY));
    Files.createDirectory(root.resolve(OTHER));
    taker = taker();
  }

  private Path drop(String name, String text) throws IOException {
    return Files.writeString(root.resolve(KEY).resolve(name), text);
  }

  private DropTaker.Look settle() {
    taker.look();
    clock.forward(Duration.ofSeconds(5));
    return taker.look();
  }

  private List<String> in(String folder) throws IOException {
    Path path = root.resolve(KEY).resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> summaries() {
    return taken.stream().map(signal -> signal.report().summary()).toList();
  }

  private double files(String answer) {
    return meters.counter("muster.drop.files", "answer", answer).count();
  }

  private static final String TABLE =
      """
      summary;source;severity;queue
      MSGW in QBATCH;AS400;critical;QSYSOPR
      Disk at 91%;AS400;loud;
      Backup late;AS400;warning;QBKP
      """;

  /// An alert that opens, ends and opens again, and another one.
  private static final String AGAIN =
      """
      {"event_action":"trigger","dedup_key":"a","payload":{"summary":"A","source":"s","severity":"error"}}
      {"event_action":"resolve","dedup_key":"a"}
      {"event_action":"trigger","dedup_key":"a","payload":{"summary":"A","source":"s","severity":"error"}}
      {"event_action":"trigger","dedup_key":"b","payload":{"summary":"B","source":"s","severity":"error"}}
      """;

  private static String table(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(row -> "Job " + row + ",s,error\n")
        .collect(Collectors.joining("", "summary,source,severity\n", ""));
  }

  @Test
  void takes_a_finished_table_and_keeps_what_is_refused_with_the_reason() throws IOException {
    drop("alerts.csv", TABLE);
    taker.look();
    assertThat(taken).isEmpty(); // it may be written still
    assertThat(settle().fault()).isNull();
    assertThat(summaries()).containsExactly("MSGW in QBATCH", "Backup late");
    assertThat(taken.getFirst().dedupKey()).startsWith("file/alerts.csv/");
    assertThat(in("done")).singleElement().asString().endsWith("-alerts.csv");
    assertThat(in("refused")).hasSize(2);
    Path refused = root.resolve(KEY).resolve("refused");
    assertThat(refused.resolve(in("refused").getFirst()))
        .hasContent("summary;source;severity;queue\nDisk at 91%;AS400;loud;\n");
    assertThat(refused.resolve(in("refused").getLast()))
        .content()
        .startsWith("row 3: 'payload.severity' must be one of");
    assertThat(noted)
        .singleElement()
        .satisfies(call -> {
          assertThat(call.outcome()).isEqualTo(Call.Outcome.ACCEPTED);
          assertThat(call.words()).contains("2 of 3 events taken", "row 3");
        });
    assertThat(files("partly")).isEqualTo(1);
  }

  @Test
  void a_file_that_is_written_to_is_left_until_it_has_settled() throws IOException {
    Path file = drop("alerts.csv", table(1));
    taker.look();
    clock.forward(Duration.ofSeconds(4));
    Files.writeString(file, "Job 1,s,error\n", StandardOpenOption.APPEND);
    taker.look();
    clock.forward(Duration.ofSeconds(4));
    taker.look();
    assertThat(taken).isEmpty();
    clock.forward(Duration.ofSeconds(1));
    taker.look();
    assertThat(summaries()).containsExactly("Job 0", "Job 1");
  }

  @Test
  void what_is_written_to_a_file_that_was_taken_is_taken_too() throws IOException {
    drop("alerts.csv", table(2));
    onSignal =
        () -> {
          onSignal = () -> {};
          try {
            Path working = root.resolve(KEY).resolve(".taking");
            Files.writeString(
                working.resolve(in(".taking").getFirst()),
                "Job 2,s,error\n",
                StandardOpenOption.APPEND);
          } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
          }
        };
    settle();
    assertThat(in("done")).isEmpty();
    clock.forward(Duration.ofSeconds(5));
    taker.look();
    assertThat(summaries()).containsExactly("Job 0", "Job 1", "Job 2");
    assertThat(in("done")).hasSize(1);
  }

  @Test
  void what_was_killed_before_it_was_moved_is_not_said_twice() throws IOException {
    drop("jobs.json", AGAIN);
    goodFor = 2; // the second is durable, and nobody hears that
    DropTaker.Look look = settle();
    assertThat(look.waiting()).isEqualTo(1);
    assertThat(look.fault()).contains("could not be stored");
    assertThat(taker.look().fault())
        .contains("could not be stored"); // said for as long as it waits
    assertThat(taken).hasSize(2);
    goodFor = Integer.MAX_VALUE;
    taker = taker(); // another one, as the first was killed
    assertThat(taker.look().fault()).isNull();
    assertThat(summaries()).hasSize(4).endsWith("A", "B");
    assertThat(in(".taking")).isEmpty();
    assertThat(in("done")).hasSize(1);
  }

  @Test
  void a_database_that_is_away_is_asked_again_and_what_it_has_is_not_said_twice()
      throws IOException {
    drop("alerts.csv", TABLE);
    goodFor = 1;
    settle();
    assertThat(in("done")).isEmpty();
    goodFor = Integer.MAX_VALUE;
    clock.forward(Duration.ofSeconds(1));
    taker.look();
    assertThat(summaries()).containsExactlyInAnyOrder("MSGW in QBATCH", "Backup late");
    assertThat(in("done")).hasSize(1);
    assertThat(meters.counter("muster.drop.events", "answer", "taken").count()).isEqualTo(2);
  }

  @Test
  void what_cannot_be_moved_on_is_tried_ever_more_seldom_and_not_said_twice() throws IOException {
    drop("alerts.csv", TABLE);
    Path inTheWay = drop("done", "no folder");
    assertThat(settle().fault()).contains("done: it is there and is no folder");
    for (int second = 0; second < 7; second++) {
      clock.forward(Duration.ofSeconds(1));
      taker.look();
    }
    // at once, after 1, 2 and 4 seconds
    assertThat(meters.counter("muster.drop.later").count()).isEqualTo(4);
    Files.delete(inTheWay);
    clock.forward(Duration.ofSeconds(8));
    assertThat(taker.look().fault()).isNull();
    assertThat(taken).hasSize(2);
    assertThat(in("done")).hasSize(1);
  }

  @Test
  void when_there_is_no_room_it_goes_on_where_it_was_and_nothing_overtakes() throws IOException {
    drop("alerts.csv", table(250));
    room = 120;
    DropTaker.Look look = settle();
    assertThat(look.fault()).contains("Too many events are waiting");
    assertThat(taken).hasSize(120);
    room = Integer.MAX_VALUE;
    clock.forward(Duration.ofSeconds(1));
    assertThat(taker.look().fault()).isNull();
    assertThat(summaries())
        .containsExactlyElementsOf(IntStream.range(0, 250).mapToObj(row -> "Job " + row).toList());
  }

  @Test
  void events_of_the_old_kind_wait_for_room_too() throws IOException {
    drop(
        "old.json",
        """
        {"service_key": "another's", "event_type": "trigger", "incident_key": "x", "description": "Tape full"}
        """);
    room = 0;
    settle();
    assertThat(in("refused")).isEmpty();
    room = 1;
    clock.forward(Duration.ofSeconds(1));
    taker.look();
    assertThat(summaries()).containsExactly("Tape full");
    assertThat(taken.getFirst().integrationId()).isEqualTo("ISDB");
  }

  @Test
  void events_of_one_alert_keep_their_order() throws IOException {
    drop("jobs.json", AGAIN);
    settle();
    assertThat(taken.stream().map(signal -> signal.report().action() + " " + signal.dedupKey()))
        .containsExactly("TRIGGER a", "RESOLVE a", "TRIGGER a", "TRIGGER b");
  }

  @Test
  void a_folder_that_is_flooded_leaves_others_their_turn() throws IOException {
    drop("flood.csv", table(1_000));
    Files.writeString(
        root.resolve(OTHER).resolve("one.csv"), "summary,source,severity\nOne,s,error\n");
    onSignal = () -> clock.forward(Duration.ofMillis(20)); // 2 s for each hundred
    settle();
    assertThat(taken).hasSizeBetween(1, 999);
    assertThat(summaries()).contains("One");
    for (int look = 0; look < 10; look++) {
      taker.look();
    }
    assertThat(summaries()).hasSize(1_001).doesNotHaveDuplicates();
    assertThat(in("done")).hasSize(1);
  }

  @Test
  void leaves_what_is_unfinished_a_link_or_of_nobody() throws IOException {
    drop(".alerts.csv", TABLE);
    drop("alerts.csv.tmp", TABLE);
    drop("alerts.filepart", TABLE);
    Path outside = Files.writeString(root.resolve("outside.csv"), TABLE);
    Files.createSymbolicLink(root.resolve(KEY).resolve("link.csv"), outside);
    Path stranger = Files.createDirectory(root.resolve("nobody"));
    Files.writeString(stranger.resolve("alerts.csv"), TABLE);
    DropTaker.Look look = settle();
    assertThat(look.strangers()).isEqualTo(1);
    assertThat(taken).isEmpty();
    assertThat(stranger.resolve("alerts.csv")).exists();
    assertThat(outside).exists();
  }

  @Test
  void refuses_a_file_of_which_nothing_can_be_made() throws IOException {
    drop("a.txt", "QSYSOPR: job ended abnormally\n");
    drop("b.json", "{\"event_action\": ");
    drop("c.csv", "summary\n" + "x".repeat(DropBox.BYTES_MOST));
    drop("d.csv", table(DropText.EVENTS_MOST + 1));
    drop("e.csv", "summary,source,severity\nDisk,AS400,loud\n");
    settle();
    assertThat(taken).isEmpty();
    assertThat(in("done")).isEmpty();
    assertThat(in("refused"))
        .hasSize(10)
        .filteredOn(name -> name.endsWith(".reason.txt"))
        .hasSize(5);
    assertThat(noted).extracting(Call::words).anyMatch(words -> words.contains("larger than"));
    assertThat(files("unreadable")).isEqualTo(2);
    assertThat(files("too_large")).isEqualTo(1);
    assertThat(files("too_many_events")).isEqualTo(1);
    assertThat(files("refused")).isEqualTo(1);
  }

  @Test
  void tells_what_is_wrong_with_a_folder_and_goes_on_with_the_others() throws IOException {
    drop("alerts.csv", TABLE);
    drop(".taking", "in the way");
    Files.writeString(
        root.resolve(OTHER).resolve("one.csv"), "summary,source,severity\nOne,s,error\n");
    DropTaker.Look look = settle();
    assertThat(look.fault()).contains(KEY, ".taking: it is there and is no folder");
    assertThat(look.faults()).isEqualTo(1);
    assertThat(look.folders()).isEqualTo(2);
    assertThat(summaries()).containsExactly("One");
  }

  @Test
  void a_share_that_is_not_there_is_told() throws IOException {
    Files.delete(root.resolve(KEY));
    Files.delete(root.resolve(OTHER));
    Files.delete(root);
    assertThat(taker.look().fault()).contains("is not there");
    Files.createDirectory(root);
  }

  @Test
  void forgets_what_is_old() throws IOException {
    drop("alerts.csv", TABLE);
    settle();
    Files.writeString(root.resolve(KEY).resolve("done").resolve("a note of somebody.txt"), "");
    clock.forward(Duration.ofDays(15));
    taker.look();
    assertThat(in("done")).containsExactly("a note of somebody.txt");
    assertThat(in("refused")).isEmpty();
  }
}
