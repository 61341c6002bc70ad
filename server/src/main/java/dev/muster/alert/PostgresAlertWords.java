package dev.muster.alert;

import dev.muster.kernel.TextPieces;
import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Looks for words in alerts, the newest first, until there are enough. What is often said is found among the newest, in the order of
/// time; what is seldom said, by its {@link TextPieces}, one slice of time after the other; what is open, has a known key or a rare
/// severity, among those alone. Words that are too short to be looked up are read for, further and further back. All of it has a time:
/// when that is over, the answer says how far back it came, and a search until then goes on from there. Alerts that came after the last
/// that was indexed are read themselves.
final class PostgresAlertWords {
  /// How much is read.
  ///
  /// @param newest alerts at first: some milliseconds. What is said once in a hundred alerts fills a page from them. A quarter of them
  ///     when more is asked than words, services and times
  /// @param step alerts at a time when there is no piece to look up
  /// @param rare of a severity that so few alerts have, each is read
  /// @param fresh of those that are not indexed yet so many are read
  /// @param time after which no further look is begun; five times as long where pieces are looked up, so that a word that hardly any
  ///     alert says is found on a busy machine, too: it takes some milliseconds on one that is not
  record Limits(int newest, int step, int rare, int fresh, Duration time) {
    static final Limits USUAL = new Limits(20_000, 50_000, 10_000, 20_000, Duration.ofMillis(50));
  }

  private static final String SAYS =
      "concat_ws(E'\\n', summary, source, component, class) ilike :text";

  private static final String ORDER = " order by first_seen_at desc, ";

  /// The kind of piece that says whose alert it is.
  private static final String SERVICE = "service";

  /// How many slices can be told apart by their pieces; of the same number are two that are far apart in time.
  private static final int SLICES = 1 << (Integer.SIZE - TextPieces.BITS);

  private final Database database;
  private final Limits limits;

  PostgresAlertWords(Database database) {
    this(database, Limits.USUAL);
  }

  PostgresAlertWords(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  /// What is kept of an alert in the index.
  static int[] pieces(int slice, String serviceId, String plain) {
    return in(
        slice,
        IntStream.concat(
            IntStream.of(TextPieces.of(plain)), IntStream.of(TextPieces.of(SERVICE, serviceId))));
  }

  private static int[] in(int slice, IntStream pieces) {
    int high = slice % SLICES << TextPieces.BITS;
    return pieces.map(piece -> high | piece).toArray();
  }

  static String array(int[] numbers) {
    return IntStream.of(numbers)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(",", "{", "}"));
  }

  Alerts.Found search(AlertFilter filter, int offset, int limit) {
    if (direct(filter)) {
      return new Alerts.Found(page(filter, offset, limit), true, null);
    }
    Came came = collect(filter, offset + limit);
    List<String> ids = came.ids().stream().skip(offset).limit(limit).toList();
    return new Alerts.Found(load(ids), came.all(), came.backTo());
  }

  /// Counts what {@link #search} finds; empty when its time is over before.
  OptionalLong count(AlertFilter filter) {
    if (!direct(filter)) {
      Came came = collect(filter, PostgresAlerts.COUNTED_MOST);
      return came.all() ? OptionalLong.of(came.ids().size()) : OptionalLong.empty();
    }
    return OptionalLong.of(
        database
            .sql()
            .sql(
                "select count(*) from (select 1 from alert.alert where %s limit %d) as counted"
                    .formatted(directly(filter), PostgresAlerts.COUNTED_MOST))
            .params(parameters(filter))
            .query(Long.class)
            .single());
  }

  // What is few enough to be read itself

  /// Whether what else is asked leaves so few that their own words are read.
  private boolean direct(AlertFilter filter) {
    return filter.statuses().equals(Set.of(Alert.Status.TRIGGERED))
        || !filter.ids().isEmpty()
        || filter.dedupKey() != null
        || (!filter.severities().isEmpty() && isRare(filter));
  }

  private boolean isRare(AlertFilter filter) {
    return database
        .sql()
        .sql(
            "select count(*) <= :rare from (select 1 from alert.alert where severity in (:severity)%s limit :rare + 1) as of_them"
                .formatted(times(filter)))
        .params(parameters(filter))
        .param("rare", limits.rare())
        .query(Boolean.class)
        .single();
  }

  private static String directly(AlertFilter filter) {
    return others(filter) + narrow(filter) + " and " + SAYS;
  }

  private List<Alert> page(AlertFilter filter, int offset, int limit) {
    return database
        .sql()
        // Those few first: an index that is in the order of time would be read for ever.
        .sql(
            """
            with few as materialized (select id, first_seen_at from alert.alert where %s)
            select a.* from (select * from few order by first_seen_at desc, id limit :limit offset :offset) as page
            join alert.alert a on a.id = page.id order by page.first_seen_at desc, page.id
            """
                .formatted(directly(filter)))
        .params(parameters(filter))
        .param("offset", offset)
        .param("limit", limit)
        .query((row, _) -> PostgresAlerts.read(row))
        .list();
  }

