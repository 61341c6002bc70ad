package dev.muster.platform.db;

import dev.muster.kernel.Moments;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// What one part of Muster says in the log while its work fails: one line when it begins, one a minute while it goes on, and one with the
/// number of failed tries when it is over. A database that is away needs no stack trace, as nothing is wrong with the work; what is at
/// fault itself has its stack trace in the first line, and again when the fault becomes another one.
///
/// Why: forty parts that try twice a second fill thousands of lines in the half minute of a failover, and what matters is lost in them.
///
/// Where many threads work on one thing, one of them succeeds now and then while most fail; there it is over only when nothing has
/// failed for {@link #QUIET}.
///
/// For any number of threads.
public final class Outage {
  /// How often it is said that it goes on. A failure that comes later than that after the last one is a new one.
  static final Duration REMINDER = Duration.ofMinutes(1);

  /// How long nothing of parallel work may fail before it counts as going on. Longer than a pool lets a request wait for a connection,
  /// so that failures of one trouble are one outage.
  static final Duration QUIET = Duration.ofSeconds(10);

  private final Logger log;
  private final String name;
  private final String meanwhile;
  private final long quiet;
  private final LongSupplier nanos;
  private volatile boolean failing;
  private volatile long last;
  private int tries;
  private String fault = "";
  private long began;
  private long said;

  /// Of work that one thread does over and over, until it succeeds.
  ///
  /// @param log of the part
  /// @param name what people know the part by
  public Outage(Logger log, String name) {
    this(log, name, "trying again");
  }

  /// The same, when the work is not tried again by itself.
  ///
  /// @param meanwhile what becomes of the work that failed, such as `trying again`
  public Outage(Logger log, String name, String meanwhile) {
    this(log, name, meanwhile, Duration.ZERO, System::nanoTime);
  }

  /// Of work that many threads do at the same time.
  ///
  /// @param meanwhile what becomes of the work that failed, such as `trying again`
  public static Outage parallel(Logger log, String name, String meanwhile) {
    return new Outage(log, name, meanwhile, QUIET, System::nanoTime);
  }

  /// Of requests, which are told to come again.
  public static Outage ofRequests(Logger log, String name) {
    return parallel(log, name, "whoever asks is told to come again");
  }

  /// @param quiet how long nothing may fail before a success counts
  /// @param nanos a time that only goes forward, in nanoseconds
  Outage(Logger log, String name, String meanwhile, Duration quiet, LongSupplier nanos) {
    this.log = log;
    this.name = name;
    this.meanwhile = meanwhile;
    this.quiet = quiet.toNanos();
    this.nanos = nanos;
  }

  /// A try failed, and the part lives on.
  public void failed(Throwable failure) {
    say(failure, name);
  }

  /// The same, with what of the part's work it was, for people.
  public void failed(Throwable failure, String what) {
    say(failure, name + " (" + what + ")");
  }

  private synchronized void say(Throwable failure, String who) {
    long now = nanos.getAsLong();
    boolean passing =
        failure instanceof RuntimeException runtime && DatabaseFailures.passing(runtime);
    String words = innermost(failure);
    String what = passing ? "" : failure.getClass().getName() + ": " + words;
    boolean first = tries == 0 || now - last > REMINDER.toNanos();
    if (first) {
      tries = 0;
      began = now;
    }
    tries++;
    last = now;
    if (first || !what.equals(fault)) {
      said = now;
      fault = what;
      if (passing) {
        log.warn("{}: no answer from the database, {} ({})", who, meanwhile, words);
      } else {
        log.error("{} failed; {}", who, meanwhile, failure);
      }
    } else if (now - said >= REMINDER.toNanos()) {
      said = now;
      log.warn(
          "{}: still failing after {} and {} tries ({})",
          name,
          Moments.words(Duration.ofNanos(now - began)),
          tries,
          words);
    }
    failing = true;
  }

  /// A try went well. Cheap when the last one did, too.
  public void worked() {
    if (failing && (quiet == 0 || nanos.getAsLong() - last >= quiet)) {
      over();
    }
  }

  private synchronized void over() {
    long now = nanos.getAsLong();
    if (quiet > 0 && now - last < quiet) {
      return; // another thread has failed in between
    }
    if (tries > 0) {
      log.info(
          "{} goes on; {} {} failed in {}",
          name,
          tries,
          tries == 1 ? "try" : "tries",
          Moments.words(Duration.ofNanos(Math.max(0, (quiet > 0 ? last : now) - began))));
    }
    ends();
  }

  /// It ends, and there will be no other try.
  ///
  /// @return tries that have failed since the last one that went well; whoever ends many parts says so for all of them
  public synchronized int ends() {
    int failed = tries;
    tries = 0;
    fault = "";
    failing = false;
    return failed;
  }

  /// The first line of what is at the bottom of it; the layers above only say that something below them failed.
  private static String innermost(Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; depth < 20; depth++) {
      Throwable below = at.getCause();
      if (below == null) {
        break;
      }
      at = below;
    }
    String message = at.getMessage();
    return message == null
        ? at.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
