package dev.muster.app.demo;

import static dev.muster.app.demo.DemoApi.reference;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A small web shop to look at: four teams in several parts of the world, schedules that follow the sun, nine services that Muster
/// groups by itself, a journey of their customers, an objective, a heartbeat and a known peak. It is set up once.
final class DemoCompany {
  private record Person(String name, String zone, String title) {
    String email() {
      return name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@demo.example";
    }
  }

  private record Team(String name, String words, List<Person> people) {}

  private record Run(String name, String team, String words) {}

  private static final List<Team> TEAMS =
      List.of(
          new Team(
              "Shop",
              "What customers see: the web shop and its search",
              List.of(
                  new Person("Ines Albrecht", "Europe/Berlin", "Developer"),
                  new Person("Tomas Novak", "Europe/Prague", "Developer"),
                  new Person("Maribel Santos", "Asia/Manila", "Developer"))),
          new Team(
              "Payments",
              "Checkout, payments and what the bank wants of us",
              List.of(
                  new Person("Grace Okafor", "Africa/Lagos", "Developer"),
                  new Person("Henrik Dahl", "Europe/Oslo", "Developer"))),
          new Team(
              "Platform",
              "Databases, queues and networks for everybody",
              List.of(
                  new Person("Priya Raman", "Asia/Kolkata", "Site reliability engineer"),
                  new Person("Luis Ferreira", "America/Sao_Paulo", "Site reliability engineer"),
                  new Person("Dana Whitfield", "America/New_York", "Site reliability engineer"))),
          new Team(
              "Data",
              "Recommendations and reports",
              List.of(
                  new Person("Yuki Tanabe", "Asia/Tokyo", "Data engineer"),
                  new Person("Oskar Lind", "Europe/Stockholm", "Data engineer"))));

  private static final List<Run> SERVICES =
      List.of(
          new Run("Web shop", "Shop", "Pages of the shop, for browsers and the app"),
          new Run("Search", "Shop", "Finds products"),
          new Run("Checkout", "Payments", "Basket, address, order"),
          new Run("Payments", "Payments", "Authorises cards through the card gateway"),
          new Run("Customer database", "Platform", "PostgreSQL: customers, orders, payments"),
          new Run("Message queue", "Platform", "Orders on their way to the warehouse"),
          new Run("Network", "Platform", "Edge routers and load balancers"),
          new Run("Recommendations", "Data", "What else you might like"),
          new Run("Reporting", "Data", "Nightly figures for the management"));

  private final DemoApi api;

  DemoCompany(DemoApi api) {
    this.api = api;
  }

  /// Sets the company up unless it is there.
  ///
  /// @return whether it was set up now
  boolean setUp() throws IOException, InterruptedException {
    if (api.find("services", SERVICES.getLast().name()) != null) {
      return false;
    }
    var services = new LinkedHashMap<String, String>();
    for (Team team : TEAMS) {
      String teamId =
          api.create("teams", "team", Map.of("name", team.name(), "description", team.words()));
      var people = new ArrayList<String>();
      for (Person person : team.people()) {
        people.add(person(person, teamId));
      }
      String policy = policy(team, teamId, schedule(team, people), people.getLast());
      for (Run run : SERVICES) {
        if (run.team().equals(team.name())) {
          services.put(run.name(), service(run, policy, teamId));
        }
      }
    }
    journey(services);
    watch(services);
    return true;
  }

  /// The events key of each service.
  Map<String, String> keys() throws IOException, InterruptedException {
    var keys = new LinkedHashMap<String, String>();
    for (Run run : SERVICES) {
      String id = api.find("services", run.name());
      JsonNode full = api.get("/services/" + id + "?include%5B%5D=integrations");
      for (JsonNode integration : full.path("service").path("integrations")) {
        if (integration.hasNonNull("integration_key")) {
          keys.put(run.name(), integration.path("integration_key").asString());
        }
      }
    }
    return keys;
  }

  private String person(Person person, String team) throws IOException, InterruptedException {
    String id =
        api.create(
            "users",
            "user",
            Map.of(
                "name", person.name(),
                "email", person.email(),
                "role", "limited_user",
                "job_title", person.title(),
                "time_zone", person.zone()));
    api.put("/teams/" + team + "/users/" + id, Map.of("role", "responder"));
    return id;
  }

