package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher on machines that we make up: a PATH with a few basic programs, and folders with
/// what looks like JDKs. Nothing is built or started.
class LauncherTest {
  private static final List<String> BASIC_PROGRAMS =
      List.of(
          "sh",
          "sed",
          "head",
          "awk",
          "sort",
          "find",
          "dirname",
          "basename",
          "readlink",
          "cat",
          "id",
          "env",
          "tr",
          "cksum",
          "grep",
          "mkdir",
          "rm",
          "touch",
          "sleep");

  @TempDir private Path machine;
  private Path bin;
  private Path jvms;

  private record Answer(int code, String out, String err) {}

  @BeforeEach
  void makeMachine() throws IOException {
    bin = Files.createDirectories(machine.resolve("bin"));
    jvms = Files.createDirectories(machine.resolve("jvm"));
    for (var name : BASIC_PROGRAMS) {
      for (var folder : List.of("/usr/bin", "/bin")) {
        var program = Path.of(folder, name);
        if (Files.isExecutable(program) && !Files.exists(bin.resolve(name))) {
          program(bin.resolve(name), "exec " + program + " \"$@\"");
        }
      }
    }
  }

  @Test
  void an_old_java_on_the_path_does_not_hide_a_new_one_in_the_usual_folder() throws Exception {
    var old = jdk("jdk-17", "17.0.15");
    onPath("javac", old);
    var good = jdk("jdk-25", "25.0.3");
    var answer = launcher(List.of(), "version");
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("JDK 25 in " + good);
  }

  @Test
  void java_home_goes_before_the_usual_folders_if_it_fits() throws Exception {
    jdk("jdk-25", "25.0.3");
    var mine = jdk("mine/jdk-26", "26");
    assertThat(launcher(List.of("JAVA_HOME=" + mine), "version").out())
        .contains("JDK 26 in " + mine);
    var old = jdk("old/jdk-8", "1.8.0_402");
    assertThat(launcher(List.of("JAVA_HOME=" + old), "version").out())
        .contains("JDK 25 in " + jvms.resolve("jdk-25"));
  }

  @Test
  void a_named_home_wins_and_a_wrong_one_is_mentioned() throws Exception {
    var good = jdk("jdk-25", "25.0.3");
    var named = jdk("named/with a space", "27-ea");
    assertThat(launcher(List.of("MUSTER_JAVA_HOME=" + named), "version").out())
        .contains("JDK 27 in " + named);
    var answer = launcher(List.of("MUSTER_JAVA_HOME=/nowhere"), "test");
    assertThat(answer.err()).contains("MUSTER_JAVA_HOME is /nowhere", "using " + good);
  }

  @Test
  void without_a_fitting_jdk_it_says_what_it_found_and_how_to_get_one() throws Exception {
    var old = jdk("jdk-17", "17.0.15");
    onPath("javac", old);
    var jre = jdk("jre-25", "25.0.3");
    Files.delete(jre.resolve("bin/javac"));
    var answer = launcher(List.of(), "test");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .contains(
            "JDK 25 or newer is needed",
            old + " (version 17)",
            jre + " (version 25, but without a compiler",
            "apt-get install",
            "MUSTER_JAVA_HOME");
  }

  @Test
  void on_an_empty_machine_it_says_so() throws Exception {
    var answer = launcher(List.of(), "test");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("None was found");
    assertThat(launcher(List.of(), "version").out()).contains("no JDK 25");
  }

  @Test
  void a_missing_or_old_maven_is_named() throws Exception {
    jdk("jdk-25", "25.0.3");
    assertThat(launcher(List.of(), "test").err())
        .contains("no mvn on the PATH", "apt-get install maven");
    program(bin.resolve("mvn"), "echo 'Apache Maven 3.6.2 (x)'");
    assertThat(launcher(List.of(), "test").err()).contains("this is 3.6.2");
  }

  @Test
  void tests_need_node_and_a_browser_and_an_ordinary_user_is_told() throws Exception {
    jdk("jdk-25", "25.0.3");
    program(bin.resolve("mvn"), "echo 'Apache Maven 3.8.7'");
    program(bin.resolve("node"), "echo v18.19.0");
    program(bin.resolve("npm"), "echo 9");
    program(bin.resolve("apt-get"), "exit 9");
    program(bin.resolve("apt-cache"), "exit 0");
    program(bin.resolve("id"), "echo 1000");
    var answer = launcher(List.of(), "test");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .contains("apt-get install --no-install-recommends nodejs npm chromium");
  }

