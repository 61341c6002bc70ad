package dev.muster.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends damaged bodies of one format, with sound ones between them, and says what was answered.
public final class Fuzz {
  /// One in so many bodies is sound, or fewer when that would be more than [#SOUND_MOST].
  private static final int SOUND_EVERY = 250;

  /// Each is looked for by its own name, and an integration has a limit on series.
  private static final int SOUND_MOST = 400;

  /// Counters, of which each is told many times: of a sender that nobody answers every single line has to be found.
  private static final int COUNTERS = 20;

  /// Among datagrams more are sound, as it costs nothing to look for them.
  private static final int COUNTED_EVERY = 10;

  /// What is told of is past, so that its step of a series has ended and can be looked for at once.
  private static final int AGE_SECONDS = 300;

  private static final int MOST_TOLD = 10;
  private static final long PAUSE_MILLIS = 50;
  private static final long PROGRESS_NANOS = 15_000_000_000L;

  /// What came of it.
  ///
  /// @param taken of all bodies
  /// @param refused with a reason, or of a datagram: of no use
  /// @param putOff how often a body had to come again
  /// @param sound names that were told in sound bodies, and how often
  /// @param wrong what must not happen, at most ten: no answer, a fault of the server, a refusal without a reason, a sound body that was
  ///     refused
  /// @param wrongs how often that was
  public record Outcome(
      long taken,
      long refused,
      long putOff,
      SortedMap<String, Integer> sound,
      List<String> wrong,
      long wrongs,
      double seconds) {}

  /// Integrations that are sent to. Names that came of damage use up what one of them may have, such as series, and that is right; so
  /// what is sound has its own wherever the sender says which.
  public record Keys(String damaged, String sound) {}

  private final Format format;
  private final Doors doors;
  private final Keys keys;
  private final long seed;
  private final Map<Answer.Outcome, Long> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> sound = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger done = new AtomicInteger();

  /// @param seed the same makes up the same bodies
  public Fuzz(Format format, Doors doors, Keys keys, long seed) {
    this.format = format;
    this.doors = doors;
    this.keys = keys;
    this.seed = seed;
  }

  /// Sends that many bodies.
  public Outcome run(int times, int connections) throws InterruptedException, ExecutionException {
    var next = new AtomicInteger();
    long began = System.nanoTime();
    // nobody answers datagrams, so they are counted together
    int senders = format.way() == Format.Way.DATAGRAM ? 1 : connections;
    try (var threads = Executors.newFixedThreadPool(senders)) {
      var running = new ArrayList<Future<Long>>();
      for (int c = 0; c < senders; c++) {
        running.add(threads.submit(() -> send(times, next)));
      }
      Thread progress = Thread.ofVirtual().start(() -> tellProgress(times));
      long unused = 0;
      for (Future<Long> sender : running) {
        unused += sender.get();
      }
      progress.interrupt();
      return new Outcome(
          count(Answer.Outcome.TAKEN) - unused,
          count(Answer.Outcome.REFUSED) + unused,
          count(Answer.Outcome.PUT_OFF),
          new TreeMap<>(sound),
          List.copyOf(wrong),
          count(Answer.Outcome.WRONG),
          (System.nanoTime() - began) / 1e9);
    }
  }

  private long count(Answer.Outcome outcome) {
    return answers.getOrDefault(outcome, 0L);
  }

