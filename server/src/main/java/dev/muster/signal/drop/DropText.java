package dev.muster.signal.drop;

import dev.muster.kernel.Csv;
import dev.muster.kernel.Sha256;
import dev.muster.platform.json.Json;
import dev.muster.signal.Endpoint;
import dev.muster.signal.hook.HookDesk;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a file says, event by event. Pure: the same bytes under the same name are the same events.
///
/// @param header what has to stand above pieces that are written down again; empty for nothing
/// @param pieces in the order of the file
/// @param fault why nothing can be made of the whole file; null when something can
/// @param tooMany whether that is because it holds more than may be
record DropText(String header, List<Piece> pieces, @Nullable String fault, boolean tooMany) {
  /// More than a person reads, and few enough that what holds them is small in memory.
  static final int EVENTS_MOST = 10_000;

  private static final int NAME_IN_KEY = 120;
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final String SEPARATORS = ",;\t|";

  private static final Set<String> OF_EVENT =
      Set.of("event_action", "dedup_key", "client", "client_url");
  private static final Set<String> OF_PAYLOAD =
      Set.of("summary", "source", "severity", "timestamp", "component", "group", "class");

  /// Finds the integration by the folder, so that a file says nothing in the name of another.
  private static final Set<String> KEYS = Set.of("routing_key", "service_key");

  DropText {
    pieces = List.copyOf(pieces);
  }

  private static DropText unreadable(String fault) {
    return new DropText("", List.of(), fault, false);
  }

  private static DropText beyond() {
    return new DropText(
        "",
        List.of(),
        "The file holds more than %,d events; split it".formatted(EVENTS_MOST),
        true);
  }

  /// Reads a file.
  ///
  /// @param name of the file
  /// @param mapping makes events of other JSON; null when the integration is not of that kind
  static DropText read(
      String name, byte[] bytes, @Nullable Function<byte[], HookDesk.Reading> mapping) {
    String text = decode(bytes);
    String begins = text.stripLeading();
    if (begins.isEmpty()) {
      return unreadable("The file is empty");
    }
    return begins.charAt(0) == '{' || begins.charAt(0) == '['
        ? json(name, text, mapping)
        : table(name, text);
  }

  /// UTF-8, or UTF-16 with a mark as Windows writes it; what is neither was written on an old Windows.
  private static String decode(byte[] bytes) {
    if (bytes.length >= 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
    }
    if (bytes.length >= 2 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException other) {
      return new String(bytes, WINDOWS);
    }
  }

  private static DropText json(
      String name, String text, @Nullable Function<byte[], HookDesk.Reading> mapping) {
    return isLines(text) ? lines(name, text, mapping) : documents(name, text, mapping);
  }

  /// Whether each line stands for itself, so that one that is faulty keeps no other back.
  private static boolean isLines(String text) {
    List<String> full = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return full.size() > 1
        && full.getFirst().startsWith("{")
        && (isJson(full.getFirst())
            || (full.stream().allMatch(line -> line.startsWith("{"))
                && full.stream().anyMatch(DropText::isJson)));
  }

  private static DropText lines(
      String name, String text, @Nullable Function<byte[], HookDesk.Reading> mapping) {
    var pieces = new ArrayList<Piece>();
    int number = 0;
    for (String full : text.lines().toList()) {
      number++;
      String line = full.strip();
      if (line.isEmpty()) {
        continue;
      }
      String place = "line " + number;
      try {
        add(pieces, name, place, Json.mapper().readTree(line), mapping);
      } catch (JacksonException notJson) {
        pieces.add(
            new Piece(
                place,
                line,
                new Piece.Faulty(
                    List.of(
                        "The line is not valid JSON: "
                            + Json.why(notJson).replace("(line 1, ", "(")))));
      }
      if (pieces.size() > EVENTS_MOST) {
        return beyond();
      }
    }
    return new DropText("", pieces, null, false);
  }