  @Test
  void tests_run_maven_on_the_jdk_that_was_found() throws Exception {
    var good = jdk("jdk-25", "25.0.3");
    program(
        bin.resolve("mvn"),
        """
        case "$*" in
          *-version*) echo 'Apache Maven 3.9.11 (x)' ;;
          *) echo "maven: $* on $JAVA_HOME with $MAVEN_OPTS" ;;
        esac
        """);
    for (var name : List.of("chromium", "npm", "apt-get", "apt-cache")) {
      program(bin.resolve(name), "exit 0");
    }
    program(bin.resolve("node"), "echo v20.20.2");
    var answer = launcher(List.of(), "test", "-Dtest=OneTest");
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out())
        .contains("verify -Dtest=OneTest on " + good + " with --enable-native-access");
  }

  @Test
  void what_is_built_is_not_built_again_and_one_command_builds_at_a_time() throws Exception {
    jdk("jdk-25", "25.0.3");
    Path project = project();
    program(
        bin.resolve("mvn"),
        """
        case "$*" in
          *-version*) echo 'Apache Maven 3.9.11 (x)' ;;
          *) mkdir -p bench/target; echo '%s' >bench/target/class-path; echo built >>builds ;;
        esac
        """
            .formatted(project.resolve("pom.xml")));
    Path lock = project.resolve("target/building.lock");
    String run = "sh " + project.resolve("muster") + " bench nap";
    assertThat(shell(run).code()).isZero();
    assertThat(shell(run).code()).isZero();
    assertThat(builds(project)).isOne();
    assertThat(lock).as("given back").doesNotExist();

    Files.delete(project.resolve("bench/target/built"));
    Files.createDirectories(lock);
    Files.writeString(lock.resolve("pid"), "99999999");
    assertThat(shell(run).err()).as("of a build that was killed").doesNotContain("waiting");
    assertThat(builds(project)).isEqualTo(2);

    Files.delete(project.resolve("bench/target/built"));
    Files.createDirectories(lock);
    Files.writeString(lock.resolve("pid"), String.valueOf(ProcessHandle.current().pid()));
    Path said = machine.resolve("said");
    var waiting = process(List.of("/bin/sh", "-c", run + " 2>" + said), List.of()).start();
    while (!Files.exists(said) || !Files.readString(said).contains("waiting for it")) {
      assertThat(waiting.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(builds(project)).isEqualTo(2);
    Files.createFile(project.resolve("bench/target/built"));
    Files.delete(lock.resolve("pid"));
    Files.delete(lock);
    assertThat(waiting.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(waiting.exitValue()).isZero();
    assertThat(builds(project)).as("the other one had built it").isEqualTo(2);
  }

  private static long builds(Path project) throws IOException {
    return Files.readAllLines(project.resolve("builds")).size();
  }

  /// The launcher with what it takes for sources, all older than any build.
  private Path project() throws IOException {
    Path project = machine.resolve("project");
    for (var file :
        List.of(
            "muster",
            "pom.xml",
            "server/pom.xml",
            "server/src/main/A.java",
            "ui/pom.xml",
            "ui/index.html",
            "ui/dist/index.html",
            "bench/pom.xml",
            "bench/src/main/java/dev/muster/bench/NapBench.java")) {
      Path place = project.resolve(file);
      Files.createDirectories(place.getParent());
      Files.writeString(place, file);
    }
    Files.writeString(project.resolve("muster"), Files.readString(Path.of("..", "muster")));
    try (var all = Files.walk(project)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.setLastModifiedTime(one, FileTime.from(Instant.parse("2026-03-02T08:00:00Z")));
      }
    }
    return project;
  }

  @Test
  void help_needs_nothing_and_a_wrong_command_is_refused() throws Exception {
    assertThat(launcher(List.of(), "help").out()).contains("Usage: ./muster");
    var answer = launcher(List.of(), "strat");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("no command strat");
  }

  private Path jdk(String folder, String version) throws IOException {
    var home = jvms.resolve(folder);
    if (folder.contains("/")) {
      home = machine.resolve(folder);
    }
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
    program(home.resolve("bin/javac"), "exit 0");
    program(home.resolve("bin/java"), "exit 0");
    return home;
  }

  private void onPath(String name, Path jdk) throws IOException {
    Files.createSymbolicLink(bin.resolve(name), jdk.resolve("bin").resolve(name));
  }

  private static void program(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Answer launcher(List<String> variables, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of("/bin/dash").toFile().canExecute() ? "/bin/dash" : "/bin/sh");
    command.add(Path.of("..", "muster").toRealPath().toString());
    command.addAll(List.of(arguments));
    return run(command, variables);
  }

  private Answer shell(String line) throws IOException, InterruptedException {
    return run(List.of("/bin/sh", "-c", line), List.of());
  }

  private Answer run(List<String> command, List<String> variables)
      throws IOException, InterruptedException {
    var out = machine.resolve("out.txt");
    var err = machine.resolve("err.txt");
    var process =
        process(command, variables)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private ProcessBuilder process(List<String> command, List<String> variables) {
    var builder = new ProcessBuilder(command);
    var environment = builder.environment();
    environment.clear();
    environment.put("PATH", bin.toString());
    environment.put("HOME", machine.toString());
    environment.put("MUSTER_JVM_FOLDERS", jvms.toString());
    for (var variable : variables) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return builder;
  }
}