  private void tellProgress(int times) {
    try {
      while (true) {
        Thread.sleep(PROGRESS_NANOS / 1_000_000);
        System.err.printf(
            "%s %s: %,d of %,d, %d wrong%n",
            Instant.now(), format.name(), done.get(), times, count(Answer.Outcome.WRONG));
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return datagrams that were of no use, which nobody answers
  private long send(int times, AtomicInteger next) throws Exception {
    try (Courier damaged = courier(keys.damaged());
        Courier sound = keyed() ? courier(keys.sound()) : damaged) {
      if (format.kind() == Format.Kind.COUNTER) {
        announce(damaged);
      }
      for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
        if (isSound(i, times)) {
          bringSound(i, times, sound);
        } else {
          bringDamaged(i, damaged);
        }
        done.incrementAndGet();
      }
      damaged.settle();
      return damaged instanceof StatsdCourier statsd ? statsd.dropped() : 0;
    }
  }

  /// Whether a sender says whose its bodies are.
  private boolean keyed() {
    return format.way() != Format.Way.DATAGRAM;
  }

  private Courier courier(String key) {
    return switch (format.way()) {
      case HTTP ->
          new HttpCourier(
              URI.create(doors.http() + format.path().replace("KEY", key)), format.headers());
      case GRPC -> new GrpcCourier(doors.otlp(), format.path(), key);
      case DATAGRAM -> new StatsdCourier(doors);
      case MAIL -> new MailCourier(doors.mail(), key + "@" + doors.domain());
      case DIALOGUE -> new DialogueCourier(doors.mail());
    };
  }

  private boolean isSound(int i, int times) {
    int every = every(times);
    return i % every == every - 1;
  }

  private int every(int times) {
    return format.kind() == Format.Kind.COUNTER
        ? COUNTED_EVERY
        : Math.max(SOUND_EVERY, times / SOUND_MOST);
  }

  /// Counters that are there before any damage, which may use up all series that a source may have.
  private void announce(Courier courier) throws InterruptedException {
    for (int counter = 0; counter < COUNTERS; counter++) {
      courier.bring(body(0, keys.sound(), name(counter)));
      sound.merge(name(counter), 1, Integer::sum);
    }
  }

  private void bringSound(int i, int times, Courier courier) throws InterruptedException {
    int number = i / every(times);
    String name = name(format.kind() == Format.Kind.COUNTER ? number % COUNTERS : number);
    byte[] body = body(0, keys.sound(), name);
    if (format.way() == Format.Way.DATAGRAM) {
      // a line that is damaged takes none of its neighbours with it
      var any = random(i);
      var lines = new ByteArrayOutputStream();
      lines.writeBytes(damagedBody(i, any));
      lines.write('\n');
      lines.writeBytes(body);
      lines.write('\n');
      lines.writeBytes(damagedBody(i, any));
      body = lines.toByteArray();
    }
    Answer answer = bring(i, courier, format.packed(body));
    if (answer.outcome() == Answer.Outcome.TAKEN) {
      sound.merge(name, 1, Integer::sum);
    } else if (answer.outcome() != Answer.Outcome.WRONG) {
      answers.merge(Answer.Outcome.WRONG, 1L, Long::sum);
      tell(i, "a sound body was refused with " + answer.said());
    }
  }

  private void bringDamaged(int i, Courier courier) throws InterruptedException {
    var any = random(i);
    byte[] body;
    // a block that a body is packed in is damaged as often as what is in it
    if (format.packing() != Format.Packing.SNAPPY || any.nextBoolean()) {
      body = format.packed(damagedBody(i, any));
    } else {
      body =
          Damage.damaged(
              any,
              format.packed(
                  body(any.nextInt(format.bodies().size()), keys.damaged(), "fuzz" + i % 50)));
    }
    bring(i, courier, body);
  }

  private SplittableRandom random(int i) {
    return new SplittableRandom(seed * 1_000_003 + i);
  }

  private byte[] damagedBody(int i, SplittableRandom any) {
    return Damage.damaged(
        any, body(any.nextInt(format.bodies().size()), keys.damaged(), "fuzz" + i % 50));
  }

  private byte[] body(int which, String key, String name) {
    return format.bodies().get(which).of(key, name, Instant.now().getEpochSecond() - AGE_SECONDS);
  }

  /// A name of its own, of letters only, as numbers in a line of a log say nothing; none begins another.
  private static String name(int number) {
    var letters = new StringBuilder("sound");
    for (int left = number, place = 0; place < 5; left /= 20, place++) {
      letters.append((char) ('g' + left % 20));
    }
    return letters.toString();
  }

  private Answer bring(int i, Courier courier, byte[] body) throws InterruptedException {
    while (true) {
      Answer answer = courier.bring(body);
      answers.merge(answer.outcome(), 1L, Long::sum);
      if (answer.outcome() == Answer.Outcome.PUT_OFF) {
        Thread.sleep(PAUSE_MILLIS);
        continue;
      }
      if (answer.outcome() == Answer.Outcome.WRONG) {
        tell(i, answer.said());
      }
      return answer;
    }
  }

  private void tell(int i, String what) {
    if (wrong.size() < MOST_TOLD) {
      wrong.add("body " + i + ": " + what);
    }
  }
}
