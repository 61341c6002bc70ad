package dev.muster.catalog.topology;

import dev.muster.kernel.Permission;
import dev.muster.kernel.Words;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Entities of different sources that are the same thing: what Muster found, and what people say of it.
@RestController
@Tag(name = "Topology")
final class SameThingResource {
  private final PostgresTopology store;
  private final PostgresSameThings same;
  private final SameThingDesk desk;
  private final InstantSource clock;

  SameThingResource(
      PostgresTopology store, PostgresSameThings same, SameThingDesk desk, InstantSource clock) {
    this.store = store;
    this.same = same;
    this.desk = desk;
    this.clock = clock;
  }

  /// @param source which import it came from
  record SideView(String id, String name, String kind, String source) {}

  /// @param state `applied` when both count as one because they certainly are, `proposed` when that is likely and waits for a word,
  ///   `accepted` or `refused` when a person has spoken
  /// @param countedAs id of the entity under which both count; null when they are two
  record PairView(
      String type,
      SideView entity,
      SideView other,
      String state,
      boolean certain,
      String reason,
      Instant foundAt,
      @Nullable String by,
      @Nullable Instant saidAt,
      @Nullable String countedAs) {}

  @GetMapping("/topology/same_things")
  @Asks(
      "state: applied, proposed, accepted or refused; entity: id of an entity, only pairs it is in")
  Map<String, @Nullable Object> listSameThings(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String word = query.text("state");
    SameThing.State state =
        word == null
            ? null
            : Words.findInAnyCase(SameThing.State.class, word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'state' must be one of applied, proposed, accepted, refused, not '%s'."
                            .formatted(word)));
    var filter = new PostgresSameThings.Filter(state, query.text("entity"));
    return paging.page(
        "same_things",
        views(same.search(filter, paging.offset(), paging.limit() + 1)),
        () -> same.count(filter));
  }

  private List<PairView> views(List<SameThing> pairs) {
    var ids = new TreeSet<String>();
    pairs.forEach(pair -> {
      ids.add(pair.one());
      ids.add(pair.other());
    });
    Map<String, EntityRow> rows = store.entities(ids);
    return pairs.stream().map(pair -> view(pair, rows)).toList();
  }

  private static PairView view(SameThing pair, Map<String, EntityRow> rows) {
    String one = counted(pair.one(), rows);
    return new PairView(
        "same_thing",
        side(pair.one(), rows),
        side(pair.other(), rows),
        Words.of(pair.state()),
        pair.certain(),
        pair.words(),
        pair.foundAt(),
        pair.byId(),
        pair.saidAt(),
        one.equals(counted(pair.other(), rows)) ? one : null);
  }

  private static String counted(String id, Map<String, EntityRow> rows) {
    EntityRow row = rows.get(id);
    String standing = row == null ? null : row.sameAs();
    return standing == null ? id : standing;
  }

  private static SideView side(String id, Map<String, EntityRow> rows) {
    EntityRow row = rows.get(id);
    return row == null
        ? new SideView(id, id, "gone", "")
        : new SideView(id, row.entity().name(), row.entity().kind(), row.source());
  }

  /// Says that two entities are the same thing, whether Muster had found that or not.
  @PostMapping("/topology/same_things/accept")
  Map<String, PairView> acceptSameThing(Body body) {
    return said(body, true);
  }

  /// Says that two entities are not the same thing; they count as two from now on, whatever Muster finds.
  @PostMapping("/topology/same_things/refuse")
  Map<String, PairView> refuseSameThing(Body body) {
    return said(body, false);
  }

  private Map<String, PairView> said(Body body, boolean areSame) {
    Actor by = Actor.current();
    by.require(Permission.CONFIGURE);
    Body given = body.envelope("same_thing");
    String entity = given.required("entity", 512);
    String other = given.required("other", 512);
    given.check();
    SameThing said = desk.say(entity, other, areSame, by, clock.instant());
    return Map.of("same_thing", views(List.of(said)).getFirst());
  }

  /// Takes back what a person said of two entities; what Muster thinks of them holds again. The answer holds that, or null.
  @PostMapping("/topology/same_things/undo")
  Map<String, @Nullable Object> undoSameThing(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Body given = body.envelope("same_thing");
    String a = given.required("entity", 512);
    String b = given.required("other", 512);
    given.check();
    String one = a.compareTo(b) < 0 ? a : b;
    String other = a.compareTo(b) < 0 ? b : a;
    SameThing pair =
        same.find(one, other)
            .filter(SameThing::said)
            .orElseThrow(
                () -> ApiException.notFound("What a person said of '%s' and '%s'".formatted(a, b)));
    desk.takeBack(pair, clock.instant());
    var answer = new HashMap<String, @Nullable Object>();
    answer.put(
        "same_thing",
        same.find(one, other).map(now -> views(List.of(now)).getFirst()).orElse(null));
    return answer;
  }
}
