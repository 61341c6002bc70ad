package dev.muster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What Linux knows of running processes; zeros elsewhere.
final class Machine {
  private static final Path PROC = Path.of("/proc");

  /// Linux counts in hundredths of a second, on every machine in use.
  private static final double TICKS = 100;

  private Machine() {}

  /// CPU time of a process and all below it, in seconds.
  static double cpuSeconds(long pid) {
    double all = 0;
    for (long each : family(pid)) {
      String[] fields = stat(each);
      if (fields.length > 14) {
        all += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
      }
    }
    return all;
  }

  /// CPU time of that process alone, in seconds.
  static double ownCpuSeconds(long pid) {
    String[] fields = stat(pid);
    return fields.length > 14
        ? (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS
        : 0;
  }

  /// Resident memory of that process alone, in MiB.
  static long residentMiB(long pid) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException gone) {
      return 0;
    }
    return 0;
  }

  private static Set<Long> family(long pid) {
    var family = new HashSet<Long>(Set.of(pid));
    List<long[]> parents = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        long each = Long.parseLong(entry.getFileName().toString());
        String[] fields = stat(each);
        if (fields.length > 2) {
          parents.add(new long[] {each, Long.parseLong(fields[1])});
        }
      }
    } catch (NoSuchFileException notLinux) {
      return family;
    } catch (IOException unreadable) {
      return family;
    }
    for (boolean grew = true; grew; ) {
      grew = false;
      for (long[] each : parents) {
        if (family.contains(each[1]) && family.add(each[0])) {
          grew = true;
        }
      }
    }
    return family;
  }

  /// The fields of a process behind its name, the state first.
  private static String[] stat(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/stat"));
      return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException gone) {
      return new String[0];
    }
  }
}
