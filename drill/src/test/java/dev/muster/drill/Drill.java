package dev.muster.drill;

import dev.muster.kernel.Role;
import dev.muster.kernel.Severity;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.ResponseFilter;
import dev.muster.mobilize.ResponseStatus;
import dev.muster.platform.web.Actor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One scenario: people and services are set up, signals come in, time moves, and every page is expected. A page that nobody
/// expected fails the scenario when time moves on, or at the end.
///
/// ```
/// drill.at("02:00").signal("db", CRITICAL).expectPage("ana", EMAIL);
/// drill.forward(minutes(15)).expectPage("ben", SMS).acknowledge("ben").forward(hours(1)).close();
/// ```
public final class Drill implements AutoCloseable {
  /// A way to a person.
  public enum Way {
    EMAIL,
    SMS,
    PHONE;

    String channel() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// After how many minutes a person wants to be told, and how.
  public record Rule(int minutes, Way way) {}

  /// One level of a policy: minutes until the next, and names of people and schedules.
  public record Level(int minutes, boolean roundRobin, List<String> targets) {}

  private static int count;

  private final House house = House.open();

  /// Makes names unlike those of other scenarios in the same house.
  private final String mark = "d" + ++count;

  private final Map<String, String> people = new LinkedHashMap<>();
  private final Map<String, String> addresses = new HashMap<>();
  private final Map<String, String> targets = new HashMap<>();
  private final Map<String, String> policies = new HashMap<>();
  private final Map<String, String> services = new LinkedHashMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, String> doors = new HashMap<>();
  private final List<Outside.Sent> open = new ArrayList<>();
  private int seen;
  private int signals;

  /// Begins at midnight of the next day.
  public static Drill start() {
    var drill = new Drill();
    drill.house.outside().clear();
    drill.house.outside().weather((_, _) -> null);
    // Nothing of this scenario is there yet.
    return drill.later(drill.next("00:00"));
  }

  public static Rule after(int minutes, Way way) {
    return new Rule(minutes, way);
  }

  public static Level level(int minutes, String... targets) {
    return new Level(minutes, false, List.of(targets));
  }

  public static Level ring(int minutes, String... targets) {
    return new Level(minutes, true, List.of(targets));
  }

  public static Duration minutes(int number) {
    return Duration.ofMinutes(number);
  }

  public static Duration hours(int number) {
    return Duration.ofHours(number);
  }

  // Setting up
  // ---------------------------------------------------------------------------------------------

  private String id(String path, String kind, Map<String, ?> body) {
    return house.api("POST", path, Map.of(kind, body)).path(kind).path("id").asString();
  }

  private static Map<String, String> reference(String id, String type) {
    return Map.of("id", id, "type", type);
  }

  /// Asks the house as its administrator.
  public tools.jackson.databind.JsonNode api(
      String method, String path, @org.jspecify.annotations.Nullable Object body) {
    return house.api(method, path, body);
  }

  /// The id of a person who was set up here.
  public String personId(String name) {
    return person(name, people);
  }

  /// That person presses the button behind the link in a message.
  public Drill saysNoise(String who, String incidentId) {
    house.verdicts().judge(incidentId, person(who, people), false, house.now());
    return this;
  }

  /// The key of that service's monitor.
  public String routingKey(String name) {
    return person(name, keys);
  }

  /// Lets pass whatever was sent until now.
  public Drill quietly() {
    look();
    open.clear();
    return this;
  }

  /// A person who wants to be told at once by mail.
  public Drill person(String name) {
    return person(name, after(0, Way.EMAIL));
  }

