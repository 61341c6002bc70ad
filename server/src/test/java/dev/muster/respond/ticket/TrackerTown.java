package dev.muster.respond.ticket;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Trackers of all sorts behind one address, by the rules of their public documents: each asks for its own credentials, keeps what it is
/// given, gives numbers out, and takes the same ticket twice without a word, so that it shows when it is sent twice.
final class TrackerTown implements AutoCloseable {
  static final String TOKEN = "tok-en-123";
  static final String USER = "bot@example.com";

  /// A ticket as it is kept.
  record Kept(
      String id,
      String key,
      String title,
      String text,
      List<String> labels,
      Instant madeAt,
      List<String> comments) {}

  /// How the next request that makes something goes wrong.
  enum Trouble {
    NONE,
    /// It is not taken.
    AWAY,
    /// It is taken, and nobody hears of it.
    MUTE,
    /// It is taken, and the answer to that breaks off.
    CUT,
    /// Of answers to questions only the beginning comes.
    CUT_LOOKS
  }

  private final HttpServer server;
  private final List<Kept> tickets = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
  private volatile Trouble trouble = Trouble.NONE;
  private volatile Instant now = Instant.EPOCH;

  TrackerTown() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  List<Kept> tickets() {
    return List.copyOf(tickets);
  }

  /// Of the requests that made a ticket.
  List<Map<String, String>> headers() {
    return List.copyOf(headers);
  }

  void trouble(Trouble next) {
    trouble = next;
  }

  /// Others file so many tickets of their own.
  void fill(int number) {
    for (int i = 0; i < number; i++) {
      String id = Integer.toString(tickets.size() + 1);
      tickets.add(
          new Kept(
              id, "ops/board#" + id, "Another", "Of others", List.of("muster"), now, List.of()));
    }
  }

  /// What clocks there say.
  void at(Instant moment) {
    now = moment;
  }

  private record Answer(int status, @Nullable JsonNode body) {}

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean makes = !exchange.getRequestMethod().equals("GET");
      if (makes && trouble == Trouble.AWAY) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      Answer answer = route(exchange, body);
      if (makes && trouble == Trouble.MUTE) {
        return; // the connection ends without an answer
      }
      JsonNode json = answer.body();
      byte[] bytes = json == null ? new byte[0] : json.toString().getBytes(StandardCharsets.UTF_8);
      if (makes ? trouble == Trouble.CUT : trouble == Trouble.CUT_LOOKS) {
        exchange.sendResponseHeaders(answer.status(), bytes.length + 100);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
        return; // the connection ends
      }
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    var query = new LinkedHashMap<String, String>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private Answer route(HttpExchange exchange, byte[] body) {
    String path = exchange.getRequestURI().getRawPath();
    String method = exchange.getRequestMethod();
    JsonNode json =
        body.length == 0 ? Json.mapper().createObjectNode() : Json.mapper().readTree(body);
    if (path.startsWith("/rest/api/2/") || path.startsWith("/rest/api/3/")) {
      return jira(exchange, method, path, json);
    }
    if (path.startsWith("/api/v4/projects/")) {
      return gitlab(exchange, path, json);
    }
    if (path.startsWith("/repos/")) {
      return github(exchange, path, json);
    }
    if (path.startsWith("/api/now/table/incident")) {
      return servicenow(exchange, method, path, json);
    }
    return webhook(exchange, method, path, json);
  }

