package dev.muster.catalog.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds entities of different sources that are the same thing. Two things of one source are never the same: their source tells them
/// apart. Two that are said to be in different stages or regions are not either.
///
/// **Certain** is what was written down in order to say it: an annotation and a label for the same Kubernetes id, or an identifier that
/// only one thing of each source has and that was made to be one (a full host name, an instance id, a path, a URL). **Likely** is the same
/// name, words with a number such as `db-master-01`, or an address, since names are reused and private addresses are too.
final class SameThings {
  static final String KUBERNETES_ID = "backstage.io/kubernetes-id";
  static final String KUBERNETES_NAMESPACE = "backstage.io/kubernetes-namespace";

  private static final String APPLICATION = "app.kubernetes.io/name";

  private static final Set<String> MACHINES =
      Set.of("host", "node", "vm", "server", "instance", "machine", "virtual-machine");

  /// What more things than this have in common tells none of them from the others.
  private static final int MOST_ALIKE = 40;

  /// Names shorter than this are too common.
  private static final int SHORTEST = 3;

  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:]+");

  /// Words and numbers that are long enough to be no accident, though people choose them.
  private static final Pattern LONG_CODE = Pattern.compile("(?=.*[0-9])[a-z0-9][a-z0-9_-]{9,}");

  /// What a machine gave out and people do not choose: a UUID, an instance id of a cloud, a serial number. Half of a serial number or more
  /// is digits, which tells it from a word with a number.
  private static final Pattern GIVEN_OUT =
      Pattern.compile(
          "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
              + "|([a-z]{1,8}-)?(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,}"
              + "|[0-9]{15,}"
              + "|(?=[0-9]*[a-z])(?=([a-z]*[0-9]){5})[a-z0-9]{10}"
              + "|(?=[0-9]*[a-z])(?=([a-z]*[0-9]){8})[a-z0-9]{11,16}");

  private static final Pattern ENDING =
      Pattern.compile("[-_. ](service|svc|deployment|deploy|app)$");

  private static final Map<String, String> STAGES =
      Map.ofEntries(
          Map.entry("prod", "production"),
          Map.entry("prd", "production"),
          Map.entry("live", "production"),
          Map.entry("production", "production"),
          Map.entry("stage", "staging"),
          Map.entry("staging", "staging"),
          Map.entry("preprod", "staging"),
          Map.entry("pre-production", "staging"),
          Map.entry("dev", "development"),
          Map.entry("development", "development"),
          Map.entry("test", "test"),
          Map.entry("qa", "test"));

  /// Two that are the same, or may be; ids in alphabetical order.
  record Pair(String one, String other, boolean certain, String words) {
    private static Pair of(EntityRow a, EntityRow b, boolean certain, String words) {
      String one = a.entity().id();
      String other = b.entity().id();
      return one.compareTo(other) < 0
          ? new Pair(one, other, certain, words)
          : new Pair(other, one, certain, words);
    }
  }

  private final Map<String, Pair> found = new TreeMap<>();

  private SameThings() {}

  /// All pairs, in the order of their ids; of two reasons for a pair the stronger.
  static List<Pair> find(Collection<EntityRow> rows) {
    List<EntityRow> ordered =
        rows.stream().sorted(Comparator.comparing(row -> row.entity().id())).toList();
    if (ordered.stream().map(EntityRow::source).distinct().count() < 2) {
      return List.of();
    }
    var things = new SameThings();
    things.byKubernetesId(ordered);
    things.byIdentifier(ordered);
    things.byName(ordered);
    return List.copyOf(things.found.values());
  }

  private void add(EntityRow a, EntityRow b, boolean certain, String words) {
    Pair pair = Pair.of(a, b, certain, words);
    found.merge(
        pair.one() + "\n" + pair.other(),
        pair,
        (before, now) -> now.certain() && !before.certain() ? now : before);
  }

  private void byKubernetesId(List<EntityRow> rows) {
    var groups = new LinkedHashMap<String, Set<EntityRow>>();
    for (EntityRow row : rows) {
      String id = row.entity().attributes().get(KUBERNETES_ID);
      if (id != null && !id.isBlank()) {
        groups.computeIfAbsent(lower(id), _ -> new LinkedHashSet<>()).add(row);
      }
    }
    groups.forEach((id, group) ->
        pairs(
            group,
            (a, b) ->
                add(
                    a,
                    b,
                    true,
                    "Both say that they are the Kubernetes application %s (%s)."
                        .formatted(id, KUBERNETES_ID))));
  }

  private void byIdentifier(List<EntityRow> rows) {
    var groups = new LinkedHashMap<String, Set<EntityRow>>();
    for (EntityRow row : rows) {
      var own = new HashSet<String>(row.entity().aliases());
      own.add(row.entity().id());
      own.remove(row.entity().name());
      if (hasParts(lower(row.entity().name()))) {
        own.add(row.entity().name());
      }
      for (String text : own) {
        String identifier = lower(text);
        if (isAddress(identifier)
            || hasParts(identifier)
            || LONG_CODE.matcher(identifier).matches()) {
          groups.computeIfAbsent(identifier, _ -> new LinkedHashSet<>()).add(row);
        }
      }
    }
    groups.forEach((identifier, group) ->
        pairs(
            group,
            (a, b) -> {
              boolean alike = kind(a.entity()).equals(kind(b.entity()));
              if (!isAddress(identifier)) {
                add(
                    a,
                    b,
                    alike && (hasParts(identifier) || GIVEN_OUT.matcher(identifier).matches()),
                    "Both are known as %s, and nothing else there is.".formatted(identifier));
              } else if (!a.entity().isService()) {
                add(
                    a,
                    b,
                    alike && lower(a.entity().name()).equals(lower(b.entity().name())),
                    "Both have the address %s.".formatted(identifier));
              }
            }));
  }

  private void byName(List<EntityRow> rows) {
    var groups = new LinkedHashMap<String, Set<EntityRow>>();
    for (EntityRow row : rows) {
      for (String name : names(row.entity())) {
        groups.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(row);
      }
    }
    groups.forEach((name, group) ->
        pairs(
            group,
            (a, b) ->
                add(
                    a,
                    b,
                    namedByAnnotation(a.entity(), b.entity())
                        || namedByAnnotation(b.entity(), a.entity()),
                    namedByAnnotation(a.entity(), b.entity())
                            || namedByAnnotation(b.entity(), a.entity())
                        ? "One is annotated with the Kubernetes id and the namespace of the other (%s)."
                            .formatted(KUBERNETES_ID)
                        : "%s of '%s' and %s of '%s' have the same name, and nothing else there has it."
                            .formatted(
                                a.entity().name(), a.source(), b.entity().name(), b.source()))));
  }

  /// Whether an annotation of one gives name and namespace of the other.
  private static boolean namedByAnnotation(Entity one, Entity other) {
    String id = one.attributes().get(KUBERNETES_ID);
    String namespace = one.attributes().get(KUBERNETES_NAMESPACE);
    return id != null
        && namespace != null
        && namespace.equals(other.attributes().get("namespace"))
        && (id.equals(other.name()) || id.equals(other.attributes().get(APPLICATION)));
  }

  /// Each by which it may be found elsewhere, without what tells nothing: case, separators, and an ending such as `-service`.
  private static Set<String> names(Entity entity) {
    var names = new LinkedHashSet<String>();
    String kubernetes = entity.attributes().get(KUBERNETES_ID);
    String application = entity.attributes().get(APPLICATION);
    for (String name : new String[] {entity.name(), kubernetes, application}) {
      if (name != null) {
        String plain =
            ENDING.matcher(lower(name)).replaceFirst("").replaceAll("[^\\p{L}\\p{N}]", "");
        if (plain.length() >= SHORTEST) {
          names.add(kind(entity) + " " + plain);
        }
      }
    }
    return names;
  }

  @FunctionalInterface
  private interface Taker {
    void take(EntityRow a, EntityRow b);
  }

  /// Those of different sources of which each is the only one that the other could be.
  private static void pairs(Set<EntityRow> group, Taker taker) {
    if (group.size() < 2 || group.size() > MOST_ALIKE) {
      return;
    }
    List<EntityRow> rows = List.copyOf(group);
    for (int i = 0; i < rows.size(); i++) {
      for (int j = i + 1; j < rows.size(); j++) {
        EntityRow a = rows.get(i);
        EntityRow b = rows.get(j);
        if (fits(a, b) && onlyOne(a, b.source(), rows) && onlyOne(b, a.source(), rows)) {
          taker.take(a, b);
        }
      }
    }
  }

  private static boolean onlyOne(EntityRow row, String source, List<EntityRow> rows) {
    return rows.stream().filter(one -> one.source().equals(source) && fits(row, one)).count() == 1;
  }

  private static boolean fits(EntityRow a, EntityRow b) {
    return !a.source().equals(b.source())
        && a.entity().isService() == b.entity().isService()
        && agree(stage(a.entity()), stage(b.entity()))
        && agree(a.entity().region(), b.entity().region());
  }

  static boolean agree(@Nullable String one, @Nullable String other) {
    return one == null || other == null || one.equalsIgnoreCase(other);
  }

  /// The stage in one of the usual words; null when it is none, as with a stage of life such as `deprecated`.
  private static @Nullable String stage(Entity entity) {
    return entity.stage() == null ? null : STAGES.get(lower(entity.stage()));
  }

  /// The stage that an entity is in, by the name of its namespace when nothing else says so; null when that does not either.
  static @Nullable String stageOf(Entity entity) {
    String stage = stage(entity);
    String namespace = entity.attributes().get("namespace");
    return stage != null || namespace == null ? stage : stageOfNamespace(namespace);
  }

  /// The stage that the name of a namespace speaks of, such as `shop-staging`; null when it speaks of none, or of several.
  static @Nullable String stageOfNamespace(String namespace) {
    List<String> stages =
        Pattern.compile("[-_.]")
            .splitAsStream(lower(namespace))
            .map(STAGES::get)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return stages.size() == 1 ? stages.getFirst() : null;
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /// Whether it is a path, a full host name or the like, and no mere word.
  private static boolean hasParts(String text) {
    return text.length() >= 6 && text.chars().anyMatch(c -> c == '.' || c == '/' || c == ':');
  }

  /// What kind of thing it is, whatever its source calls that.
  private static String kind(Entity entity) {
    return entity.isService()
        ? "service"
        : MACHINES.contains(lower(entity.kind())) ? "host" : lower(entity.kind());
  }

  /// The id under which each entity counts that is not itself that one: of all that are the same the first that was known. Two that a
  /// person told apart never count as one, by way of a third neither; nor does a service as one with what is none.
  ///
  /// @param same what is known of pairs; a person's word goes before Muster's
  static Map<String, String> counted(Collection<EntityRow> rows, Collection<SameThing> same) {
    var byId = new HashMap<String, EntityRow>();
    rows.forEach(row -> byId.put(row.entity().id(), row));
    var apart = new HashMap<String, Set<String>>();
    for (SameThing one : same) {
      if (one.state() == SameThing.State.REFUSED) {
        apart.computeIfAbsent(one.one(), _ -> new HashSet<>()).add(one.other());
        apart.computeIfAbsent(one.other(), _ -> new HashSet<>()).add(one.one());
      }
    }
    var groups = new HashMap<String, Set<String>>();
    same.stream()
        .filter(one -> one.state().counts())
        .filter(one -> {
          EntityRow a = byId.get(one.one());
          EntityRow b = byId.get(one.other());
          return a != null && b != null && a.entity().isService() == b.entity().isService();
        })
        .sorted(
            Comparator.comparing(SameThing::said)
                .reversed()
                .thenComparing(SameThing::one)
                .thenComparing(SameThing::other))
        .forEach(one -> {
          Set<String> a = groups.getOrDefault(one.one(), Set.of(one.one()));
          Set<String> b = groups.getOrDefault(one.other(), Set.of(one.other()));
          if (a.equals(b)
              || (!one.said() && shareSource(a, b, byId))
              || a.stream()
                  .anyMatch(id -> !Collections.disjoint(apart.getOrDefault(id, Set.of()), b))) {
            return;
          }
          var both = new HashSet<>(a);
          both.addAll(b);
          both.forEach(id -> groups.put(id, both));
        });
    var counted = new TreeMap<String, String>();
    for (Set<String> group : new HashSet<>(groups.values())) {
      EntityRow first =
          group.stream()
              .map(byId::get)
              .filter(Objects::nonNull)
              .min(
                  Comparator.comparing(EntityRow::createdAt)
                      .thenComparing(row -> row.entity().id()))
              .orElseThrow();
      for (String id : group) {
        if (!id.equals(first.entity().id())) {
          counted.put(id, first.entity().id());
        }
      }
    }
    return counted;
  }

  private static boolean shareSource(Set<String> a, Set<String> b, Map<String, EntityRow> byId) {
    var sources = new ArrayList<String>();
    for (Set<String> side : List.of(a, b)) {
      side.stream()
          .map(byId::get)
          .filter(Objects::nonNull)
          .map(EntityRow::source)
          .forEach(sources::add);
    }
    return new HashSet<>(sources).size() < sources.size();
  }
}
