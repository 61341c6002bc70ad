package dev.muster.signal.drop;

import dev.muster.signal.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks through the folders of all integrations. For one thread.
final class DropTaker {
  private static final Logger LOG = LoggerFactory.getLogger(DropTaker.class);

  /// Each is looked at every second.
  private static final int FOLDERS_MOST = 10_000;

  /// What a look found.
  ///
  /// @param folders of integrations
  /// @param strangers folders that no integration has
  /// @param waiting files that are to be gone on with
  /// @param faults how many things are wrong
  /// @param fault one of them, for people; null when nothing is wrong
  record Look(int folders, int strangers, int waiting, int faults, @Nullable String fault) {}

  private final Path root;
  private final DropSettings settings;
  private final DropIntake intake;
  private final Routes routes;
  private final InstantSource clock;
  private final Map<Path, DropBox> boxes = new HashMap<>();
  private volatile boolean stopping;

  DropTaker(
      Path root, DropSettings settings, DropIntake intake, Routes routes, InstantSource clock) {
    this.root = root;
    this.settings = settings;
    this.intake = intake;
    this.routes = routes;
    this.clock = clock;
  }

  /// Ends the look that runs, after the events at hand. May be called by any thread.
  void stop() {
    stopping = true;
  }

  /// Looks through all folders once.
  Look look() {
    if (!Files.isDirectory(root)) {
      return new Look(0, 0, 0, 1, "the folder " + root + " is not there; is the share mounted?");
    }
    List<Path> folders;
    try {
      folders = DropBox.list(root, FOLDERS_MOST);
    } catch (IOException | RuntimeException failure) {
      return new Look(0, 0, 0, 1, failed(root, failure));
    }
    int strangers = 0;
    int waiting = 0;
    int faults = 0;
    String first = null;
    Set<Path> known = new HashSet<>();
    for (Path folder : folders) {
      String key = folder.getFileName().toString();
      if (stopping || key.startsWith(".") || !DropBox.isFolder(folder)) {
        continue;
      }
      Optional<Routes.Route> route = routes.route(key, clock.instant());
      if (route.isEmpty()) {
        strangers++;
        continue;
      }
      known.add(folder);
      DropBox box =
          boxes.computeIfAbsent(
              folder, _ -> new DropBox(folder, settings, intake, clock, () -> stopping));
      String fault;
      try {
        fault = box.look(new DropIntake.Sender(key, route.get().integrationId()));
      } catch (IOException | RuntimeException failure) {
        fault = failed(folder, failure);
      }
      waiting += box.isWaiting() ? 1 : 0;
      faults += fault == null ? 0 : 1;
      first = first == null ? fault : first;
    }
    if (!stopping) {
      boxes.keySet().retainAll(known);
    }
    if (folders.size() == FOLDERS_MOST) {
      faults++;
      first =
          "%s holds more than %,d folders; not all are looked through"
              .formatted(root, FOLDERS_MOST - 1);
    }
    return new Look(known.size(), strangers, waiting, faults, first);
  }

  private static String failed(Path folder, Exception failure) {
    LOG.debug("file drop: {}", folder, failure);
    return "%s cannot be looked through: %s".formatted(folder, DropBox.why(failure));
  }
}