  private static @Nullable String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  private static boolean basic(HttpExchange exchange) {
    String expected =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((USER + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
    return expected.equals(header(exchange, "Authorization"));
  }

  private static boolean bearer(HttpExchange exchange) {
    return ("Bearer " + TOKEN).equals(header(exchange, "Authorization"));
  }

  private static Answer denied() {
    return new Answer(401, Json.mapper().createObjectNode().put("message", "who are you?"));
  }

  private Kept keep(
      HttpExchange exchange, String prefix, String title, String text, List<String> labels) {
    synchronized (tickets) {
      int number = tickets.size() + 1;
      var kept =
          new Kept(
              Integer.toString(number),
              prefix + number,
              title,
              text,
              labels,
              now,
              new CopyOnWriteArrayList<>());
      tickets.add(kept);
      var seen = new LinkedHashMap<String, String>();
      exchange.getRequestHeaders().forEach((name, values) -> seen.put(name, values.getFirst()));
      headers.add(seen);
      return kept;
    }
  }

  private Kept byId(String id) {
    return tickets.stream()
        .filter(one -> one.id().equals(id) || one.key().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> words(JsonNode list) {
    var words = new ArrayList<String>();
    list.forEach(one -> words.add(one.asString("")));
    return words;
  }

  /// A text, or the texts in a document.
  private static String flat(JsonNode text) {
    if (text.isString()) {
      return text.stringValue();
    }
    var all = new StringBuilder();
    for (JsonNode paragraph : text.path("content")) {
      for (JsonNode piece : paragraph.path("content")) {
        all.append(piece.path("text").asString("")).append('\n');
      }
    }
    return all.toString();
  }

  private Answer jira(HttpExchange exchange, String method, String path, JsonNode json) {
    boolean cloud = path.startsWith("/rest/api/3/");
    if (cloud ? !basic(exchange) : !bearer(exchange)) {
      return denied();
    }
    String rest = path.substring("/rest/api/3".length());
    ObjectNode answer = Json.mapper().createObjectNode();
    if (rest.equals(cloud ? "/search/jql" : "/search")) {
      String jql = query(exchange).getOrDefault("jql", "");
      ArrayNode issues = answer.putArray("issues");
      tickets.stream()
          .filter(
              one -> one.labels().stream().anyMatch(l -> jql.contains("labels = \"" + l + "\"")))
          .forEach(one -> {
            ObjectNode issue = issues.addObject().put("id", one.id()).put("key", one.key());
            ArrayNode labels = issue.putObject("fields").putArray("labels");
            one.labels().forEach(labels::add);
          });
      return new Answer(200, answer);
    }
    if (rest.equals("/issue") && method.equals("POST")) {
      JsonNode fields = json.path("fields");
      if (cloud != fields.path("description").isObject()) {
        return new Answer(400, answer.put("errors", "description: wrong form"));
      }
      Kept kept =
          keep(
              exchange,
              fields.path("project").path("key").asString("") + "-",
              fields.path("summary").asString(""),
              flat(fields.path("description")),
              words(fields.path("labels")));
      return new Answer(201, answer.put("id", "1000" + kept.id()).put("key", kept.key()));
    }
    if (rest.endsWith("/comment")) {
      byId(rest.split("/", -1)[2]).comments().add(flat(json.path("body")));
      return new Answer(201, answer.put("id", "1"));
    }
    return rest.equals("/project/OPS")
        ? new Answer(200, answer.put("key", "OPS"))
        : new Answer(404, null);
  }

  private Answer gitlab(HttpExchange exchange, String path, JsonNode json) {
    if (!TOKEN.equals(header(exchange, "PRIVATE-TOKEN"))) {
      return denied();
    }
    String rest = path.substring("/api/v4/projects/".length());
    if (!rest.startsWith("ops%2Fboard")) {
      return new Answer(404, null);
    }
    rest = rest.substring("ops%2Fboard".length());
    if (rest.isEmpty()) {
      return new Answer(200, Json.mapper().createObjectNode().put("id", 7));
    }
    String label = query(exchange).get("labels");
    return issues(
        exchange,
        rest,
        json,
        new Names("iid", "description", "web_url", "created_after"),
        one -> one.labels().contains(label),
        List.of(json.path("labels").asString("").split(",")));
  }

  /// How a tracker of issues calls what they have.
  private record Names(String number, String text, String url, String since) {}

  private Answer issues(
      HttpExchange exchange,
      String rest,
      JsonNode json,
      Names names,
      Predicate<Kept> listed,
      List<String> labels) {
    if (rest.equals("/issues") && exchange.getRequestMethod().equals("GET")) {
      Map<String, String> query = query(exchange);
      Instant since = Instant.parse(query.getOrDefault(names.since(), ""));
      ArrayNode list = Json.mapper().createArrayNode();
      page(query).stream()
          .filter(one -> !one.madeAt().isBefore(since))
          .filter(listed)
          .forEach(one -> issue(list.addObject(), one, names));
      return new Answer(200, list);
    }
    if (rest.equals("/issues")) {
      Kept kept =
          keep(
              exchange,
              "ops/board#",
              json.path("title").asString(""),
              json.path(names.text()).asString(""),
              labels);
      ObjectNode answer = Json.mapper().createObjectNode();
      issue(answer, kept, names);
      return new Answer(201, answer);
    }
    byId(rest.split("/", -1)[2]).comments().add(json.path("body").asString(""));
    return new Answer(201, Json.mapper().createObjectNode().put("id", 1));
  }

  /// Newest first.
  private List<Kept> page(Map<String, String> query) {
    int size = Integer.parseInt(query.getOrDefault("per_page", "20"));
    int page = Integer.parseInt(query.getOrDefault("page", "1"));
    return tickets.reversed().stream().skip((page - 1L) * size).limit(size).toList();
  }

  private void issue(ObjectNode issue, Kept one, Names names) {
    issue
        .put(names.number(), Integer.parseInt(one.id()))
        .put(names.text(), one.text())
        .put(names.url(), url() + "/issues/" + one.id());
  }

  private Answer github(HttpExchange exchange, String path, JsonNode json) {
    if (!bearer(exchange)) {
      return denied();
    }
    if (!path.startsWith("/repos/ops/board")) {
      return new Answer(404, null);
    }
    String rest = path.substring("/repos/ops/board".length());
    if (rest.isEmpty()) {
      return new Answer(200, Json.mapper().createObjectNode().put("full_name", "ops/board"));
    }
    // Labels are left out without a word when the token may not push.
    return issues(
        exchange,
        rest,
        json,
        new Names("number", "body", "html_url", "since"),
        _ -> true,
        List.of());
  }

  private Answer servicenow(HttpExchange exchange, String method, String path, JsonNode json) {
    if (!basic(exchange)) {
      return denied();
    }
    ObjectNode answer = Json.mapper().createObjectNode();
    if (method.equals("GET")) {
      String query = query(exchange).getOrDefault("sysparm_query", "");
      ArrayNode list = answer.putArray("result");
      tickets.stream()
          .filter(one -> query.equals("correlation_id=" + one.labels().getFirst()))
          .forEach(one ->
              list.addObject()
                  .put("sys_id", one.id())
                  .put("number", one.key())
                  .put("correlation_id", one.labels().getFirst()));
      return new Answer(200, answer);
    }
    if (method.equals("POST")) {
      Kept kept =
          keep(
              exchange,
              "INC00",
              json.path("short_description").asString(""),
              json.path("description").asString(""),
              List.of(json.path("correlation_id").asString("")));
      answer.putObject("result").put("sys_id", kept.id()).put("number", kept.key());
      return new Answer(201, answer);
    }
    byId(path.substring("/api/now/table/incident/".length()))
        .comments()
        .add(json.path("work_notes").asString(""));
    answer.putObject("result");
    return new Answer(200, answer);
  }

  private Answer webhook(HttpExchange exchange, String method, String path, JsonNode json) {
    if (header(exchange, "X-Muster-Signature") == null) {
      return denied();
    }
    if (method.equals("GET")) {
      String wanted = path.substring("/find/".length());
      return tickets.stream()
          .filter(one -> one.labels().contains(wanted))
          .findFirst()
          .map(one -> new Answer(200, Json.mapper().createObjectNode().put("key", one.key())))
          .orElse(new Answer(404, null));
    }
    String event = String.valueOf(header(exchange, "X-Muster-Event"));
    if (event.equals("ticket.create")) {
      Kept kept =
          keep(
              exchange,
              "T-",
              json.path("title").asString(""),
              json.path("description").asString(""),
              List.of(json.path("correlation_id").asString("")));
      return new Answer(
          200,
          Json.mapper()
              .createObjectNode()
              .put("key", kept.key())
              .put("url", url() + "/" + kept.key()));
    }
    if (event.equals("ticket.comment")) {
      byId(json.path("ticket").asString("")).comments().add(json.path("comment").asString(""));
    }
    return new Answer(200, Json.mapper().createObjectNode());
  }
}