  // The rest

  /// How far a search came.
  ///
  /// @param ids what was found, the newest first
  /// @param all whether there are enough or no more, and none between them that is not indexed yet
  /// @param backTo before this it was not searched, when not all was; null while so many are not indexed that some after it were not
  ///     searched either
  private record Came(Collection<String> ids, boolean all, @Nullable Instant backTo) {}

  /// The last alert that was read.
  private record Read(Instant at, String id) {}

  private Came collect(AlertFilter filter, int most) {
    long began = System.nanoTime();
    boolean indexed = isIndexed();
    var found = new LinkedHashSet<>(fresh(filter, most));
    if (found.size() >= most) {
      return new Came(found, true, null);
    }
    Read last = null;
    int[] pieces = TextPieces.wanted(plain(filter));
    // Where more is asked, each that says the words has to be looked at.
    int newest = and(filter).isEmpty() ? limits.newest() : Math.ceilDiv(limits.newest(), 4);
    for (int reads = newest; found.size() < most; reads = limits.step()) {
      found.addAll(walk(filter, last, reads, most - found.size()));
      if (found.size() >= most) {
        break;
      }
      last = last(filter, last, reads);
      if (last == null) {
        return new Came(found, indexed, null);
      }
      if (pieces.length > 0) {
        return lookUp(filter, pieces, last, most, found, indexed, began);
      }
      if (limits.time().compareTo(passed(began)) <= 0) {
        return new Came(found, false, indexed ? after(last.at()) : null);
      }
    }
    return new Came(found, indexed, null);
  }

