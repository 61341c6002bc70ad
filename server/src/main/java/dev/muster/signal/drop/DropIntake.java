package dev.muster.signal.drop;

import dev.muster.catalog.Integration;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Sha256;
import dev.muster.kernel.Text;
import dev.muster.platform.json.Json;
import dev.muster.signal.Funnel;
import dev.muster.signal.Intake;
import dev.muster.signal.Reply;
import dev.muster.signal.hook.Call;
import dev.muster.signal.hook.HookDesk;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the rest of the house has to do with files: their events go to the intake, the tape tells which are durable, and what became of each
/// file is noted.
final class DropIntake {
  /// Moments are kept less precisely than they are told.
  private static final Duration TICK = Duration.ofMillis(1);

  private static final int FAULTS_TOLD = 5;
  private static final int WORDS_MOST = 1_000;
  private static final int TOO_MANY = 429;

  /// How integrations are called that take what any tool posts.
  private static final String WEBHOOK = "webhook";

  private final Intake intake;
  private final Funnel funnel;
  private final Function<String, Optional<Integration>> byKey;
  private final BiFunction<String, byte[], HookDesk.Reading> hooks;
  private final Consumer<Call> log;
  private final Ids ids;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Counter later;
  private volatile @Nullable Instant lastFile;

  /// @param byKey finds an integration by its key
  /// @param hooks makes events of other JSON for an integration that takes any webhook
  /// @param log told what became of each file
  DropIntake(
      Intake intake,
      Funnel funnel,
      Function<String, Optional<Integration>> byKey,
      BiFunction<String, byte[], HookDesk.Reading> hooks,
      Consumer<Call> log,
      Ids ids,
      InstantSource clock,
      MeterRegistry meters) {
    this.intake = intake;
    this.funnel = funnel;
    this.byKey = byKey;
    this.hooks = hooks;
    this.log = log;
    this.ids = ids;
    this.clock = clock;
    this.meters = meters;
    this.later =
        Counter.builder("muster.drop.later")
            .description("Times that a file which came in had to wait to be tried again")
            .register(meters);
  }

  /// Whose folder it is: an integration's, or an orchestration's.
  record Sender(String key, String integrationId) {}

  /// What became of an event.
  sealed interface Answer {
    /// It is durable.
    record Taken() implements Answer {}

    /// It is not taken, and never will be as it is.
    record Refused(String why) implements Answer {}

    /// It is to be sent again.
    ///
    /// @param unsure whether it may be durable nevertheless
    record Later(String why, boolean unsure) implements Answer {}
  }

  /// When a file was last taken or refused; null when none was since the start.
  @Nullable Instant lastFile() {
    return lastFile;
  }

  /// What a file says.
  ///
  /// @throws IllegalStateException when nobody can say how the integration is set up; the file is to be read again later
  DropText read(Sender sender, String name, byte[] bytes) {
    return DropText.read(
        name,
        bytes,
        byKey
            .apply(sender.key())
            .filter(integration -> integration.type().startsWith(WEBHOOK))
            .<Function<byte[], HookDesk.Reading>>map(
                integration -> body -> hooks.apply(integration.id(), body))
            .orElse(null));
  }

  /// Hands an event on. What has to come later because too many wait is said at once, so that nothing after it need be sent before it.
  ///
  /// @return never completes exceptionally
  CompletableFuture<Answer> send(Sender sender, Piece.Event event) {
    return intake
        .handle(event.endpoint(), sender.key(), event.body())
        .thenApply(DropIntake::answer);
  }

  private static Answer answer(Reply reply) {
    if (reply.status() / 100 == 2) {
      return new Answer.Taken();
    }
    JsonNode said = Json.mapper().readTree(reply.json());
    String message = Text.line(said.path("message").asString(""), WORDS_MOST);
    if (reply.status() >= 500 || reply.status() == TOO_MANY || reply.retryAfter() > 0) {
      return new Answer.Later(message, reply.status() >= 500);
    }
    var faults = new ArrayList<String>();
    said.path("errors").forEach(fault -> faults.add(fault.asString("")));
    return new Answer.Refused(faults.isEmpty() ? message : told(faults));
  }

  /// How often each body of that sender is on the tape since then, by its {@link #mark}.
  Map<String, Integer> durable(Sender sender, Instant since) {
    var found = new HashMap<String, Integer>();
    funnel.events(
        since.minus(TICK),
        clock.instant().plus(TICK),
        event -> {
          if (event.index() == 0 && event.entry().integrationId().equals(sender.integrationId())) {
            found.merge(mark(event.entry().body()), 1, Integer::sum);
          }
          return true;
        });
    return found;
  }

  /// The same for the same bytes.
  static String mark(byte[] body) {
    return Sha256.hex(new String(body, StandardCharsets.ISO_8859_1), 16);
  }

  static String told(List<String> faults) {
    return Text.line(
        String.join("; ", faults.subList(0, Math.min(FAULTS_TOLD, faults.size()))), WORDS_MOST);
  }

  /// Notes what became of a file, where people look for calls of the integration.
  void note(
      Sender sender, Call.Outcome outcome, int status, String answer, String words, byte[] bytes) {
    lastFile = clock.instant();
    count("files", answer, 1);
    byKey
        .apply(sender.key())
        .ifPresent(integration ->
            log.accept(
                new Call(
                    ids.next('H'),
                    integration.id(),
                    clock.instant(),
                    outcome,
                    status,
                    Text.line(words, 2 * WORDS_MOST),
                    null,
                    null,
                    null,
                    Call.beginning(bytes))));
  }

  /// Notes that a file has to wait.
  void waits() {
    later.increment();
  }

  void count(String what, String answer, int by) {
    if (by > 0) {
      Counter.builder("muster.drop." + what)
          .description("What came in by files, by what became of it")
          .tag("answer", answer)
          .register(meters)
          .increment(by);
    }
  }
}
