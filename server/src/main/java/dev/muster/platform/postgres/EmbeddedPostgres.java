package dev.muster.platform.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server that lives as long as this object and keeps its data in one folder:
///
/// ```
/// lock         held while a Muster uses the folder; says which process
/// password     of the database user, readable by the owner of the folder alone
/// cluster      PostgreSQL's own data folder
/// cluster.tmp  a cluster in the making; renamed when it is whole, thrown away when found
/// server.log   what the server says about its own life
/// ```
///
/// Nothing acknowledged is lost when this process or the server is killed: the server writes
/// through to the disk, and a small shell that waits on a pipe from this process stops the server
/// when the pipe breaks. The next [start][#start] on the folder recovers.
///
/// The server listens on the loopback address alone, under a free port, without a Unix socket. The
/// application's user may create databases but is no superuser; the superuser cannot sign in.
///
/// Instances are safe for use by several threads.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "muster";
  private static final String DATABASE = "muster";
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration RESTART_PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration RESTART_PAUSE_MAX = Duration.ofSeconds(30);
  private static final int START_ATTEMPTS = 8;
  private static final long LOG_MAX_BYTES = 1 << 20;

  /// Below this /dev/shm is too small for parallel queries (containers often have 64 MiB).
  private static final long SHARED_MEMORY_MIN_BYTES = 256L << 20;

  /// `$1` is the folder to stand in, the rest the server's command. The server is a child of the
  /// shell, so its number cannot be taken by another process while the shell waits for it. Jobs of a
  /// shell without job control start with SIGINT ignored until the server has installed its own
  /// handler, hence the repetition.
  private static final String WATCHDOG =
      """
      cd "$1" || exit 111
      shift
      exec 3<&0 </dev/null
      "$@" 3<&- &
      server=$!
      (
        read -r word <&3
        tries=0
        while kill -INT "$server" 2>/dev/null; do
          tries=$((tries + 1))
          [ "$tries" -lt 300 ] || kill -QUIT "$server"
          sleep 1
        done
      ) 3<&3 >/dev/null 2>&1 &
      watcher=$!
      exec 3<&-
      code=0
      wait "$server" || code=$?
      kill "$watcher" 2>/dev/null
      exit "$code"
      """;

  private final Launch launch;
  private final int port;
  private final String password;
  private volatile Process process;
  private boolean closed;

  private EmbeddedPostgres(Launch launch, Process process, int port, String password) {
    this.launch = launch;
    this.process = process;
    this.port = port;
    this.password = password;
    Thread.ofPlatform().name("postgres-watch").daemon().start(this::watch);
  }

  /// How the server is run.
  ///
  /// @param binaries folder for the unpacked programs, shared by all instances; null takes the
  ///     usual cache folder of this user
  /// @param durable false lets the operating system write when it likes: for tests, whose data
  ///     nobody misses
  /// @param patience how long to wait for start, recovery after a crash and stop
  /// @param settings further PostgreSQL settings by name; they win over the built-in ones
  public record Options(
      @Nullable Path binaries, boolean durable, Duration patience, Map<String, String> settings) {
    /// Copies the map.
    public Options {
      settings = Map.copyOf(settings);
    }

    /// What a production server runs with.
    public static Options standard() {
      return new Options(null, true, Duration.ofMinutes(5), Map.of());
    }

    /// Quick and forgetful, for tests only.
    public static Options forgetful() {
      return new Options(
          null,
          false,
          Duration.ofMinutes(2),
          Map.of("max_connections", "300", "shared_buffers", "128MB"));
    }

    /// The same with one more PostgreSQL setting.
    public Options with(String setting, String value) {
      var more = new LinkedHashMap<>(settings);
      more.put(setting, value);
      return new Options(binaries, durable, patience, more);
    }
  }

  /// Starts the server on the folder, which is created when missing. Blocks until the server takes
  /// connections; never call it in a static initialiser or on a virtual thread.
  ///
  /// @throws PostgresStartException with a message for people, e.g. when another Muster uses the
  ///     folder
  public static EmbeddedPostgres start(Path dataDir, Options options) {
    return start(dataDir, options, null);
  }

  static EmbeddedPostgres start(Path dataDir, Options options, @Nullable Identity as) {
    var folder = Folder.claim(dataDir);
    boolean up = false;
    try {
      var deadline = Deadline.in(options.patience());
      var binaries =
          PostgresBinaries.unpackInto(
              options.binaries() != null ? options.binaries() : usualCache(folder.root()));
      var identity = as != null ? as : Identity.choose(folder.root(), folder.cluster());
      var launch = new Launch(folder, binaries, identity, options, deadline);
      launch.stopLeftover();
      var password = launch.create();
      var server = launch.run(password);
      up = true;
      return server;
    } catch (IOException e) {
      throw new PostgresStartException(
          "The embedded PostgreSQL in " + folder.root() + " could not be started: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresStartException("Interrupted while PostgreSQL started", e);
    } finally {
      if (!up) {
        folder.release();
      }
    }
  }

  /// Address of the application's database.
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /// Address of another database on this server.
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /// Name of the database user.
  public String user() {
    return USER;
  }

  /// Password of the database user.
  public String password() {
    return password;
  }

  /// The TCP port on the loopback address; another one after each start.
  public int port() {
    return port;
  }

  /// Whether the server runs at this moment. One that died by itself is being started again.
  public boolean isRunning() {
    return process.isAlive();
  }

  /// Stops the server: open transactions are rolled back, everything else is written. Asking twice
  /// is fine.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop(process, launch.options().patience());
    } finally {
      launch.folder().release();
    }
  }

  /// A server that somebody killed (or the system, when memory ran out) comes back under the same
  /// address; it recovers what was committed, and the pools above connect anew.
  private void watch() {
    try {
      var pause = RESTART_PAUSE_MIN;
      while (true) {
        int code = process.waitFor();
        synchronized (this) {
          if (closed) {
            return;
          }
          LOG.error(
              "PostgreSQL in {} ended by itself (exit code {}); starting it again",
              launch.folder().root(),
              code);
          try {
            launch.again().restart(this);
            pause = RESTART_PAUSE_MIN;
            continue;
          } catch (IOException | PostgresStartException e) {
            LOG.error("That did not work; trying again in {} s", pause.toSeconds(), e);
          }
        }
        Thread.sleep(pause);
        pause =
            pause.multipliedBy(2).compareTo(RESTART_PAUSE_MAX) < 0
                ? pause.multipliedBy(2)
                : RESTART_PAUSE_MAX;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Breaking the pipe wakes the watchdog. Process.destroy would not do: SIGTERM asks PostgreSQL to
  /// wait until all clients have left.
  private static void stop(Process process, Duration patience) {
    boolean interrupted = false;
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The pipe is broken already: the watchdog knows.
    }
    var deadline = Deadline.in(patience);
    while (process.isAlive() && !deadline.passed()) {
      try {
        process.waitFor(200, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        // A stop half done would leave recovery to the next start; finish, then tell.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// /var/cache for root, since the server's user must reach the programs; else below the home
  /// folder, and beside the data where there is no home.
  private static Path usualCache(Path root) throws IOException {
    if (Identity.currentUid(root) == 0) {
      return Path.of("/var/cache/muster");
    }
    var cache = System.getenv("XDG_CACHE_HOME");
    if (cache != null && cache.startsWith("/")) {
      return Path.of(cache, "muster");
    }
    var home = Path.of(System.getProperty("user.home", ""));
    if (home.isAbsolute() && Files.isWritable(home)) {
      return home.resolve(".cache").resolve("muster");
    }
    return root.resolve("programs");
  }

  /// One start, step by step.
  private record Launch(
      Folder folder,
      PostgresBinaries binaries,
      Identity identity,
      Options options,
      Deadline deadline) {

    /// A server that outlived its Muster (both the process and its watchdog were killed, or it is
    /// still busy stopping) has to go first.
    void stopLeftover() throws IOException, InterruptedException {
      var cluster = folder.cluster();
      for (var leftover = Leftover.find(cluster);
          leftover != null;
          leftover = Leftover.find(cluster)) {
        if (deadline.passed()) {
          throw new PostgresStartException(
              "An earlier PostgreSQL server (process %d) still works on %s and does not stop. Look at %s, then end it with: kill -QUIT %d"
                  .formatted(
                      leftover.pid(),
                      cluster,
                      folder.root().resolve("server.log"),
                      leftover.pid()));
        }
        if (leftover.isServer()) {
          quietly(List.of("kill", "-INT", Long.toString(leftover.pid())));
        }
        Thread.sleep(100);
      }
      Leftover.forgetDeadServer(cluster);
    }

    /// Makes the cluster unless it is there; answers the password of the database user.
    String create() throws IOException, InterruptedException {
      var secret = folder.root().resolve("password");
      var unfinished = folder.root().resolve("cluster.tmp");
      Folders.delete(unfinished);
      var cluster = folder.cluster();
      if (Files.isDirectory(cluster)) {
        checkVersion(cluster);
        hand(cluster);
        try {
          return Files.readString(secret).strip();
        } catch (NoSuchFileException e) {
          throw new PostgresStartException(
              "%s is missing, without it nobody can sign in to the database in %s. Restore both from the same backup."
                  .formatted(secret, cluster),
              e);
        }
      }
      var password = newPassword();
      write(secret, password + "\n");
      Files.createDirectory(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      hand(unfinished);
      var initdb = new ArrayList<String>();
      initdb.add(binaries.program("initdb"));
      initdb.addAll(List.of("-D", place(unfinished), "-U", "postgres", "--encoding=UTF8"));
      // Sorting by code point, the same on every machine and after every update of the C library.
      initdb.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
      initdb.addAll(List.of("--auth=reject", "--data-checksums", "--no-instructions"));
      if (!options.durable()) {
        initdb.add("--no-sync");
      }
      step(unfinished, initdb, "");
      // Over the network nobody but the application's user gets in, so the superuser never acts
      // again after this.
      step(
          unfinished,
          List.of(
              binaries.program("postgres"),
              "--single",
              "-D",
              place(unfinished),
              "-c",
              "fsync=" + (options.durable() ? "on" : "off"),
              "postgres"),
          """
          create role %1$s login createdb password '%3$s'
          create database %2$s owner %1$s
          """
              .formatted(USER, DATABASE, password));
      Files.writeString(
          unfinished.resolve("pg_hba.conf"),
          "host all " + USER + " 127.0.0.1/32 scram-sha-256\n",
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
      Folders.sync(folder.root());
      return password;
    }

    private void checkVersion(Path cluster) throws IOException {
      var version = Files.readString(cluster.resolve("PG_VERSION")).strip();
      if (!version.equals(PostgresBinaries.MAJOR)) {
        throw new PostgresStartException(
            "%s was made by PostgreSQL %s, this Muster carries %s. Start the Muster that made it, export the data, and import it into a new folder."
                .formatted(cluster, version, PostgresBinaries.MAJOR));
      }
    }

    /// The cluster belongs to whom the server runs as.
    private void hand(Path cluster) throws IOException {
      switch (identity) {
        case Identity.Same() -> {
          int owner = Folders.owner(cluster);
          if (owner != Identity.currentUid(folder.root())) {
            throw new PostgresStartException(
                "%s belongs to the user with number %d, so this user cannot run a database in it. Start Muster as that user (or as root), or give it away as root: chown -R %s %s"
                    .formatted(cluster, owner, System.getProperty("user.name"), folder.root()));
          }
        }
        case Identity.Lower(var name, var uid, var gid) -> {
          if (Folders.owner(cluster) != uid) {
            Folders.give(cluster, uid, gid);
          }
        }
        case Identity.Namespace() -> {
          if (Folders.owner(cluster) != 0) {
            Folders.give(cluster, 0, 0);
          }
        }
      }
    }

    /// How the server's user names the cluster. Below a folder that is closed to him (root's home)
    /// no path of names leads there; the folder he was put into by root does.
    private String place(Path cluster) throws IOException {
      if (identity instanceof Identity.Lower(var name, var uid, var gid)
          && !reachable(cluster, uid, gid)) {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
          throw new PostgresStartException(
              "The user %s, as whom PostgreSQL runs, cannot reach %s: a folder above it is closed to others. Choose another data folder."
                  .formatted(name, cluster));
        }
        return "/proc/self/cwd";
      }
      return cluster.toString();
    }

    private static boolean reachable(Path cluster, int uid, int gid) throws IOException {
      for (var above = cluster.getParent(); above != null; above = above.getParent()) {
        int mode = (Integer) Files.getAttribute(above, "unix:mode");
        int bit =
            Folders.owner(above) == uid
                ? 0100
                : ((Integer) Files.getAttribute(above, "unix:gid")) == gid ? 0010 : 0001;
        if ((mode & bit) == 0) {
          return false;
        }
      }
      return true;
    }

    /// The same launch with all its time before it.
    Launch again() {
      return new Launch(folder, binaries, identity, options, Deadline.in(options.patience()));
    }

    EmbeddedPostgres run(String password) throws IOException, InterruptedException {
      var up = run(0);
      return new EmbeddedPostgres(this, up.process(), up.port(), password);
    }

    /// Starts the server again under the address that everybody knows.
    void restart(EmbeddedPostgres dead) throws IOException, InterruptedException {
      stopLeftover();
      dead.process = run(dead.port).process();
    }

    private record Up(Process process, int port) {}

    /// @param wanted the port, 0 for any
    private Up run(int wanted) throws IOException, InterruptedException {
      var log = folder.root().resolve("server.log");
      if (Files.exists(log) && Files.size(log) > LOG_MAX_BYTES) {
        Files.move(log, folder.root().resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      for (int attempt = 1; ; attempt++) {
        long before = Files.exists(log) ? Files.size(log) : 0;
        int port = wanted == 0 ? freePort() : wanted;
        var dead = pidFile();
        var process = launch(port, log);
        if (becomesReady(process, dead)) {
          return new Up(process, port);
        }
        var said = tail(log, before);
        if (process.isAlive()) {
          stop(process, Duration.ofSeconds(10));
          throw new PostgresStartException(
              "PostgreSQL in %s was not ready after %s. It said:%n%s"
                  .formatted(folder.root(), options.patience(), said));
        }
        boolean again =
            // Somebody took the port between our look and the server's.
            said.contains("could not bind")
                // Children of a killed server take a moment to notice.
                || said.contains("pre-existing shared memory block");
        if (!again || attempt == START_ATTEMPTS) {
          throw new PostgresStartException(
              "PostgreSQL could not start in %s (exit code %d). It said:%n%s"
                  .formatted(folder.root(), process.exitValue(), said));
        }
        Thread.sleep(100L * attempt);
      }
    }

    private Process launch(int port, Path log) throws IOException {
      var cluster = folder.cluster();
      var command = new ArrayList<String>();
      command.add(binaries.program("postgres"));
      command.addAll(List.of("-D", place(cluster)));
      settings(port).forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
      var all = new ArrayList<String>();
      // A session of its own: Ctrl-C at the terminal reaches Muster alone, which then stops the
      // server as its last act.
      if (Identity.onPath("setsid").isPresent()) {
        all.add("setsid");
      }
      var script = all.isEmpty() ? "set -m\n" + WATCHDOG : WATCHDOG;
      // The shell enters the folder before the identity changes: afterwards it may be closed.
      all.addAll(List.of("sh", "-c", script, "muster-postgres", cluster.toString()));
      all.addAll(identity.wrap(command));
      var builder = new ProcessBuilder(all);
      clean(builder.environment());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return builder.start();
    }

    private Map<String, String> settings(int port) throws IOException {
      var settings = new LinkedHashMap<String, String>();
      settings.put("listen_addresses", "127.0.0.1");
      settings.put("unix_socket_directories", "");
      settings.put("port", Integer.toString(port));
      settings.put("max_connections", "60");
      settings.put("shared_buffers", "256MB");
      settings.put("effective_cache_size", "1GB");
      settings.put("work_mem", "16MB");
      settings.put("maintenance_work_mem", "128MB");
      settings.put("min_wal_size", "256MB");
      settings.put("max_wal_size", "2GB");
      settings.put("wal_compression", "pglz");
      settings.put("random_page_cost", "1.1");
      // Our statements are short; compiling them costs more than it gains.
      settings.put("jit", "off");
      settings.put("timezone", "UTC");
      settings.put("log_timezone", "UTC");
      // Start, stop, crashes. Failing statements are reported by those who sent them.
      settings.put("log_min_messages", "log");
      settings.put("log_checkpoints", "off");
      // Whoever is connected shall see by the time of the start that something may be lost.
      settings.put("restart_after_crash", "off");
      settings.put("fsync", options.durable() ? "on" : "off");
      settings.put("synchronous_commit", options.durable() ? "on" : "off");
      settings.put("full_page_writes", options.durable() ? "on" : "off");
      if (sharedMemoryIsSmall()) {
        settings.put("dynamic_shared_memory_type", "mmap");
      }
      settings.putAll(options.settings());
      return settings;
    }

    private static boolean sharedMemoryIsSmall() throws IOException {
      var shm = Path.of("/dev/shm");
      return Files.isDirectory(Path.of("/proc/self"))
          && (!Files.isDirectory(shm)
              || Files.getFileStore(shm).getTotalSpace() < SHARED_MEMORY_MIN_BYTES);
    }

    /// The server writes its state as the eighth line of its pid file; that is also how pg_ctl
    /// waits. A killed server leaves its own file, which says ready for ever; the first three lines
    /// (process, folder, time of start) tell them apart.
    private boolean becomesReady(Process process, List<String> dead)
        throws IOException, InterruptedException {
      while (!deadline.passed() && process.isAlive()) {
        var lines = pidFile();
        if (lines.size() >= 8
            && lines.get(7).strip().equals("ready")
            && (dead.size() < 3 || !lines.subList(0, 3).equals(dead.subList(0, 3)))) {
          return true;
        }
        process.waitFor(10, TimeUnit.MILLISECONDS);
      }
      return false;
    }

    private List<String> pidFile() throws IOException {
      try {
        return Files.readAllLines(
            folder.cluster().resolve("postmaster.pid"), StandardCharsets.UTF_8);
      } catch (NoSuchFileException e) {
        return List.of();
      }
    }

    /// Runs one program to its end in the unfinished cluster.
    private void step(Path in, List<String> command, String input)
        throws IOException, InterruptedException {
      var builder = new ProcessBuilder(identity.wrap(command));
      builder.directory(in.toFile());
      clean(builder.environment());
      builder.redirectErrorStream(true);
      var said = Files.createTempFile(folder.root(), "step", ".log");
      try {
        builder.redirectOutput(said.toFile());
        var process = builder.start();
        try (OutputStream out = process.getOutputStream()) {
          out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // It ended without reading; its exit code and words say why.
        }
        if (!process.waitFor(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new PostgresStartException(
              "Creating the database in " + in + " took longer than " + options.patience());
        }
        var words = Files.readString(said);
        // Single-user mode reports a failing statement and still ends with 0.
        if (process.exitValue() != 0 || words.contains("ERROR:") || words.contains("FATAL:")) {
          throw new PostgresStartException(
              "The database in %s could not be created (%s, exit code %d). It said:%n%s%s"
                  .formatted(
                      folder.root(),
                      Path.of(command.getFirst()).getFileName(),
                      process.exitValue(),
                      words.strip(),
                      hint(words)));
        }
      } finally {
        Files.deleteIfExists(said);
      }
    }

    private static String hint(String words) {
      if (words.contains("could not look up effective user ID")) {
        return System.lineSeparator()
            + "PostgreSQL needs an account with a name: add this user to /etc/passwd, or give the"
            + " address of a database by MUSTER_DATABASE_URL.";
      }
      return "";
    }

    /// Locale and PG variables of whoever started Muster would change the server's behaviour.
    private static void clean(Map<String, String> environment) {
      environment
          .keySet()
          .removeIf(name ->
              name.startsWith("PG")
                  || name.startsWith("LC_")
                  || name.equals("LANG")
                  || name.equals("LANGUAGE")
                  || name.startsWith("LD_")
                  || name.startsWith("MUSTER_"));
      environment.put("LC_ALL", "C");
    }

    private static int freePort() throws IOException {
      try (var socket =
          new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
        return socket.getLocalPort();
      }
    }

    private static String newPassword() {
      var bytes = new byte[24];
      new SecureRandom().nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }

    private void write(Path file, String text) throws IOException {
      var attempt = folder.root().resolve(file.getFileName() + ".tmp");
      Files.deleteIfExists(attempt);
      Files.createFile(
          attempt,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(attempt, text, StandardOpenOption.SYNC, StandardOpenOption.WRITE);
      Files.move(
          attempt, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void quietly(List<String> command) throws IOException, InterruptedException {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }

    private static String tail(Path log, long from) throws IOException {
      try (InputStream in = Files.newInputStream(log)) {
        in.skipNBytes(Math.min(from, Files.size(log)));
        var words = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        return words.length() > 4_000 ? words.substring(words.length() - 4_000) : words;
      }
    }
  }

  /// A point in time measured on the clock that nobody sets.
  private record Deadline(long nanos) {
    static Deadline in(Duration patience) {
      return new Deadline(System.nanoTime() + patience.toNanos());
    }

    boolean passed() {
      return System.nanoTime() - nanos >= 0;
    }

    Duration left() {
      return Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
    }
  }
}
