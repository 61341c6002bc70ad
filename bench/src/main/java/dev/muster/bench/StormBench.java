package dev.muster.bench;

import dev.muster.bench.storm.StormFeed;
import dev.muster.bench.storm.StormFolder;
import dev.muster.bench.storm.StormPast;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertSighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Plays a storm through the public API of a whole, fresh Muster and writes down what it made of it: which alerts are one incident,
/// what caused it, which change is suspected, what was alike, what it warned of. The truth is not read; answers are frozen ten minutes
/// after an alert arrived, and fifteen minutes after an incident opened.
///
/// Run: `./muster bench storm --in FOLDER --out predictions.json`, with `--heap 2g`
public final class StormBench {
  private static final Duration GROUPING_FROZEN = Duration.ofMinutes(10);
  private static final Duration INSIGHT_FROZEN = Duration.ofMinutes(15);

  /// Events handed in side by side before the clock moves on: not more than this many, nor from a longer time. Within such a slice
  /// each event has its own time all the same.
  private static final int SLICE = 600;

  private static final Duration SLICE_TIME = Duration.ofMinutes(30);

  private static final int SENDERS = 8;

  /// Bodies stay below the limit of the API, one mebibyte.
  private static final int PIECE = 700_000;

  private final TrialHouse house;
  private final Path folder;
  private final Topology topology;
  private final StormPast past;
  private final StormFeed.Survey survey;
  private final Map<String, String> keys = new HashMap<>();

  private StormBench(TrialHouse house, Path folder, StormPast past, StormFeed.Survey survey)
      throws IOException {
    this.house = house;
    this.folder = folder;
    this.topology = StormFolder.topology(folder);
    this.past = past;
    this.survey = survey;
  }

  private static final class Options extends Arguments {
    @Option(
        names = "--in",
        required = true,
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description =
            "Folder with topology.json, events.jsonl, history.json and, if there is one, changes.jsonl.")
    private Path in = Path.of("");

    @Option(
        names = "--out",
        required = true,
        showDefaultValue = CommandLine.Help.Visibility.NEVER,
        description = "File for the answers.")
    private Path out = Path.of("");

    @Option(names = "--heap", description = "Heap of the Muster that is started.")
    private String heap = "2g";
  }

  public static void main(String[] arguments) throws Exception {
    var options = Arguments.read("storm", new Options(), arguments);
    Path in = options.in;
    for (String file : List.of("topology.json", "events.jsonl", "history.json")) {
      if (!Files.isReadable(in.resolve(file))) {
        System.err.println("There is no " + in.resolve(file) + ", or it may not be read.");
        System.exit(2);
      }
    }
    StormPast past = StormPast.read(in);
    StormFeed.Survey survey = StormFeed.survey(in);
    Instant start = survey.first().minusSeconds(60);
    try (var house =
        TrialHouse.start(options.heap, Map.of("MUSTER_REPLAY_FROM", start.toString()))) {
      new StormBench(house, in, past, survey).play(options.out);
    }
  }

  private void play(Path out) throws Exception {
    long began = System.nanoTime();
    setUp();
    say("services and integrations are there", began);
    topology();
    say("topology imported", began);
    history();
    say("past imported", began);
    try (StormFeed feed = StormFeed.open(folder)) {
      feed(feed, past.split(), "before the split");
      move(past.split());
      say("learned: " + learn(), began);
      long fed = System.nanoTime();
      double cpu = Machine.cpuSeconds(house.pid());
      int events = feed(feed, null, "after the split");
      move(survey.last().plus(Duration.ofMinutes(30)));
      System.out.printf(
          Locale.ROOT,
          "%d events after the split in %.1f s, CPU %.1f s; memory of the JVM %d MiB%n",
          events,
          (System.nanoTime() - fed) / 1e9,
          Machine.cpuSeconds(house.pid()) - cpu,
          Machine.residentMiB(house.pid()));
    }
    engineTime();
    ObjectNode predictions = predictions();
    Files.writeString(out, TrialHouse.JSON.writeValueAsString(predictions));
    say("written to " + out, began);
  }

  private JsonNode learn() throws IOException, InterruptedException {
    JsonNode answer = house.post("/correlation/model/learn", "{}");
    while (answer.path("learning").path("state").asString("").equals("running")) {
      Thread.sleep(250);
      answer = house.get("/correlation/model");
    }
    JsonNode learning = answer.path("learning");
    if (!learning.path("state").asString("").equals("done")) {
      throw new IOException("nothing was learned: " + learning);
    }
    return answer.path("model");
  }