  /// JSON texts one after the other, each of which is an event or a list of events.
  private static DropText documents(
      String name, String text, @Nullable Function<byte[], HookDesk.Reading> mapping) {
    var pieces = new ArrayList<Piece>();
    int number = 0;
    try (JsonParser parser = Json.mapper().createParser(text)) {
      while (parser.nextToken() != null) {
        JsonNode document = parser.readValueAsTree();
        for (JsonNode node : document.isArray() ? document : List.of(document)) {
          number++;
          add(pieces, name, "event " + number, node, mapping);
          if (pieces.size() > EVENTS_MOST) {
            return beyond();
          }
        }
      }
    } catch (JacksonException notJson) {
      return unreadable("The file is not valid JSON: " + Json.why(notJson));
    }
    return pieces.isEmpty()
        ? unreadable("The file holds no event")
        : new DropText("", pieces, null, false);
  }

  private static boolean isJson(String line) {
    try {
      Json.mapper().readTree(line);
      return true;
    } catch (JacksonException notJson) {
      return false;
    }
  }

  private static void add(
      List<Piece> pieces,
      String name,
      String place,
      JsonNode node,
      @Nullable Function<byte[], HookDesk.Reading> mapping) {
    String text = Json.write(node);
    if (!(node instanceof ObjectNode event)) {
      pieces.add(
          new Piece(place, text, new Piece.Faulty(List.of("An event must be a JSON object"))));
      return;
    }
    KEYS.forEach(event::remove);
    if (event.has("event_action")) {
      pieces.add(event(name, place, text, Endpoint.EVENTS_V2, "dedup_key", event));
    } else if (event.has("event_type")) {
      pieces.add(event(name, place, text, Endpoint.EVENTS_V1, "incident_key", event));
    } else if (event.get("alerts") instanceof ArrayNode alerts) {
      // each alert for itself, so that each is found again by its bytes and one that is faulty
      // keeps no other back
      int number = 0;
      for (JsonNode alert : alerts) {
        number++;
        ObjectNode one = event.deepCopy();
        one.putArray("alerts").add(alert);
        String alone = Json.write(one);
        pieces.add(
            new Piece(
                place + ", alert " + number,
                alone,
                new Piece.Event(Endpoint.ALERTMANAGER, "", bytes(alone))));
        if (pieces.size() > EVENTS_MOST) {
          return;
        }
      }
      if (number == 0) {
        pieces.add(new Piece(place, text, new Piece.Nothing("There are no alerts in it")));
      }
    } else if (mapping == null) {
      // the intake says which fields an event needs
      pieces.add(new Piece(place, text, new Piece.Event(Endpoint.EVENTS_V2, "", bytes(text))));
    } else {
      pieces.add(
          switch (mapping.apply(bytes(text))) {
            case HookDesk.Reading.Event(ObjectNode made) ->
                event(name, place, text, Endpoint.EVENTS_V2, "dedup_key", made);
            case HookDesk.Reading.Ignored(String why) ->
                new Piece(place, text, new Piece.Nothing(why));
            case HookDesk.Reading.Unreadable(List<String> faults) ->
                new Piece(place, text, new Piece.Faulty(faults));
          });
    }
  }