  public Drill person(String name, Rule... rules) {
    String mail = name + "." + mark + "@drill.example";
    String id =
        id("/users", "user", Map.of("type", "user", "name", name, "email", mail, "role", "user"));
    people.put(name, id);
    targets.put(name, "user_reference");
    String path = "/users/" + id;
    for (String urgency : List.of("high", "low")) {
      for (String rule :
          house.ids(path + "/notification_rules?urgency=" + urgency, "notification_rules")) {
        house.api("DELETE", path + "/notification_rules/" + rule, null);
      }
    }
    var methods = new HashMap<Way, String>();
    for (JsonNode method :
        house.api("GET", path + "/contact_methods", null).path("contact_methods")) {
      if (method.path("type").asString().equals("email_contact_method")) {
        methods.put(Way.EMAIL, method.path("id").asString());
      }
    }
    addresses.put("email " + mail, name);
    for (Rule rule : rules) {
      String method =
          methods.computeIfAbsent(rule.way(), way -> contactMethod(path, name, way, mail));
      for (String urgency : List.of("high", "low")) {
        house.api(
            "POST",
            path + "/notification_rules",
            Map.of(
                "notification_rule",
                Map.of(
                    "type",
                    "assignment_notification_rule",
                    "start_delay_in_minutes",
                    rule.minutes(),
                    "contact_method",
                    reference(method, rule.way().channel() + "_contact_method"),
                    "urgency",
                    urgency)));
      }
    }
    return this;
  }

  /// That person has shown of every way by which they are told that messages arrive there.
  public Drill verified(String name) {
    var contacts = house.part(dev.muster.catalog.Contacts.class);
    JsonNode methods = house.api("GET", "/users/" + personId(name) + "/contact_methods", null);
    for (JsonNode method : methods.path("contact_methods")) {
      if (!contacts.verified(
          method.path("id").asString(), method.path("address").asString(), house.now())) {
        throw new IllegalStateException("no such contact method: " + method);
      }
    }
    return this;
  }

  /// Many people at once, named `name-1` and on, who want to be told at once by mail. They come straight into the database, because
  /// making ten thousand through the front door is not what is to be shown.
  public Drill crowd(String name, int number) {
    var sql = house.part(dev.muster.platform.db.Database.class).sql();
    String at = "timestamptz '2020-01-01'";
    String ids = "'P' || upper(lpad(to_hex(n + 268435456::bigint * " + count + "), 13, '0'))";
    String mail = "'" + name + "-' || n || '." + mark + "@drill.example'";
    for (String insert :
        List.of(
            "insert into catalog.person (id, name, email, time_zone, role, color, created_at)"
                + " select "
                + ids
                + ", '"
                + name
                + "-' || n, "
                + mail
                + ", 'UTC', 'user', 'navy', "
                + at,
            "insert into catalog.contact_method (id, user_id, type, label, address, country_code,"
                + " enabled, created_at) select "
                + ids
                + " || 'M', "
                + ids
                + ", 'EMAIL', 'Default', "
                + mail
                + ", 0, true, "
                + at,
            "insert into catalog.notification_rule (id, user_id, delay_minutes, contact_method_id,"
                + " urgency, created_at) select "
                + ids
                + " || 'R', "
                + ids
                + ", 0, "
                + ids
                + " || 'M', 'high', "
                + at)) {
      sql.sql(insert + " from generate_series(1, ?) n").param(number).update();
    }
    sql.sql("select id, name, email from catalog.person where email like ?")
        .param(name + "-%." + mark + "@drill.example")
        .query((row, _) -> {
          people.put(row.getString("name"), row.getString("id"));
          targets.put(row.getString("name"), "user_reference");
          addresses.put("email " + row.getString("email"), row.getString("name"));
          return row.getString("id");
        })
        .list();
    return this;
  }

  private String contactMethod(String path, String name, Way way, String mail) {
    String number = "%d%03d".formatted(5_550_000 + count, people.size());
    String given = way == Way.EMAIL ? mail : number;
    String id =
        id(
            path + "/contact_methods",
            "contact_method",
            Map.of(
                "type",
                way.channel() + "_contact_method",
                "label",
                way.name(),
                "address",
                given,
                "country_code",
                1));
    addresses.put(way.channel() + " " + given, name);
    return id;
  }

  /// People one after the other, each for as many hours, from midnight UTC of the drill's first day.
  public Drill schedule(String name, int hoursEach, String... turns) {
    return schedule(name, "UTC", house.now().atZone(ZoneOffset.UTC), hoursEach, turns);
  }