  private static Duration passed(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /// The next moment that the database can tell from this one, so that a search until then misses nothing.
  private static Instant after(Instant moment) {
    return moment.plusNanos(1_000);
  }

  /// Whether the alerts that are not indexed are few enough to be read.
  private boolean isIndexed() {
    return database
        .sql()
        .sql(
            """
            select count(*) < ? from (
              select 1 from alert.alert where first_seen_at > (select reached from alert.search_position) limit ?) as fresh
            """)
        .params(limits.fresh(), limits.fresh())
        .query(Boolean.class)
        .single();
  }

  /// Matches among those that are not indexed.
  private List<String> fresh(AlertFilter filter, int most) {
    return database
        .sql()
        .sql(
            """
            select id from (select * from alert.alert
              where first_seen_at > (select reached from alert.search_position) and %s%s
              order by first_seen_at desc, id limit %d) as fresh
            where %s order by first_seen_at desc, id limit :most
            """
                .formatted(others(filter), narrow(filter), limits.fresh(), SAYS))
        .params(parameters(filter))
        .param("most", most)
        .query((row, _) -> row.getString(1))
        .list();
  }

  /// Matches among the next in the order of time.
  private List<String> walk(AlertFilter filter, @Nullable Read last, int reads, int most) {
    return database
        .sql()
        .sql(
            "select alert_id from (select * from alert.search where true%s%s%salert_id limit :reads) as next where words like :plain%s%salert_id limit :most"
                .formatted(narrow(filter), before(last), ORDER, and(filter), ORDER))
        .params(parameters(filter, last))
        .param("reads", reads)
        .param("most", most)
        .query((row, _) -> row.getString(1))
        .list();
  }

  /// The last of those; null when there are fewer.
  private @Nullable Read last(AlertFilter filter, @Nullable Read before, int reads) {
    return database
        .sql()
        .sql(
            "select first_seen_at, alert_id from alert.search where true%s%s%salert_id offset :reads - 1 limit 1"
                .formatted(narrow(filter), before(before), ORDER))
        .params(parameters(filter, before))
        .param("reads", reads)
        .query((row, _) ->
            new Read(row.getTimestamp("first_seen_at").toInstant(), row.getString("alert_id")))
        .optional()
        .orElse(null);
  }

  private static String before(@Nullable Read last) {
    return last == null
        ? ""
        : " and first_seen_at <= :last and not (first_seen_at = :last and alert_id <= :last_id)";
  }

  private record Slice(int number, Instant since) {}

  /// Those that may have what is asked for, the newest first.
  private List<Slice> slices(AlertFilter filter, Instant until) {
    Instant since = filter.since() == null ? Instant.EPOCH : filter.since();
    return database
        .sql()
        .sql(
            """
            select number, since from (
              select number, since, lead(since) over (order by number) as until from alert.search_slice) as slice
            where since < ? and (until is null or until >= ?) order by number desc
            """)
        .params(Timestamp.from(until), Timestamp.from(since))
        .query((row, _) -> new Slice(row.getInt("number"), row.getTimestamp("since").toInstant()))
        .list();
  }

  /// Finds matches by their pieces in slice after slice: twice as many with each question, as long as the time lets it.
  private Came lookUp(
      AlertFilter filter,
      int[] pieces,
      Read last,
      int most,
      Set<String> found,
      boolean indexed,
      long began) {
    List<Slice> slices = slices(filter, last.at());
    long lookedUpSince = System.nanoTime();
    int done = 0;
    int next = 1;
    while (done < slices.size()) {
      List<Slice> some = slices.subList(done, Math.min(slices.size(), done + next));
      found.addAll(lookUp(filter, pieces, some, last, most - found.size()));
      done += some.size();
      if (found.size() >= most) {
        return new Came(found, indexed, null);
      }
      long left = limits.time().multipliedBy(5).minus(passed(began)).toNanos();
      if (done < slices.size() && left <= 0) {
        return new Came(found, false, indexed ? after(some.getLast().since()) : null);
      }
      long each = Math.max(1, (System.nanoTime() - lookedUpSince) / done);
      next = (int) Math.clamp(left / each, 1, 2L * next);
    }
    return new Came(found, indexed, null);
  }

  private List<String> lookUp(
      AlertFilter filter, int[] pieces, List<Slice> slices, Read last, int most) {
    boolean ofOne = filter.serviceIds().size() == 1;
    String[] keys =
        slices.stream()
            .map(slice ->
                array(
                    in(
                        slice.number(),
                        ofOne
                            ? IntStream.concat(
                                IntStream.of(pieces),
                                IntStream.of(
                                    TextPieces.of(SERVICE, filter.serviceIds().getFirst())))
                            : IntStream.of(pieces))))
            .toArray(String[]::new);
    return database
        .sql()
        // By the pieces alone at first: an index in the order of time would be read for ever.
        .sql(
            """
            select alert_id from unnest(:keys::text[]) as slice (keys) cross join lateral (
              with said as materialized (
                select alert_id, service_id, first_seen_at from alert.search where pieces @> slice.keys::int[] and words like :plain)
              select alert_id, first_seen_at from said where true%s%s%s
              order by first_seen_at desc, alert_id limit :most) as of_slice
            order by first_seen_at desc, alert_id limit :most
            """
                .formatted(narrow(filter), before(last), and(filter)))
        .params(parameters(filter, last))
        .param("keys", keys)
        .param("most", most)
        .query((row, _) -> row.getString(1))
        .list();
  }

  private List<Alert> load(List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, Alert> alerts =
        database
            .sql()
            .sql("select * from alert.alert where id = any(?)")
            .param(ids.toArray(String[]::new))
            .query((row, _) -> PostgresAlerts.read(row))
            .list()
            .stream()
            .collect(Collectors.toMap(Alert::id, alert -> alert));
    return ids.stream().map(alerts::get).filter(Objects::nonNull).toList();
  }

  // What is asked, in the database's words

  /// What both tables know.
  private static String narrow(AlertFilter filter) {
    return (filter.serviceIds().isEmpty() ? "" : " and service_id in (:service_id)")
        + times(filter);
  }

  private static String times(AlertFilter filter) {
    return (filter.since() == null ? "" : " and first_seen_at >= :since")
        + (filter.until() == null ? "" : " and first_seen_at < :until");
  }

  private static String plain(AlertFilter filter) {
    return TextPieces.plain(String.valueOf(filter.text()));
  }

  private static String part(String text) {
    return "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
  }

  private static Map<String, Object> parameters(AlertFilter filter) {
    return parameters(filter, null);
  }

  private static Map<String, Object> parameters(AlertFilter filter, @Nullable Read last) {
    var parameters = new HashMap<String, Object>();
    parameters.put("text", part(String.valueOf(filter.text())));
    parameters.put("plain", part(plain(filter)));
    if (!filter.serviceIds().isEmpty()) {
      parameters.put("service_id", filter.serviceIds());
    }
    if (filter.since() != null) {
      parameters.put("since", Timestamp.from(filter.since()));
    }
    if (filter.until() != null) {
      parameters.put("until", Timestamp.from(filter.until()));
    }
    if (last != null) {
      parameters.put("last", Timestamp.from(last.at()));
      parameters.put("last_id", last.id());
    }
    PostgresAlerts.where(rest(filter), parameters);
    return parameters;
  }

  /// What only the alerts themselves know, asked of one that is in the index.
  private static String and(AlertFilter filter) {
    String others = others(filter);
    return others.equals("true")
        ? ""
        : " and exists (select from alert.alert where id = alert_id and " + others + ")";
  }

  private static String others(AlertFilter filter) {
    return PostgresAlerts.where(rest(filter), new HashMap<>());
  }

  private static AlertFilter rest(AlertFilter filter) {
    return new AlertFilter(
        filter.ids(),
        List.of(),
        filter.statuses(),
        filter.severities(),
        null,
        null,
        filter.dedupKey(),
        null);
  }
}
