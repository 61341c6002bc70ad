package dev.muster.correlate.engine;

import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.ChangeSighting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Changes made and work announced, by the thing concerned.
final class Works {
  /// Alerts still come for so long after the end of announced work.
  private static final long AFTERWARDS = 10 * 60_000L;

  /// Announced work kept at a time; beyond that what ends first goes first.
  private static final int MOST = 2_000;

  private final EntityResolver resolver;
  private final long[] lastChange;
  private final List<Window> windows = new ArrayList<>();

  private record Window(long from, long until, Set<Integer> places) {}

  Works(Topology topology) {
    this.resolver = EntityResolver.of(topology);
    this.lastChange = new long[topology.size()];
    Arrays.fill(lastChange, Long.MIN_VALUE / 2);
  }

  void add(ChangeSighting change) {
    Topology topology = resolver.topology();
    String target = change.target() == null ? "" : change.target();
    Map<String, String> service = new TreeMap<>();
    if (change.service() != null) {
      service.put("service", change.service());
    }
    Resolution found = resolver.resolve(target, null, null, "", service);
    if (change.from() != null && change.until() != null) {
      var places = new HashSet<Integer>();
      if (found.entity() >= 0) {
        places.add(found.entity());
      }
      var named = new HashMap<>(change.attributes());
      named.remove("service");
      for (String value : named.values()) {
        for (String part : value.split(",", -1)) {
          Resolution each = resolver.resolve(part, null, null, "", Map.of());
          if (each.entity() >= 0 && each.exact()) {
            places.add(each.entity());
          }
        }
      }
      windows.add(
          new Window(
              change.from().toEpochMilli(), change.until().toEpochMilli() + AFTERWARDS, places));
      if (windows.size() > MOST) {
        windows.sort((a, b) -> Long.compare(a.until, b.until));
        windows.removeFirst();
      }
      return;
    }
    if (found.entity() >= 0) {
      long at = change.made().toEpochMilli();
      lastChange[found.entity()] = Math.max(lastChange[found.entity()], at);
      int owner = topology.serviceOf(found.entity());
      // a change of a part that many share is no change of each service that uses it
      if (owner >= 0) {
        lastChange[owner] = Math.max(lastChange[owner], at);
      }
    }
  }

  /// Minutes between the last change there, or of its service, and that time; 10000 when none is known.
  double minutesSinceChange(int place, int service, long at) {
    long last = Long.MIN_VALUE / 2;
    if (place >= 0 && place < lastChange.length) {
      last = lastChange[place];
    }
    if (service >= 0 && service < lastChange.length) {
      last = Math.max(last, lastChange[service]);
    }
    double minutes = (at - last) / 60_000.0;
    return Math.clamp(minutes, 0, 10_000);
  }

  /// Whether work was announced there for that time.
  boolean announced(int place, long at) {
    boolean found = false;
    for (Iterator<Window> it = windows.iterator(); it.hasNext(); ) {
      Window window = it.next();
      if (window.until < at - 24 * 3_600_000L) {
        it.remove();
      } else if (window.from <= at && at <= window.until && window.places.contains(place)) {
        found = true;
      }
    }
    return found;
  }
}