  /// @param start wall-clock time at which the first turn begins
  public Drill schedule(
      String name, String zone, ZonedDateTime start, int hoursEach, String... turns) {
    return schedule(name, scheduleBody(name, zone, start, hoursEach, turns));
  }

  private Map<String, ?> scheduleBody(
      String name, String zone, ZonedDateTime start, int hoursEach, String... turns) {
    var users = new ArrayList<Map<String, ?>>();
    for (String turn : turns) {
      users.add(Map.of("user", reference(person(turn, people), "user_reference")));
    }
    return Map.of(
        "type",
        "schedule",
        "name",
        name + " " + mark,
        "time_zone",
        zone,
        "schedule_layers",
        List.of(
            Map.of(
                "name",
                "layer",
                "start",
                start.toInstant().toString(),
                "rotation_virtual_start",
                start.toInstant().toString(),
                "rotation_turn_length_seconds",
                hoursEach * 3_600,
                "users",
                users)));
  }

  private Drill schedule(String name, Map<String, ?> body) {
    people.put(name, id("/schedules", "schedule", body));
    targets.put(name, "schedule_reference");
    return this;
  }

  /// Replaces the schedule's layers from now on.
  public Drill editSchedule(String name, int hoursEach, String... turns) {
    house.api(
        "PUT",
        "/schedules/" + person(name, people),
        Map.of(
            "schedule",
            scheduleBody(name, "UTC", house.now().atZone(ZoneOffset.UTC), hoursEach, turns)));
    return this;
  }

  public Drill override(String schedule, String who, Duration in, Duration length) {
    Instant from = house.now().plus(in);
    house.api(
        "POST",
        "/schedules/" + person(schedule, people) + "/overrides",
        Map.of(
            "overrides",
            List.of(
                Map.of(
                    "start",
                    from.toString(),
                    "end",
                    from.plus(length).toString(),
                    "user",
                    reference(person(who, people), "user_reference")))));
    return this;
  }

  /// @param loops how often it is repeated after the last level
  public Drill policy(String name, int loops, Level... levels) {
    var rules = new ArrayList<Map<String, ?>>();
    for (Level level : levels) {
      var to = new ArrayList<Map<String, String>>();
      for (String target : level.targets()) {
        to.add(reference(person(target, people), target(target)));
      }
      rules.add(
          Map.of(
              "escalation_delay_in_minutes",
              level.minutes(),
              "targets",
              to,
              "escalation_rule_assignment_strategy",
              Map.of("type", level.roundRobin() ? "round_robin" : "assign_to_everyone")));
    }
    policies.put(
        name,
        id(
            "/escalation_policies",
            "escalation_policy",
            Map.of(
                "type",
                "escalation_policy",
                "name",
                name + " " + mark,
                "num_loops",
                loops,
                "escalation_rules",
                rules)));
    return this;
  }

  private String target(String name) {
    String type = targets.get(name);
    if (type == null) {
      throw new AssertionError("no target " + name);
    }
    return type;
  }

  private static String person(String name, Map<String, String> known) {
    String id = known.get(name);
    if (id == null) {
      throw new AssertionError("nobody has set up " + name);
    }
    return id;
  }

  public Drill service(String name, String policy) {
    return service(name, policy, Map.of());
  }

  /// @param more further fields of the service, as in the REST API
  public Drill service(String name, String policy, Map<String, ?> more) {
    var body = new HashMap<String, Object>();
    body.put("type", "service");
    body.put("name", name + " " + mark);
    body.put(
        "escalation_policy", reference(person(policy, policies), "escalation_policy_reference"));
    body.putAll(more);
    String id = id("/services", "service", body);
    services.put(name, id);
    return door(name, id, "drill");
  }

  /// Another tool that speaks for the service: its signals come from `service/name`.
  public Drill monitor(String service, String name) {
    return door(service + "/" + name, person(service, services), name);
  }

