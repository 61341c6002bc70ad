package dev.muster.signal.mail;

import dev.muster.platform.health.HealthPart;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The port on which mails come in. One virtual thread for each conversation, and a bounded number of those.
final class SmtpDoor implements SmartLifecycle, HealthPart {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpDoor.class);

  /// Each may hold a mail's first megabyte, and some copies of it for as long as it is read.
  private static final int CONVERSATIONS_MOST = 32;

  /// One tool that goes wild leaves room for the others; mail servers talk to one house 20 times at once.
  private static final int PER_ADDRESS_MOST = 24;

  private static final int BACKLOG = 64;
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// When the house behind it is ready, as the machine port.
  private static final int PHASE = Integer.MAX_VALUE - 4_000;

  private final MailDesk desk;
  private final MailInSettings settings;
  private final InstantSource clock;
  private final @Nullable MailCertificate certificate;
  private final Counter turnedAway;
  private final Map<SmtpDialogue.LetGo, Counter> letGo = new EnumMap<>(SmtpDialogue.LetGo.class);
  private final Map<InetAddress, Integer> talking = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ServerSocket socket;
  private volatile @Nullable Instant lastMail;
  private volatile @Nullable String fault;

  SmtpDoor(MailDesk desk, MailInSettings settings, InstantSource clock, MeterRegistry meters) {
    this.desk = counted(desk, meters);
    this.settings = settings;
    this.clock = clock;
    Path chain = settings.certificate();
    Path key = settings.key();
    this.certificate =
        settings.port() < 0 || chain == null || key == null
            ? null
            : new MailCertificate(chain, key);
    for (SmtpDialogue.LetGo why : SmtpDialogue.LetGo.values()) {
      letGo.put(
          why,
          Counter.builder("muster.mail.in.let.go")
              .description("Conversations about mails that Muster has ended, by why")
              .tag("reason", why.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
    Gauge.builder("muster.mail.in.conversations", open, Set::size)
        .description("Senders of mails that are connected")
        .register(meters);
    this.turnedAway =
        Counter.builder("muster.mail.in.turned.away")
            .description(
                "Senders of mails that were told to come again because too many were there")
            .register(meters);
  }

  private MailDesk counted(MailDesk behind, MeterRegistry meters) {
    return new MailDesk() {
      @Override
      public boolean knows(String address) {
        return behind.knows(address);
      }

      @Override
      public Verdict take(Envelope envelope) {
        Verdict verdict = behind.take(envelope);
        lastMail = clock.instant();
        Counter.builder("muster.mail.in.mails")
            .description("Mails that were brought, by what was answered")
            .tag(
                "answer",
                verdict.isTaken() ? "taken" : verdict.code() / 100 == 4 ? "later" : "refused")
            .register(meters)
            .increment();
        return verdict;
      }
    };
  }

  @Override
  public String name() {
    return "mail-in";
  }

  @Override
  public State check() {
    String wrong = fault;
    if (settings.port() < 0) {
      return State.well("closed: no mails come in; muster.mail-in.port opens it");
    }
    if (port() < 0) {
      return State.well("not open on this node just now");
    }
    Instant last = lastMail;
    return State.well(
        "open on port %d, %s; %d senders are connected, %s%s"
            .formatted(
                port(),
                encryption(),
                open.size(),
                last == null
                    ? "no mail came since the start"
                    : "the last mail came at " + last.truncatedTo(ChronoUnit.SECONDS),
                wrong == null ? "" : ". Nobody can come in just now: " + wrong));
  }

  private String encryption() {
    MailCertificate shown = certificate;
    if (shown == null) {
      return "without encryption";
    }
    Instant until = shown.until();
    return until.isBefore(clock.instant())
        ? "with a certificate that ended at " + until + ", so senders may stay away"
        : "with encryption for who asks (certificate until " + until + ")";
  }

  /// The port that it listens on; -1 when it is closed.
  int port() {
    ServerSocket listening = socket;
    return listening == null ? -1 : listening.getLocalPort();
  }

  @Override
  public void start() {
    if (settings.port() < 0) {
      return;
    }
    try {
      var listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(
          settings.host().isEmpty()
              ? new InetSocketAddress(settings.port())
              : new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()),
          BACKLOG);
      socket = listening;
      Thread.ofPlatform().name("mail-in").daemon(true).start(() -> listen(listening));
      LOG.info("Mails come in on port {}", listening.getLocalPort());
    } catch (IOException taken) {
      throw new IllegalStateException(
          "The port for mails " + settings.port() + " cannot be opened: " + taken.getMessage(),
          taken);
    }
  }

  private void listen(ServerSocket listening) {
    boolean failing = false;
    while (!listening.isClosed()) {
      try {
        Socket caller = listening.accept();
        if (open.size() >= CONVERSATIONS_MOST || !comes(caller.getInetAddress())) {
          turnedAway.increment();
          turnAway(caller);
          continue;
        }
        open.add(caller);
        Thread.ofVirtual().name("mail-in-talk").start(() -> hold(caller));
        failing = false;
        fault = null;
      } catch (IOException failure) {
        if (!listening.isClosed()) {
          if (!failing) {
            LOG.warn("Nobody can bring mails just now: {}", failure.toString());
          }
          failing = true;
          fault = failure.toString();
          LockSupport.parkNanos(
              PAUSE.toNanos()); // out of sockets or files: asking at once costs a core
        }
      } catch (RuntimeException failure) {
        LOG.error("a sender of mails was lost", failure);
      }
    }
  }

  private boolean comes(InetAddress address) {
    boolean[] may = {true};
    talking.compute(
        address,
        (_, now) -> {
          int there = now == null ? 0 : now;
          may[0] = there < PER_ADDRESS_MOST;
          return may[0] ? (Integer) (there + 1) : now;
        });
    return may[0];
  }

  private static void turnAway(Socket caller) throws IOException {
    try (caller) {
      caller
          .getOutputStream()
          .write(
              "421 4.7.0 Too many conversations; come again\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void hold(Socket caller) {
    try (caller) {
      var line = new SocketLine(caller, certificate);
      within(
          SmtpDialogue.LONGEST.plus(GRACE),
          caller,
          () -> {
            SmtpDialogue.LetGo why = SmtpDialogue.hold(desk, settings.domain(), clock, line);
            Counter counter = why == null ? null : letGo.get(why);
            if (counter != null) {
              counter.increment();
            }
          });
    } catch (IOException gone) {
      LOG.debug("a sender of mails is gone: {}", gone.toString());
    } catch (RuntimeException failure) {
      LOG.error("a conversation about mails failed", failure);
    } finally {
      open.remove(caller);
      talking.computeIfPresent(
          caller.getInetAddress(), (_, now) -> now > 1 ? (Integer) (now - 1) : null);
    }
  }

  /// What is done in a conversation.
  interface Talk {
    void run() throws IOException;
  }

  /// Closes a line on which something takes too long: who sends and never reads would hold it for ever, as writing knows no time limit.
  static void within(Duration most, Closeable line, Talk talk) throws IOException {
    Thread watch =
        Thread.ofVirtual()
            .name("mail-in-watch")
            .start(() -> {
              try {
                Thread.sleep(most);
                line.close();
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              } catch (IOException closing) {
                LOG.debug("mail in: {}", closing.toString());
              }
            });
    try {
      talk.run();
    } finally {
      watch.interrupt();
    }
  }

  @Override
  public void stop() {
    ServerSocket listening = socket;
    socket = null;
    try {
      if (listening != null) {
        listening.close();
      }
      for (Socket caller : open) {
        caller.close(); // whoever has not heard 250 sends it again
      }
    } catch (IOException closing) {
      LOG.debug("mail in: {}", closing.toString());
    }
  }

  @Override
  public boolean isRunning() {
    return socket != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
