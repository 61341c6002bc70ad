package dev.muster.platform.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// As whom the server runs. PostgreSQL refuses to run as root, and rightly so; when Muster itself is
/// root (a plain container, a quick try on a server) the server is started as somebody else.
sealed interface Identity {

  /// Muster is not root: the server runs as the same user.
  record Same() implements Identity {}

  /// Muster is root: `setpriv` steps down to this user, who owns the data on disk.
  record Lower(String name, int uid, int gid) implements Identity {}

  /// Muster is root and there is no `setpriv`: a user namespace in which we are nobody. On disk the
  /// data belongs to root. Containers often forbid this.
  record Namespace() implements Identity {}

  /// Puts the words that change the identity before a command.
  default List<String> wrap(List<String> command) {
    var words = new ArrayList<String>();
    switch (this) {
      case Same() -> {}
      case Lower(var name, var uid, var gid) ->
          words.addAll(
              List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"));
      case Namespace() -> words.addAll(List.of("unshare", "-U", "--"));
    }
    words.addAll(command);
    return List.copyOf(words);
  }

  /// Finds the identity for a cluster in `folder`. An existing cluster keeps its owner.
  static Identity choose(Path folder, Path cluster) {
    try {
      if (currentUid(folder) != 0) {
        return new Same();
      }
      if (onPath("setpriv").isEmpty()) {
        if (onPath("unshare").isPresent()) {
          return new Namespace();
        }
        throw new PostgresStartException(
            "PostgreSQL does not run as root, and neither setpriv nor unshare (package util-linux) is here to step down. Start Muster as an ordinary user who owns "
                + folder
                + ", or install util-linux.");
      }
      var accounts = accounts();
      if (Files.isDirectory(cluster)) {
        int owner = Folders.owner(cluster);
        for (var account : accounts) {
          if (account.uid() == owner && owner != 0) {
            return account;
          }
        }
      }
      // initdb insists on an account that has a name. One made for a database is better than
      // nobody, whom other daemons may share.
      for (var wanted : List.of("muster", "postgres", "nobody", "daemon")) {
        for (var account : accounts) {
          if (account.name().equals(wanted) && account.uid() != 0) {
            return account;
          }
        }
      }
      throw new PostgresStartException(
          "PostgreSQL does not run as root, and /etc/passwd has no account muster, postgres or nobody to run it as. Create one: useradd --system muster");
    } catch (IOException e) {
      throw new PostgresStartException("Cannot find out as whom PostgreSQL shall run: " + e, e);
    }
  }

  /// The user this process acts as. The JDK has no call for it; a file of our own tells.
  static int currentUid(Path folder) throws IOException {
    var probe = Files.createTempFile(folder, ".who", "");
    try {
      return Folders.owner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static List<Lower> accounts() throws IOException {
    var found = new ArrayList<Lower>();
    for (var line : Files.readAllLines(Path.of("/etc/passwd"))) {
      var parts = line.split(":", -1);
      if (parts.length >= 4 && parts[2].matches("\\d{1,9}") && parts[3].matches("\\d{1,9}")) {
        found.add(new Lower(parts[0], Integer.parseInt(parts[2]), Integer.parseInt(parts[3])));
      }
    }
    return found;
  }

  static Optional<Path> onPath(String program) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    for (var folder : path.split(":", -1)) {
      var candidate = Path.of(folder.isEmpty() ? "." : folder, program);
      if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