  /// Three people or more follow the sun, eight hours of their day each; two take turns by the week.
  private String schedule(Team team, List<String> people) throws IOException, InterruptedException {
    String start = Instant.now().minus(Duration.ofDays(14)).toString();
    var layers = new ArrayList<Map<String, Object>>();
    if (people.size() < 3) {
      layers.add(layer("Week by week", start, Duration.ofDays(7), people));
    } else {
      int hours = 24 / people.size();
      for (int i = 0; i < people.size(); i++) {
        var layer =
            new LinkedHashMap<>(
                layer(
                    team.people().get(i).name() + "'s day",
                    start,
                    Duration.ofDays(1),
                    List.of(people.get(i))));
        int from = (4 + i * hours) % 24;
        layer.put(
            "restrictions",
            List.of(
                Map.of(
                    "type",
                    "daily_restriction",
                    "start_time_of_day",
                    String.format(Locale.ROOT, "%02d:00:00", from),
                    "duration_seconds",
                    hours * 3_600)));
        layers.add(layer);
      }
    }
    return api.create(
        "schedules",
        "schedule",
        Map.of(
            "name", team.name() + " on call", "time_zone", "Etc/UTC", "schedule_layers", layers));
  }

  private static Map<String, Object> layer(
      String name, String start, Duration turn, List<String> people) {
    return Map.of(
        "name", name,
        "start", start,
        "rotation_virtual_start", start,
        "rotation_turn_length_seconds", turn.toSeconds(),
        "users", people.stream().map(id -> Map.of("user", reference(id, "user"))).toList());
  }

  private String policy(Team team, String teamId, String schedule, String last)
      throws IOException, InterruptedException {
    return api.create(
        "escalation_policies",
        "escalation_policy",
        Map.of(
            "name",
            team.name(),
            "num_loops",
            2,
            "teams",
            List.of(reference(teamId, "team")),
            "escalation_rules",
            List.of(
                Map.of(
                    "escalation_delay_in_minutes",
                    10,
                    "targets",
                    List.of(reference(schedule, "schedule"))),
                Map.of(
                    "escalation_delay_in_minutes",
                    15,
                    "targets",
                    List.of(reference(last, "user"))))));
  }

  private String service(Run run, String policy, String team)
      throws IOException, InterruptedException {
    String id =
        api.create(
            "services",
            "service",
            Map.of(
                "name", run.name(),
                "description", run.words(),
                "contact", "#" + run.team().toLowerCase(Locale.ROOT) + " in the chat",
                "escalation_policy", reference(policy, "escalation_policy"),
                "teams", List.of(reference(team, "team")),
                "alert_creation", "create_alerts_and_incidents",
                "recovery_mode", "watch",
                "alert_grouping_parameters", Map.of("type", "intelligent")));
    api.post(
        "/services/" + id + "/integrations",
        Map.of(
            "integration",
            Map.of("type", "events_api_v2_inbound_integration", "name", DemoPast.TOOL)));
    return id;
  }

  private void journey(Map<String, String> services) throws IOException, InterruptedException {
    var steps = new ArrayList<Map<String, Object>>();
    Map.of(
            1, List.of("Find a product", "Search"),
            2, List.of("Look at it", "Web shop"),
            3, List.of("Order it", "Checkout"),
            4, List.of("Pay by card", "Payments"))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(step ->
            steps.add(
                Map.of(
                    "name", step.getValue().getFirst(),
                    "service",
                        reference(
                            String.valueOf(services.get(step.getValue().getLast())), "service"))));
    api.create(
        "journeys",
        "journey",
        Map.of(
            "name",
            "Buy something",
            "service",
            reference(String.valueOf(services.get("Web shop")), "service"),
            "steps",
            steps));
  }

  private void watch(Map<String, String> services) throws IOException, InterruptedException {
    String checkout = String.valueOf(services.get("Checkout"));
    api.create(
        "slos",
        "slo",
        Map.of(
            "name",
            "Checkout answers without error",
            "service",
            reference(checkout, "service"),
            "target_percent",
            99.5,
            "window_days",
            28,
            "indicator",
            Map.of(
                "kind", "ratio",
                "bad", "checkout_requests_total{code=\"5xx\"}",
                "total", "checkout_requests_total")));
    api.create(
        "heartbeats",
        "heartbeat",
        Map.of(
            "name", "Nightly backup of the customer database",
            "service", reference(String.valueOf(services.get("Customer database")), "service"),
            "cron", "30 2 * * *",
            "time_zone", "Europe/Berlin",
            "grace_seconds", 1_800));
    api.create(
        "named_days",
        "named_day",
        Map.of(
            "name",
            "Black Friday",
            "when",
            Map.of("month", 11, "weekday", 4, "which", 4, "days_after", 1),
            "factor",
            5));
    for (DemoMetrics.Watched watched : DemoMetrics.WATCHED) {
      api.create(
          "detector_rules",
          "detector_rule",
          Map.of(
              "name", watched.words(),
              "matchers",
                  List.of(Map.of("label", "__name__", "op", "=", "value", watched.metric())),
              "kind", "dynamic",
              "severity", "error",
              "service", reference(String.valueOf(services.get(watched.service())), "service")));
    }
  }
}