  private static void say(String what, long began) {
    System.out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, what);
  }

  // What the house must know

  private void setUp() throws IOException, InterruptedException {
    String me = house.get("/users/me").path("user").path("id").asString();
    String policy =
        house
            .post(
                "/escalation_policies",
                """
                {"escalation_policy": {"type": "escalation_policy", "name": "storm", "escalation_rules": [
                  {"escalation_delay_in_minutes": 30, "targets": [{"id": "%s", "type": "user_reference"}]}]}}
                """
                    .formatted(me))
            .path("escalation_policy")
            .path("id")
            .asString();
    for (int i = 0; i < topology.size(); i++) {
      if (topology.serviceOf(i) == i) {
        service(topology.entity(i).name(), policy);
      }
    }
    for (Map.Entry<String, String> tool : survey.tools().entrySet()) {
      String service = service("Intake of " + tool.getValue(), policy);
      keys.put(
          tool.getKey(),
          house
              .post(
                  "/services/" + service + "/integrations",
                  Map.of(
                      "integration",
                      Map.of("type", "events_api_v2_inbound_integration", "name", tool.getValue())))
              .path("integration")
              .path("integration_key")
              .asString());
    }
  }

  private String service(String name, String policy) throws IOException, InterruptedException {
    var service = new LinkedHashMap<String, Object>();
    service.put("type", "service");
    service.put("name", name);
    service.put("escalation_policy", Map.of("id", policy, "type", "escalation_policy_reference"));
    service.put("alert_creation", "create_alerts_and_incidents");
    service.put("alert_grouping_parameters", Map.of("type", "intelligent"));
    service.put("recovery_mode", "watch");
    service.put("watch_seconds", 14_400);
    service.put("auto_resolve_timeout", null);
    service.put("acknowledgement_timeout", null);
    return house
        .post("/services", Map.of("service", service))
        .path("service")
        .path("id")
        .asString();
  }

  private void topology() throws IOException, InterruptedException {
    var piece = new StringBuilder();
    for (int i = 0; i < topology.size(); i++) {
      Entity entity = topology.entity(i);
      var node = new LinkedHashMap<String, @Nullable Object>();
      node.put("id", entity.id());
      node.put("kind", entity.kind());
      node.put("name", entity.name());
      node.put("service", entity.serviceId());
      node.put("region", entity.region());
      node.put("stage", entity.stage());
      node.put("aliases", entity.aliases());
      node.put("attributes", entity.attributes());
      append(piece, "entities", TrialHouse.JSON.writeValueAsString(node));
    }
    flush(piece, "entities");
    for (int i = 0; i < topology.size(); i++) {
      int[] ends = topology.dependencies(i);
      int[] kinds = topology.dependencyKindsOf(i);
      for (int k = 0; k < ends.length; k++) {
        append(
            piece,
            "dependencies",
            TrialHouse.JSON.writeValueAsString(
                Map.of(
                    "from", topology.entity(i).id(),
                    "to", topology.entity(ends[k]).id(),
                    "kind", topology.dependencyKinds().get(kinds[k]))));
      }
    }
    flush(piece, "dependencies");
  }

  private void append(StringBuilder piece, String list, String item)
      throws IOException, InterruptedException {
    if (piece.length() + item.length() > PIECE) {
      flush(piece, list);
    }
    piece.append(piece.isEmpty() ? "" : ",").append(item);
  }

  private void flush(StringBuilder piece, String list) throws IOException, InterruptedException {
    if (!piece.isEmpty()) {
      house.post(
          "/topology/imports?source=storm&format=native", "{\"" + list + "\":[" + piece + "]}");
      piece.setLength(0);
    }
  }

  /// What ended before the split, with what people found out about it.
  private void history() throws IOException, InterruptedException {
    var piece = new StringBuilder();
    for (Map.Entry<String, JsonNode> one : past.incidents().entrySet()) {
      JsonNode known = one.getValue();
      var cause = new LinkedHashMap<String, @Nullable Object>();
      cause.put("entity", text(known, "root_entity"));
      cause.put("service", text(known, "root_service"));
      cause.put("change", text(known, "change"));
      var incident = new LinkedHashMap<String, @Nullable Object>();
      incident.put("id", one.getKey());
      incident.put("kind", text(known, "kind"));
      incident.put("opened_at", text(known, "start"));
      incident.put("failed_at", text(known, "failure_at"));
      incident.put("resolved_at", text(known, "end"));
      incident.put("cause", cause);
      incident.put("same_as", known.path("twins"));
      line(piece, Map.of("incident", incident));
    }
    var told = new HashSet<String>();
    try (StormFeed feed = StormFeed.open(folder)) {
      for (StormFeed.Line heard = feed.next(); heard != null; heard = feed.next()) {
        String label = heard.trigger() ? past.labels().get(heard.key()) : null;
        if (label != null && told.add(heard.key())) {
          line(piece, Map.of("alert", known(heard.sighting(), label)));
        }
      }
    }
    if (!piece.isEmpty()) {
      house.post("/imports/incidents", piece.toString());
    }
  }

  private Map<String, @Nullable Object> known(AlertSighting sighting, String label) {
    var alert = new LinkedHashMap<String, @Nullable Object>();
    alert.put("key", sighting.alertId());
    alert.put("at", sighting.arrivedAt().toString());
    alert.put("reported_at", string(sighting.reportedAt()));
    Instant end = survey.ends().get(sighting.alertId());
    // whoever imports at that moment does not know when what is open will end
    alert.put("resolved_at", string(end == null || end.isBefore(past.split()) ? end : null));
    alert.put("incident", label.equals(StormPast.NOISE) ? null : label);
    alert.put("tool", sighting.tool());
    alert.put("summary", sighting.summary());
    alert.put("source", sighting.source());
    alert.put("component", sighting.component());
    alert.put("group", sighting.group());
    alert.put("class", sighting.eventClass());
    alert.put("severity", sighting.severity().wire());
    alert.put("details", sighting.attributes());
    return alert;
  }

  private void line(StringBuilder piece, Map<String, ?> item)
      throws IOException, InterruptedException {
    String text = TrialHouse.JSON.writeValueAsString(item);
    if (piece.length() + text.length() > PIECE) {
      house.post("/imports/incidents", piece.toString());
      piece.setLength(0);
    }
    piece.append(text).append('\n');
  }

  private static @Nullable String string(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asString();
  }

  // The feed

  /// Hands in what arrived before `end`, null for all that is left; what the import told already is left out.
  private int feed(StormFeed feed, @Nullable Instant end, String what) throws Exception {
    long began = System.nanoTime();
    int fed = 0;
    int told = 0;
    while (true) {
      List<StormFeed.Line> slice = feed.slice(end, SLICE, SLICE_TIME);
      if (slice.isEmpty()) {
        return fed;
      }
      Instant last = slice.getLast().at();
      if (end != null) {
        slice = slice.stream().filter(line -> !isKnown(line)).toList();
      }
      if (slice.isEmpty()) {
        continue;
      }
      send(slice);
      move(last);
      fed += slice.size();
      if (fed - told >= 5_000) {
        told = fed;
        System.out.printf(
            Locale.ROOT,
            "          %s: %d, %s, %.0f events/s, %d MiB%n",
            what,
            fed,
            last,
            fed / ((System.nanoTime() - began) / 1e9),
            Machine.residentMiB(house.pid()));
      }
    }
  }

  private boolean isKnown(StormFeed.Line line) {
    return !line.change() && past.labels().containsKey(line.key());
  }

  /// Hands a slice in, side by side; what has the same key goes one after the other.
  private void send(List<StormFeed.Line> slice) throws Exception {
    var shares = new ArrayList<List<StormFeed.Line>>();
    for (int i = 0; i < SENDERS; i++) {
      shares.add(new ArrayList<>());
    }
    for (StormFeed.Line line : slice) {
      shares.get(Math.floorMod(line.key().hashCode(), SENDERS)).add(line);
    }
    var failure = new AtomicReference<@Nullable Exception>();
    var threads = new ArrayList<Thread>();
    for (List<StormFeed.Line> share : shares) {
      if (!share.isEmpty()) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    for (StormFeed.Line line : share) {
                      ObjectNode body = line.body();
                      body.put("routing_key", keys.get(line.routingKey()));
                      house.call(
                          "POST",
                          line.change() ? "/v2/change/enqueue" : "/v2/enqueue",
                          TrialHouse.JSON.writeValueAsString(body),
                          Map.of("X-Muster-At", line.at().toString()));
                    }
                  } catch (IOException | InterruptedException | IllegalStateException failed) {
                    failure.set(failed);
                  }
                }));
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException(
          "an event was not taken; the log ends:\n" + house.log(), failed);
    }
  }

  private void move(Instant to) throws IOException, InterruptedException {
    try {
      house.post(
          "/replay/clock",
          Map.of("at", to.toString(), "grain_milliseconds", SLICE_TIME.toMillis()));
    } catch (IllegalStateException failed) {
      throw new IllegalStateException("the log ends:\n" + house.log(), failed);
    }
  }

  private void engineTime() throws IOException, InterruptedException {
    for (String line : house.text("/metrics").split("\n", -1)) {
      if (line.startsWith("muster_correlate_engine_seconds_sum")
          || line.startsWith("muster_correlate_engine_seconds_count")
          || line.startsWith("muster_correlate_insight_seconds_sum")
          || line.startsWith("muster_correlate_insight_seconds_count")) {
        System.out.println("          " + line);
      }
    }
  }

  // The answers

  private ObjectNode predictions() throws IOException, InterruptedException {
    var first = new HashMap<String, String>();
    var place = new TreeMap<String, @Nullable String>();
    String cursor = "0";
    while (true) {
      JsonNode page = house.get("/correlation/decisions?limit=5000&cursor=" + cursor);
      for (JsonNode decision : page.path("decisions")) {
        String key = decision.path("alert_key").asString("");
        String alert = decision.path("alert").asString();
        Instant arrived = survey.arrivals().get(key);
        // A key that came again after its end is another alert; the first is asked for.
        if (arrived == null || !first.computeIfAbsent(key, _ -> alert).equals(alert)) {
          continue;
        }
        if (!Instant.parse(decision.path("at").asString()).isAfter(arrived.plus(GROUPING_FROZEN))) {
          place.put(key, text(decision, "incident"));
        }
      }
      if (page.path("next_cursor").isNull()) {
        break;
      }
      cursor = page.path("next_cursor").asString();
    }
    ObjectNode predictions = TrialHouse.JSON.createObjectNode();
    ObjectNode alerts = predictions.putObject("alerts");
    place.forEach(alerts::put);
    Map<String, String> names = changeNames();
    ObjectNode roots = predictions.putObject("root");
    ObjectNode changes = predictions.putObject("change");
    ObjectNode similar = predictions.putObject("similar");
    var incidents = new HashSet<>(place.values());
    incidents.remove(null);
    for (String incident : new java.util.TreeSet<>(incidents)) {
      insight(incident, names, roots, changes, similar);
    }
    warnings(predictions);
    System.out.println(
        "          "
            + place.size()
            + " alerts decided, "
            + incidents.size()
            + " incidents as of the freezing");
    return predictions;
  }

  private void insight(
      String incident,
      Map<String, String> names,
      ObjectNode roots,
      ObjectNode changes,
      ObjectNode similar)
      throws IOException, InterruptedException {
    Instant opened =
        Instant.parse(
            house.get("/incidents/" + incident).path("incident").path("created_at").asString());
    JsonNode analysis =
        house
            .get("/incidents/" + incident + "/analysis?as_of=" + opened.plus(INSIGHT_FROZEN))
            .path("analysis");
    if (!analysis.isObject()) {
      return;
    }
    var root = roots.putArray(incident);
    analysis.path("causes").forEach(cause -> root.add(cause.path("entity").asString()));
    String only = text(analysis.path("only_place"), "entity");
    if (only != null) {
      root.add(only); // not called a cause, but where whoever is called would look
    }
    var change = changes.putArray(incident);
    for (JsonNode suspect : analysis.path("changes")) {
      String id = text(suspect, "change_id");
      change.add(id == null ? null : names.getOrDefault(id, id));
    }
    var alike = similar.putArray(incident);
    for (JsonNode past : analysis.path("similar")) {
      String external = text(past, "external_id");
      alike.add(external == null ? past.path("incident_id").asString() : external);
    }
  }

  /// The house's id of a change to the word by which the change names itself.
  private Map<String, String> changeNames() throws IOException, InterruptedException {
    var names = new HashMap<String, String>();
    Instant end = survey.last().plus(Duration.ofDays(1));
    for (Instant since = survey.first().minus(Duration.ofDays(30));
        since.isBefore(end);
        since = since.plus(Duration.ofDays(1))) {
      for (int offset = 0; ; offset += 100) {
        JsonNode page =
            house.get(
                "/change_events?limit=100&offset=%d&since=%s&until=%s"
                    .formatted(offset, since, since.plus(Duration.ofDays(1))));
        for (JsonNode change : page.path("change_events")) {
          String name = text(change.path("custom_details"), "change_id");
          if (name != null) {
            names.put(change.path("id").asString(), name);
          }
        }
        if (!page.path("more").asBoolean()) {
          break;
        }
      }
    }
    return names;
  }

  private void warnings(ObjectNode predictions) throws IOException, InterruptedException {
    var all = predictions.putArray("warnings");
    for (int offset = 0; offset < 9_900; offset += 100) {
      JsonNode page = house.get("/warnings?limit=100&offset=" + offset);
      for (JsonNode warning : page.path("warnings")) {
        ObjectNode told = all.addObject();
        told.put("at", warning.path("at").asString());
        told.put(
            "entity",
            warning.path("entity").isNull()
                ? warning.path("entity_service").asString()
                : warning.path("entity").asString());
        var matches = told.putArray("matches");
        for (JsonNode match : warning.path("matches")) {
          String external = text(match, "external_id");
          matches.add(external == null ? match.path("incident_id").asString() : external);
        }
      }
      if (!page.path("more").asBoolean()) {
        break;
      }
    }
  }
}
