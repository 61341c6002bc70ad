package dev.muster.bench.storm;

import dev.muster.correlate.engine.reading.AlertSighting;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The events and changes of a storm as one stream in order of arrival, changes first where both came at once. One line of each file is
/// held at a time: a large storm has a million.
public final class StormFeed implements Closeable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Source events;
  private final Source changes;
  private @Nullable Line event;
  private @Nullable Line change;

  /// One line as it is handed in.
  ///
  /// @param at when it arrived
  /// @param change a change event, or an event
  /// @param key the dedup key of an event, the id of a change
  /// @param body what is posted; the routing key is still the storm's
  public record Line(Instant at, boolean change, String key, ObjectNode body) {
    /// Whether it opens an alert.
    public boolean trigger() {
      return !change && body.path("event_action").asString().equals("trigger");
    }

    /// What a trigger says of its alert; the dedup key serves as the id.
    public AlertSighting sighting() {
      return StormFolder.sighting(at, key, body);
    }

    /// The storm's own word for the sender.
    public String routingKey() {
      return body.path("routing_key").asString();
    }
  }

  /// What one reading of a storm tells of it.
  ///
  /// @param first when the first line arrived
  /// @param last when the last line arrived
  /// @param arrivals dedup key to the first trigger with it
  /// @param ends dedup key to the first event with it that was no trigger
  /// @param tools routing key to the name of the sender
  public record Survey(
      Instant first,
      Instant last,
      Map<String, Instant> arrivals,
      Map<String, Instant> ends,
      NavigableMap<String, String> tools) {}

  /// One of the two files, read in the order in which it stands there.
  private static final class Source implements Closeable {
    private final Path file;
    private final BufferedReader lines;
    private long number;
    private Instant last = Instant.MIN;

    Source(Path file, BufferedReader lines) {
      this.file = file;
      this.lines = lines;
    }

    @Nullable JsonNode next() throws IOException {
      String text = lines.readLine();
      if (text == null) {
        return null;
      }
      number++;
      JsonNode json = JSON.readTree(text);
      Instant at = at(json);
      // a storm fed backwards in time would be scored all the same
      if (at.isBefore(last)) {
        throw new IllegalArgumentException(
            "%s, line %d: %s is earlier than %s of the line before"
                .formatted(file, number, at, last));
      }
      last = at;
      return json;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private StormFeed(Source events, Source changes) {
    this.events = events;
    this.changes = changes;
  }

  /// Opens the two files of that folder; the lines of each must stand in order of arrival. Where there is no file of changes, none
  /// were recorded.
  ///
  /// @throws IllegalArgumentException as [#next] does
  public static StormFeed open(Path folder) throws IOException {
    Path events = folder.resolve("events.jsonl");
    Path changes = folder.resolve("changes.jsonl");
    var feed =
        new StormFeed(
            new Source(events, Files.newBufferedReader(events)),
            new Source(
                changes,
                Files.exists(changes)
                    ? Files.newBufferedReader(changes)
                    : new BufferedReader(Reader.nullReader())));
    try {
      feed.event = feed.read(false);
      feed.change = feed.read(true);
      return feed;
    } catch (IOException | RuntimeException unreadable) {
      feed.close();
      throw unreadable;
    }
  }

  private static Instant at(JsonNode json) {
    return Instant.parse(json.get("at").asString());
  }

  /// Reads the storm once from end to end.
  ///
  /// @throws IllegalArgumentException when it holds nothing, and as [#next] does
  public static Survey survey(Path folder) throws IOException {
    var arrivals = new HashMap<String, Instant>();
    var ends = new HashMap<String, Instant>();
    var tools = new TreeMap<String, String>();
    Instant first = null;
    Instant last = null;
    try (StormFeed feed = open(folder)) {
      for (Line line = feed.next(); line != null; line = feed.next()) {
        first = first == null ? line.at() : first;
        last = line.at();
        if (!line.change()) {
          (line.trigger() ? arrivals : ends).putIfAbsent(line.key(), line.at());
        }
        tools.putIfAbsent(
            line.routingKey(), line.body().path("client").asString(line.routingKey()));
      }
    }
    if (first == null || last == null) {
      throw new IllegalArgumentException("there is no event in " + folder);
    }
    return new Survey(first, last, arrivals, ends, tools);
  }

  /// The next line, or null at the end.
  ///
  /// @throws IllegalArgumentException when a file goes back in time; it names the file and the line
  public @Nullable Line next() throws IOException {
    Line nextEvent = event;
    Line nextChange = change;
    if (nextChange != null && (nextEvent == null || !nextChange.at().isAfter(nextEvent.at()))) {
      change = read(true);
      return nextChange;
    }
    if (nextEvent != null) {
      event = read(false);
    }
    return nextEvent;
  }

  /// The next lines that arrived before `end`: not more than `most`, nor from a longer time than `within`. Empty when there are none.
  ///
  /// @param end exclusive; null for all that is left
  public List<Line> slice(@Nullable Instant end, int most, Duration within) throws IOException {
    var slice = new ArrayList<Line>();
    while (slice.size() < most) {
      Instant at = arrival();
      if (at == null
          || (end != null && !at.isBefore(end))
          || (!slice.isEmpty() && at.isAfter(slice.getFirst().at().plus(within)))) {
        break;
      }
      Line line = next();
      if (line != null) {
        slice.add(line);
      }
    }
    return slice;
  }

  private @Nullable Instant arrival() {
    Line nextEvent = event;
    Line nextChange = change;
    if (nextEvent == null || nextChange == null) {
      return nextEvent != null ? nextEvent.at() : nextChange != null ? nextChange.at() : null;
    }
    return nextEvent.at().isBefore(nextChange.at()) ? nextEvent.at() : nextChange.at();
  }

  private @Nullable Line read(boolean isChange) throws IOException {
    JsonNode json = (isChange ? changes : events).next();
    if (json == null) {
      return null;
    }
    Instant at = at(json);
    if (!isChange) {
      ObjectNode body = (ObjectNode) json.get("payload");
      return new Line(at, false, body.get("dedup_key").asString(), body);
    }
    ObjectNode body = JSON.createObjectNode();
    body.set("routing_key", json.get("routing_key"));
    body.set("payload", json.get("payload"));
    return new Line(at, true, json.get("id").asString(), body);
  }

  @Override
  public void close() throws IOException {
    try (changes) {
      events.close();
    }
  }
}
