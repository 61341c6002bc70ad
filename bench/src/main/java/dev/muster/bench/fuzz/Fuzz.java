package dev.muster.bench.fuzz;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Sends damaged bodies of one format, with sound ones between them, and says what was answered.
public final class Fuzz {
  /// One in so many bodies is sound.
  private static final int NEIGHBOUR_EVERY = 250;

  /// So many sound names at the most, so that each can be looked for.
  private static final int NEIGHBOURS = 200;

  /// What is told of is past, so that its step of a series has ended and can be looked for at once.
  private static final int AGE_SECONDS = 300;

  private static final int MOST_TOLD = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// What came of it.
  ///
  /// @param statuses how often each was answered
  /// @param sound names that were sent in sound bodies
  /// @param wrong what must not happen, at most ten: no answer, a 5xx, a refusal without a reason, a sound body that was refused
  /// @param wrongs how often that was
  public record Outcome(
      Map<Integer, Long> statuses,
      Set<String> sound,
      List<String> wrong,
      long wrongs,
      double seconds) {}

  private final Format format;
  private final URI base;
  private final String key;
  private final long seed;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
  private final Set<String> sound = ConcurrentHashMap.newKeySet();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder wrongs = new LongAdder();

  /// @param base address of a Muster
  /// @param key of the integration that is sent to
  /// @param seed the same makes up the same bodies
  public Fuzz(Format format, URI base, String key, long seed) {
    this.format = format;
    this.base = base;
    this.key = key;
    this.seed = seed;
  }

  /// Sends that many bodies.
  public Outcome run(int times, int connections) throws InterruptedException, ExecutionException {
    var next = new AtomicInteger();
    long began = System.nanoTime();
    try (http;
        var senders = Executors.newFixedThreadPool(connections)) {
      var running = new ArrayList<Future<?>>();
      for (int c = 0; c < connections; c++) {
        running.add(
            senders.submit(() -> {
              for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
                one(i);
              }
              return true;
            }));
      }
      for (Future<?> sender : running) {
        sender.get();
      }
    }
    var counted = new ConcurrentSkipListMap<Integer, Long>();
    statuses.forEach((status, count) -> counted.put(status, count.sum()));
    return new Outcome(
        counted,
        Set.copyOf(sound),
        List.copyOf(wrong),
        wrongs.sum(),
        (System.nanoTime() - began) / 1e9);
  }

  private void one(int i) throws InterruptedException {
    var any = new SplittableRandom(seed * 1_000_003 + i);
    boolean neighbour = i % NEIGHBOUR_EVERY == NEIGHBOUR_EVERY - 1;
    String name = neighbour ? "sound" + i / NEIGHBOUR_EVERY % NEIGHBOURS : "fuzz" + i % 50;
    byte[] body =
        format
            .bodies()
            .get(neighbour ? 0 : any.nextInt(format.bodies().size()))
            .of(key, name, Instant.now().getEpochSecond() - AGE_SECONDS);
    if (!neighbour) {
      // the block of a packed body is damaged as often as what is in it
      boolean inside = format.packing() == Format.Packing.NONE || any.nextBoolean();
      body =
          inside
              ? format.packed(Damage.damaged(any, body))
              : Damage.damaged(any, format.packed(body));
    } else {
      body = format.packed(body);
    }
    int status = send(i, body);
    statuses.computeIfAbsent(status, _ -> new LongAdder()).increment();
    if (neighbour && status >= 200 && status < 300) {
      sound.add(name);
    } else if (neighbour && status != 0 && status < 500) {
      tell(i, "a sound body was refused with " + status);
    }
  }

  private int send(int i, byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + format.path().replace("KEY", key)))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    format.headers().forEach(request::header);
    while (true) {
      HttpResponse<byte[]> answer;
      try {
        answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      } catch (IOException broken) {
        tell(i, "no answer: " + broken);
        return 0;
      }
      int status = answer.statusCode();
      if (status == 429) {
        statuses.computeIfAbsent(status, _ -> new LongAdder()).increment();
        Thread.sleep(100);
        continue;
      }
      String said = new String(answer.body(), StandardCharsets.UTF_8);
      if (status >= 500) {
        tell(i, status + " " + said);
      } else if (status >= 400 && said.isBlank()) {
        tell(i, status + " without a reason");
      }
      return status;
    }
  }

  private void tell(int i, String what) {
    wrongs.increment();
    if (wrong.size() < MOST_TOLD) {
      wrong.add("body " + i + ": " + what);
    }
  }
}
