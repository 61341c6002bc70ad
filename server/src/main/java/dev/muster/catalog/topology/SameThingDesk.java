package dev.muster.catalog.topology;

import dev.muster.access.AuditTrail;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides which entities count as one. What Muster finds is found anew with every change of the topology; what a person said stays
/// said. Nothing is thrown away when two become one: both keep what their sources tell of them, so that taking it back leaves each as it
/// was, and incidents, alerts and learned dependencies that name either lead to the one that counts.
final class SameThingDesk {
  private final PostgresTopology store;
  private final PostgresSameThings same;
  private final Database database;
  private final AuditTrail audit;

  SameThingDesk(
      PostgresTopology store, PostgresSameThings same, Database database, AuditTrail audit) {
    this.store = store;
    this.same = same;
    this.database = database;
    this.audit = audit;
  }

  /// What a look at all entities found.
  ///
  /// @param applied pairs that count as one from now on because they certainly are
  /// @param proposed pairs that are likely and wait for a person's word
  /// @param counted the id under which each entity counts that does not stand for itself
  record Found(int applied, int proposed, Map<String, String> counted) {}

  /// Looks at all entities anew, as the database has them. Inside the transaction of what changed, after the version was raised.
  Found look(List<EntityRow> all, Instant now) {
    var before = new LinkedHashMap<String, SameThing>();
    same.all().forEach(one -> before.put(key(one.one(), one.other()), one));
    var after = new LinkedHashMap<>(before);
    var news = new ArrayList<SameThing>();
    int applied = 0;
    int proposed = 0;
    var found = new HashSet<String>();
    for (SameThings.Pair pair : SameThings.find(all)) {
      String key = key(pair.one(), pair.other());
      found.add(key);
      SameThing old = before.get(key);
      if (old != null
          && (old.said()
              || (old.certain() == pair.certain() && old.words().equals(pair.words())))) {
        continue;
      }
      var fresh =
          new SameThing(
              pair.one(),
              pair.other(),
              pair.certain() ? SameThing.State.APPLIED : SameThing.State.PROPOSED,
              pair.certain(),
              pair.words(),
              old == null ? now : old.foundAt(),
              null,
              null);
      news.add(fresh);
      after.put(key, fresh);
      if (old == null || old.state() != fresh.state()) {
        applied += pair.certain() ? 1 : 0;
        proposed += pair.certain() ? 0 : 1;
      }
    }
    var gone = new ArrayList<SameThing>();
    before.forEach((key, old) -> {
      if (!old.said() && !found.contains(key)) {
        gone.add(old);
        after.remove(key);
      }
    });
    same.save(news);
    same.delete(gone);
    Map<String, String> counted = SameThings.counted(all, after.values());
    same.saveCounted(all, counted);
    return new Found(applied, proposed, counted);
  }

  private static String key(String one, String other) {
    return one + "\n" + other;
  }

  /// A person's word on two entities, whether Muster had found them or not.
  SameThing say(String a, String b, boolean areSame, Actor by, Instant now) {
    if (a.equals(b)) {
      throw ApiException.invalid("'other' must not be the same as 'entity'.");
    }
    String one = a.compareTo(b) < 0 ? a : b;
    String other = a.compareTo(b) < 0 ? b : a;
    return database.inTransaction(() -> {
      store.raiseVersion();
      Map<String, EntityRow> rows = store.entities(List.of(one, other));
      for (String end : List.of(a, b)) {
        if (!rows.containsKey(end)) {
          throw ApiException.invalid("'%s' names no entity.".formatted(end));
        }
      }
      if (areSame && isService(rows.get(one)) != isService(rows.get(other))) {
        throw ApiException.invalid(
            "'other' must be a service like 'entity', or neither: '%s' is a service and '%s' is none, and a service does not count as one with a part of it."
                .formatted(
                    isService(rows.get(one)) ? one : other,
                    isService(rows.get(one)) ? other : one));
      }
      SameThing old = same.find(one, other).orElse(null);
      var said =
          new SameThing(
              one,
              other,
              areSame ? SameThing.State.ACCEPTED : SameThing.State.REFUSED,
              old != null && old.certain(),
              old == null ? "Muster had found nothing that says so." : old.words(),
              old == null ? now : old.foundAt(),
              by.id(),
              now);
      same.save(List.of(said));
      look(store.allEntities(), now);
      audit.record(
          areSame ? "merge" : "part", "entity", one, Map.of("other", other, "why", said.words()));
      return said;
    });
  }

  private static boolean isService(@Nullable EntityRow row) {
    return row != null && row.entity().isService();
  }

  /// Takes back what a person said: what Muster thinks of the two holds again.
  void takeBack(SameThing said, Instant now) {
    database.run(() -> {
      store.raiseVersion();
      same.delete(List.of(said));
      look(store.allEntities(), now);
      audit.record("take_back", "entity", said.one(), Map.of("other", said.other()));
    });
  }
}