  private Drill door(String name, String serviceId, String called) {
    String path = "/services/" + serviceId + "/integrations";
    JsonNode made =
        house
            .api(
                "POST",
                path,
                Map.of(
                    "integration",
                    Map.of("type", "events_api_v2_inbound_integration", "name", called)))
            .path("integration");
    keys.put(name, made.path("integration_key").asString());
    doors.put(name, path + "/" + made.path("id").asString());
    return this;
  }

  /// Turns the mails about what a tool alone has said off, or on again.
  ///
  /// @param monitor a service for its first tool, or `service/name`
  public Drill mails(String monitor, boolean on) {
    house.api(
        "PUT", person(monitor, doors), Map.of("integration", Map.of("mail_notifications", on)));
    return this;
  }

  /// What people were told of the scenario's only incident, each as its state and its words.
  public List<String> told() {
    return house
        .mobilize()
        .notifications(incidents(Set.of(ResponseStatus.values())).getFirst().incidentId())
        .stream()
        .map(one -> one.channel() + " " + one.status() + ": " + one.error() + " | " + one.reason())
        .toList();
  }

  public Drill maintenance(String service, Duration length) {
    house.api(
        "POST",
        "/maintenance_windows",
        Map.of(
            "maintenance_window",
            Map.of(
                "type",
                "maintenance_window",
                "start_time",
                house.now().toString(),
                "end_time",
                house.now().plus(length).toString(),
                "services",
                List.of(reference(person(service, services), "service_reference")))));
    return this;
  }

  // What happens
  // ---------------------------------------------------------------------------------------------

  /// Moves on to the next time that the clock shows this, in UTC.
  public Drill at(String time) {
    return moveTo(next(time));
  }

  private Instant next(String time) {
    ZonedDateTime now = house.now().atZone(ZoneOffset.UTC);
    ZonedDateTime then = now.with(LocalTime.parse(time));
    return (then.isBefore(now) ? then.plusDays(1) : then).toInstant();
  }

  public Drill at(Instant moment) {
    return moveTo(moment);
  }

  /// Lets a day or months pass quickly: all but the last hour in steps of an hour where nothing is due before.
  public Drill later(Instant moment) {
    nothingUnexpected();
    house.moveTo(moment.minus(Duration.ofHours(1)), Duration.ofHours(1));
    return moveTo(moment);
  }

  public Drill forward(Duration time) {
    return moveTo(house.now().plus(time));
  }

  private Drill moveTo(Instant moment) {
    nothingUnexpected();
    house.moveTo(moment);
    look();
    return this;
  }

  public Instant now() {
    return house.now();
  }

  /// A new alert.
  public Drill signal(String service, Severity severity) {
    return signal(service, severity, "signal-" + ++signals);
  }

  public Drill signal(String service, Severity severity, String key) {
    return event(service, "trigger", key, severity, key + " is broken");
  }

  /// The monitor sees that it is well again.
  public Drill clear(String service, String key) {
    return event(service, "resolve", key, Severity.INFO, "");
  }

  private Drill event(
      String service, String action, String key, Severity severity, String summary) {
    var body = new TreeMap<String, Object>();
    body.put("routing_key", person(service, keys));
    body.put("event_action", action);
    body.put("dedup_key", mark + key);
    if (action.equals("trigger")) {
      body.put(
          "payload", Map.of("summary", summary, "source", "drill", "severity", severity.wire()));
    }
    house.api("POST", "/v2/enqueue", body);
    house.settle();
    look();
    return this;
  }

  // What people do
  // ---------------------------------------------------------------------------------------------

  public Drill acknowledge(String who) {
    return each(who, Set.of(ResponseStatus.TRIGGERED), new Command.Acknowledge());
  }

  public Drill resolve(String who) {
    return each(
        who,
        Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED),
        new Command.Resolve(null));
  }