  private static DropText table(String name, String text) {
    List<List<String>> rows;
    char separator = separator(text.stripLeading().lines().findFirst().orElse(""));
    try {
      rows = Csv.lines(text, separator);
    } catch (IllegalArgumentException unclosed) {
      return unreadable("A double quote in the file is not closed");
    }
    int first = 0;
    while (Csv.isBlank(rows.get(first))) {
      first++;
    }
    List<String> header = rows.get(first);
    List<String> names =
        header.stream()
            .map(cell -> cell.strip().toLowerCase(Locale.ROOT))
            .map(cell -> cell.startsWith("payload.") ? cell.substring(8) : cell)
            .toList();
    if (names.stream().noneMatch(OF_PAYLOAD::contains)
        && names.stream().noneMatch(OF_EVENT::contains)) {
      return unreadable(
          "The first line must name the columns as the fields of an event, such as"
              + " summary,source,severity; or the file must be JSON");
    }
    List<String> wrong = Csv.faults(List.of(names), 1);
    if (!wrong.isEmpty()) {
      return unreadable("In the first line: " + wrong.getFirst().replaceFirst("^row 1: ", ""));
    }
    var pieces = new ArrayList<Piece>();
    for (int i = first + 1; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      if (Csv.isBlank(row)) {
        continue;
      }
      if (pieces.size() == EVENTS_MOST) {
        return beyond();
      }
      String place = "row " + (i + 1);
      String line = line(row, separator);
      List<String> faults = Csv.faults(List.of(names, row), 1);
      pieces.add(
          faults.isEmpty()
              ? event(name, place, line, Endpoint.EVENTS_V2, "dedup_key", event(names, row))
              : new Piece(
                  place,
                  line,
                  new Piece.Faulty(List.of(faults.getFirst().replaceFirst("^row 2: ", "")))));
    }
    return pieces.isEmpty()
        ? unreadable("The file holds no line below the names of the columns")
        : new DropText(line(header, separator), pieces, null, false);
  }

  /// The one that stands most often between the names of the columns.
  private static char separator(String header) {
    char most = ',';
    long found = 0;
    for (int i = 0; i < SEPARATORS.length(); i++) {
      char c = SEPARATORS.charAt(i);
      long here = header.chars().filter(other -> other == c).count();
      if (here > found) {
        found = here;
        most = c;
      }
    }
    return most;
  }

  private static ObjectNode event(List<String> names, List<String> row) {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("event_action", "trigger");
    ObjectNode payload = event.putObject("payload");
    ObjectNode details = Json.mapper().createObjectNode();
    for (int i = 0; i < names.size(); i++) {
      String value = row.get(i).strip();
      String column = names.get(i);
      if (value.isEmpty() || KEYS.contains(column)) {
        continue;
      }
      if (OF_EVENT.contains(column)) {
        event.put(column, value);
      } else {
        (OF_PAYLOAD.contains(column) ? payload : details).put(column, value);
      }
    }
    if (!details.isEmpty()) {
      payload.set("custom_details", details);
    }
    return event;
  }

  /// An event that names no alert gets the same name for the same words in a file of that name: a job that says them again means the same
  /// trouble, and other words in a file that is written anew each night do not.
  private static Piece event(
      String name,
      String place,
      String text,
      Endpoint endpoint,
      String keyField,
      ObjectNode event) {
    String action =
        event
            .path(endpoint == Endpoint.EVENTS_V1 ? "event_type" : "event_action")
            .asString("")
            .strip();
    JsonNode key = event.get(keyField);
    boolean named =
        key != null && !key.isNull() && !(key.isString() && key.stringValue().isBlank());
    if (!named && action.equalsIgnoreCase("trigger")) {
      String shown =
          name.length() <= NAME_IN_KEY
              ? name
              : name.substring(0, NAME_IN_KEY) + "~" + Sha256.hex(name, 8);
      event.put(keyField, "file/" + shown + "/" + Sha256.hex(text, 8));
    }
    return new Piece(
        place,
        text,
        new Piece.Event(
            endpoint, event.path(keyField).asString("").strip(), bytes(Json.write(event))));
  }

  private static String line(List<String> cells, char separator) {
    return cells.stream()
        .map(cell ->
            cell.indexOf(separator) >= 0 || cell.contains("\"") || cell.contains("\n")
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell)
        .collect(Collectors.joining(String.valueOf(separator)));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /// These pieces as a file of their own, which is read in the same way.
  String again(List<Integer> chosen) {
    return (header.isEmpty() ? "" : header + "\n")
        + IntStream.range(0, chosen.size())
            .mapToObj(i -> pieces.get(chosen.get(i)).text() + "\n")
            .collect(Collectors.joining());
  }
}