  public Drill snooze(String who, Duration length) {
    return each(
        who,
        Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED),
        new Command.Snooze(length));
  }

  public Drill reassign(String who, String to) {
    return each(
        who,
        Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED),
        new Command.Reassign(List.of(person(to, people))));
  }

  private Actor actor(String who) {
    return new Actor(
        Actor.Kind.USER, person(who, people), who, who + "." + mark + "@drill.example", Role.USER);
  }

  private Drill each(String who, Set<ResponseStatus> statuses, Command command) {
    List<Response> found = incidents(statuses);
    if (found.isEmpty()) {
      throw new AssertionError("there is no incident for " + who + " to " + command);
    }
    for (Response response : found) {
      house.mobilize().change(response.incidentId(), command, actor(who), house.now());
    }
    house.settle();
    look();
    return this;
  }

  /// The scenario's incidents in those states, oldest first.
  public List<Response> incidents(Set<ResponseStatus> statuses) {
    return house
        .mobilize()
        .search(
            ResponseFilter.all()
                .withServices(new HashSet<>(services.values()))
                .withStatuses(statuses),
            0,
            10_000);
  }

  public House house() {
    return house;
  }

  public String userId(String name) {
    return person(name, people);
  }

  public String serviceId(String name) {
    return person(name, services);
  }

  // What is expected
  // ---------------------------------------------------------------------------------------------

  /// Takes in what has left since the last look.
  private void look() {
    List<Outside.Sent> sent = house.outside().sent();
    for (Outside.Sent one : sent.subList(seen, sent.size())) {
      if (Outside.PAGING.contains(one.channel())) {
        open.add(one);
      }
    }
    seen = sent.size();
  }

  private String who(Outside.Sent sent) {
    String digits = sent.address().replaceFirst("^\\+1", "");
    String name = addresses.get(sent.channel() + " " + digits);
    return name == null ? sent.address() : name;
  }

  /// One page to that person in that way has left since time last moved.
  public Drill expectPage(String who, Way way) {
    for (Outside.Sent sent : open) {
      if (who(sent).equals(who) && sent.channel().equals(way.channel())) {
        open.remove(sent);
        return this;
      }
    }
    throw new AssertionError("no %s to %s; there are %s".formatted(way, who, tell()));
  }

  /// The same, and it left at that moment.
  public Drill expectPageAt(String who, Way way, Instant at) {
    for (Outside.Sent sent : open) {
      if (who(sent).equals(who) && sent.channel().equals(way.channel()) && sent.at().equals(at)) {
        open.remove(sent);
        return this;
      }
    }
    throw new AssertionError("no %s to %s at %s; there are %s".formatted(way, who, at, tell()));
  }

  /// The fallback target was told by mail.
  public Drill expectFallback() {
    return expectPage(DrillWiring.FALLBACK, Way.EMAIL);
  }

  /// That person got so many letters since the start that say that something is over.
  public Drill expectRecoveries(String who, int number) {
    long found =
        house.outside().recoveries().stream().filter(sent -> who(sent).equals(who)).count();
    if (found != number) {
      throw new AssertionError(
          who
              + " was told of "
              + found
              + " ends and not of "
              + number
              + ": "
              + house.outside().recoveries());
    }
    return this;
  }

  public Drill expectSilence() {
    nothingUnexpected();
    return this;
  }

  public Drill expectIncidents(int number, ResponseStatus status) {
    List<Response> found = incidents(Set.of(status));
    if (found.size() != number) {
      throw new AssertionError(
          "%d incidents are %s and not %d: %s".formatted(found.size(), status, number, found));
    }
    return this;
  }

  private String tell() {
    return open.stream().map(sent -> who(sent) + ": " + sent).toList().toString();
  }

  private void nothingUnexpected() {
    if (!open.isEmpty()) {
      throw new AssertionError("pages that nobody expected: " + tell());
    }
  }

  /// Ends the scenario: nothing unexpected may have left, and nothing may leave once all is resolved.
  @Override
  public void close() {
    nothingUnexpected();
    @Nullable String first = people.keySet().stream().findFirst().orElse(null);
    if (first != null
        && !incidents(Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED)).isEmpty()) {
      resolve(first);
    }
    forward(hours(1));
    nothingUnexpected();
  }
}
