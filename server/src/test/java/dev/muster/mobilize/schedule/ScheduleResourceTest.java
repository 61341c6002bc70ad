package dev.muster.mobilize.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Role;
import dev.muster.mobilize.FakeCatalog;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.WebSettings;
import dev.muster.platform.web.WebShell;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import tools.jackson.databind.JsonNode;

/// The wire shapes, against golden files in the resources beside this class. With `-Dgolden=write` the files are written anew, to be
/// looked at before they are committed.
class ScheduleResourceTest {
  /// A Wednesday.
  private static final Instant NOW = Instant.parse("2026-06-03T10:00:00Z");

  private final AnnotationConfigWebApplicationContext context =
      new AnnotationConfigWebApplicationContext();
  private MockMvc mvc = MockMvcBuilders.standaloneSetup(new Object()).build();
  private House house = new House();

  @Configuration(proxyBeanMethods = false)
  @EnableWebMvc
  @Import({WebShell.class, ScheduleRoom.class})
  static class House implements InstantSource {
    private Instant now = NOW;
    final List<String> audit = new ArrayList<>();
    final List<String> watched = new ArrayList<>();
    final List<EscalationTargets.Policy> policies = new ArrayList<>();

    @Override
    public Instant instant() {
      return now;
    }

    @Bean
    WebSettings webSettings() {
      return WebSettings.standard("test");
    }

    @Bean
    Links links() {
      return new Links(
          URI.create("https://api.example.org"), URI.create("https://acme.example.org"));
    }

    @Bean
    Ids ids() {
      var count = new AtomicInteger();
      return prefix -> "%c%013d".formatted(prefix, count.incrementAndGet());
    }

    @Bean
    MeterRegistry meters() {
      return new SimpleMeterRegistry();
    }

    @Bean
    Database database() {
      return PostgresScheduleRepositoryTest.database();
    }

    @Bean
    AuditTrail auditTrail(House house) {
      return (action, type, id, details) -> house.audit.add(action + " " + type + " " + id);
    }

    @Bean
    Catalog catalog() {
      return new FakeCatalog();
    }

    @Bean
    Schedules.Watcher watcher(House house) {
      return (id, next, now) -> house.watched.add(id + " " + (next == null ? "-" : next.at()));
    }

    @Bean
    EscalationTargets escalationTargets(House house) {
      return () -> house.policies;
    }

    @Bean
    Names users(Directory directory) {
      return new Names(
          directory,
          "user",
          "users",
          Map.of("U1", "Ana", "U2", "Ben", "U3", "Cem; the night, watch"));
    }

    @Bean
    Names teams(Directory directory) {
      return new Names(directory, "team", "teams", Map.of("T1", "Platform"));
    }

    @Bean
    Names policies(Directory directory, House house) {
      return new Names(directory, "escalation_policy", "escalation_policies", Map.of()) {
        @Override
        public List<String> blockers(String type, String id) {
          return house.policies.stream()
              .filter(
                  policy -> policy.targets().stream().anyMatch(target -> target.id().equals(id)))
              .map(policy -> "The escalation policy '" + policy.name() + "' uses it.")
              .toList();
        }
      };
    }
  }

  /// Things of another room that have only names.
  static class Names implements Directory.Entry {
    private final String type;
    private final String collection;
    private final Map<String, String> names;

    Names(Directory directory, String type, String collection, Map<String, String> names) {
      this.type = type;
      this.collection = collection;
      this.names = names;
      directory.register(this);
    }

    @Override
    public String type() {
      return type;
    }

    @Override
    public String collection() {
      return collection;
    }

    @Override
    public Map<String, String> summaries(Collection<String> ids) {
      var found = new LinkedHashMap<String, String>();
      for (String id : ids) {
        String name = names.get(id);
        if (name != null) {
          found.put(id, name);
        }
      }
      return found;
    }

    @Override
    public Map<String, Object> full(Collection<String> ids) {
      var full = new LinkedHashMap<String, Object>();
      summaries(ids)
          .forEach((id, name) -> full.put(id, Map.of("id", id, "type", type, "name", name)));
      return full;
    }
  }

  @BeforeEach
  void start() {
    context.setServletContext(new MockServletContext());
    context.register(House.class);
    context.refresh();
    house = context.getBean(House.class);
    mvc = MockMvcBuilders.webAppContextSetup(context).build();
  }

  @AfterEach
  void stop() {
    context.close();
  }

  private record Answer(int status, String text, @Nullable String contentType) {
    JsonNode json() {
      return Json.mapper().readTree(text);
    }
  }

  private Answer ask(String method, String path, @Nullable String body) {
    return askAs(
        new Actor(Actor.Kind.USER, "U1", "Ana", "ana@example.org", Role.ADMIN), method, path, body);
  }

  private Answer askAs(Actor actor, String method, String path, @Nullable String body) {
    var request = request(HttpMethod.valueOf(method), URI.create(path));
    if (body != null) {
      request
          .content(body.getBytes(StandardCharsets.UTF_8))
          .contentType("application/json; charset=utf-8");
    }
    try {
      var response = Actor.as(actor, () -> mvc.perform(request).andReturn().getResponse());
      return new Answer(
          response.getStatus(),
          response.getContentAsString(StandardCharsets.UTF_8),
          response.getContentType());
    } catch (Exception failure) {
      throw new AssertionError(method + " " + path, failure);
    }
  }

  private static void isGolden(String name, Answer answer) {
    Path file = Path.of("src/test/resources/dev/muster/mobilize/schedule").resolve(name + ".json");
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(
            file,
            Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer.json())
                + "\n");
      }
      assertThat(answer.json()).as(name).isEqualTo(Json.mapper().readTree(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String TWO_LAYERS =
      """
      {"schedule": {"type": "schedule", "name": "Database", "time_zone": "Europe/Berlin", "description": null,
        "teams": [{"id": "T1", "type": "team_reference"}], "unknown": {"is": "ignored"},
        "schedule_layers": [
          {"name": "Base", "start": "2026-06-01T08:00:00+02:00", "end": null,
           "rotation_virtual_start": "2026-06-01 06:00:00 +0000 UTC", "rotation_turn_length_seconds": 604800,
           "users": [{"user": {"id": "U1", "type": "user"}}, {"user": {"id": "U2", "type": "user_reference"}}]},
          {"start": "2026-06-01T08:00:00+02:00", "end": "", "rotation_virtual_start": "2026-06-01T06:00:00Z",
           "rotation_turn_length_seconds": "86400", "users": [{"id": "U3", "type": "user"}],
           "restrictions": [
             {"type": "daily_restriction", "start_time_of_day": "22:00:00", "duration_seconds": 28800, "start_day_of_week": 0},
             {"type": "weekly_restriction", "start_time_of_day": "00:00", "duration_seconds": 86400, "start_day_of_week": 7}]}]}}
      """;

  private String create() {
    Answer made = ask("POST", "/schedules", TWO_LAYERS);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json().at("/schedule/id").stringValue();
  }

  private static final String WEEK = "since=2026-06-05T00:00:00Z&until=2026-06-09T00:00:00Z";

  @Test
  void a_schedule_is_made_and_read() {
    house.policies.add(
        new EscalationTargets.Policy(
            "PE",
            "Database people",
            List.of(
                new EscalationTargets.Target(
                    1, EscalationTargets.Kind.SCHEDULE, "P0000000000003"))));
    Answer made = ask("POST", "/schedules", TWO_LAYERS);
    assertThat(made.status()).isEqualTo(201);
    isGolden("made", made);
    String id = made.json().at("/schedule/id").stringValue();
    assertThat(id).isEqualTo("P0000000000003");
    assertThat(ask("GET", "/schedules/" + id, null).json()).isEqualTo(made.json());
    isGolden("rendered", ask("GET", "/schedules/" + id + "?" + WEEK, null));
    isGolden(
        "overflow", ask("GET", "/schedules/" + id + "?overflow=true&time_zone=UTC&" + WEEK, null));
    isGolden("list", ask("GET", "/schedules?query=data&total=True", null));
    assertThat(ask("GET", "/schedules?query=nothing", null).json().at("/schedules").size())
        .isZero();
    assertThat(
            ask("GET", "/schedules?include[]=schedule_layers&" + WEEK, null)
                .json()
                .at("/schedules/0/schedule_layers/1/rendered_schedule_entries")
                .size())
        .isEqualTo(2);
    assertThat(house.audit).containsExactly("create schedule " + id);
    assertThat(house.watched).containsExactly(id + " 2026-06-03T20:00:00Z");
  }

  @Test
  void every_request_zone_shows_the_same_moments() {
    String id = create();
    List<Instant> expected = null;
    for (String zone : List.of("UTC", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe")) {
      var moments = new ArrayList<Instant>();
      ask("GET", "/schedules/" + id + "?time_zone=" + zone + "&" + WEEK, null)
          .json()
          .at("/schedule/final_schedule/rendered_schedule_entries")
          .forEach(entry -> {
            moments.add(
                java.time.OffsetDateTime.parse(entry.get("start").stringValue()).toInstant());
            moments.add(java.time.OffsetDateTime.parse(entry.get("end").stringValue()).toInstant());
          });
      assertThat(moments).hasSizeGreaterThan(6);
      assertThat(moments).isEqualTo(expected == null ? moments : expected);
      expected = moments;
    }
  }

  @Test
  void every_fault_is_told_by_its_field() {
    Answer refused =
        ask(
            "POST",
            "/schedules",
            """
            {"schedule": {"name": " ", "time_zone": "Mars/Olympus", "teams": [{"id": "T9"}], "schedule_layers": [
              {"start": "soon", "rotation_turn_length_seconds": 60, "users": []},
              {"start": "2026-06-02T00:00:00Z", "end": "2026-06-01T00:00:00Z", "users": [{"user": {"id": "U9"}}],
               "restrictions": [{"type": "monthly"}, {"type": "weekly_restriction", "start_time_of_day": "25:00"}]}]}}
            """);
    assertThat(refused.status()).isEqualTo(400);
    isGolden("faults", refused);
    assertThat(ask("POST", "/schedules", "{}").json().at("/error/code").intValue()).isEqualTo(2001);
    assertThat(ask("POST", "/schedules", "nonsense").status()).isEqualTo(400);
    assertThat(ask("GET", "/schedules/P9", null).status()).isEqualTo(404);
    assertThat(ask("PUT", "/schedules/P9", TWO_LAYERS).status()).isEqualTo(404);
    assertThat(ask("GET", "/schedules/P9/overrides?" + WEEK, null).status()).isEqualTo(404);
  }

  @Test
  void what_was_read_can_be_written_back() {
    String id = create();
    JsonNode read = ask("GET", "/schedules/" + id, null).json();
    house.now = NOW.plus(Duration.ofDays(1));
    Answer same = ask("PUT", "/schedules/" + id, Json.write(read));
    assertThat(same.status()).isEqualTo(200);
    assertThat(same.json()).isEqualTo(read);
    // The client that manages schedules as code writes the layers lowest first; their order stays
    // all the same.
    Answer asCode =
        ask(
            "PUT",
            "/schedules/" + id,
            TWO_LAYERS
                .replace("{\"name\": \"Base\"", "{\"id\": \"P0000000000001\", \"name\": \"Base\"")
                .replace(
                    "{\"start\": \"2026-06-01T08:00:00+02:00\", \"end\": \"\"",
                    "{\"id\": \"P0000000000002\", \"start\": \"2026-06-01T08:00:00+02:00\""));
    assertThat(asCode.json()).isEqualTo(read);
    assertThat(house.audit).hasSize(1);
  }

  @Test
  void an_edit_keeps_layer_ids_todays_person_and_the_past() {
    String id = create();
    JsonNode before =
        ask(
                "GET",
                "/schedules/" + id + "?since=2026-06-01T00:00:00Z&until=2026-06-08T06:00:00Z",
                null)
            .json();
    Answer edited =
        ask(
            "PUT",
            "/schedules/" + id,
            """
            {"schedule": {"name": "Databases", "time_zone": "Europe/Berlin", "schedule_layers": [
              {"id": "P0000000000001", "name": "Base", "start": "2026-06-01T08:00:00+02:00",
               "rotation_virtual_start": "2026-06-01T06:00:00Z", "rotation_turn_length_seconds": 604800,
               "users": [{"user": {"id": "U3"}}, {"user": {"id": "U2"}}, {"user": {"id": "U1"}}]},
              {"name": "Above", "start": "2026-06-01T00:00:00Z", "rotation_virtual_start": "2026-06-01T00:00:00Z",
               "rotation_turn_length_seconds": 86400, "effective_from": "2026-06-20T00:00:00Z",
               "users": [{"user": {"id": "U2"}}]}]}}
            """);
    assertThat(edited.status()).as(edited.text()).isEqualTo(200);
    JsonNode layers = edited.json().at("/schedule/schedule_layers");
    assertThat(layers.size()).isEqualTo(2);
    assertThat(layers.at("/1/id").stringValue()).isEqualTo("P0000000000001");
    assertThat(layers.at("/1/rotation_virtual_start").stringValue())
        .isEqualTo("2026-06-01T08:00:00+02:00");
    assertThat(layers.at("/0/start").stringValue()).isEqualTo("2026-06-20T02:00:00+02:00");
    // Ana keeps her week in the base layer as one shift; the next week is Cem's, who comes after
    // her in the new list.
    JsonNode after =
        ask(
                "GET",
                "/schedules/" + id + "?since=2026-06-01T00:00:00Z&until=2026-06-15T06:00:00Z",
                null)
            .json();
    JsonNode shifts = after.at("/schedule/schedule_layers/1/rendered_schedule_entries");
    assertThat(shifts.get(0))
        .isEqualTo(before.at("/schedule/schedule_layers/1/rendered_schedule_entries/0"));
    assertThat(shifts.at("/1/user/id").stringValue()).isEqualTo("U3");
    // The layer that was left out ended now: its nights before today are still there.
    JsonNode nights = after.at("/schedule/final_schedule/rendered_schedule_entries");
    assertThat(nights.at("/1/user/id").stringValue()).isEqualTo("U3");
    assertThat(nights.at("/1/start").stringValue()).isEqualTo("2026-06-01T22:00:00+02:00");
    assertThat(house.audit).contains("update schedule " + id);
  }

  @Test
  void what_is_not_named_stays_and_a_new_zone_moves_nobody() {
    String id = create();
    Answer named = ask("PUT", "/schedules/" + id, "{\"schedule\": {\"name\": \"Storage\"}}");
    assertThat(named.status()).isEqualTo(200);
    assertThat(named.json().at("/schedule/time_zone").stringValue()).isEqualTo("Europe/Berlin");
    assertThat(named.json().at("/schedule/schedule_layers").size()).isEqualTo(2);
    assertThat(named.json().at("/schedule/teams").size()).isEqualTo(1);
    var desk = context.getBean(Schedules.class);
    assertThat(desk.onCall(id, NOW).map(Shift::userId)).contains("U1");
    house.now = NOW.plus(Duration.ofMinutes(10));
    Answer moved =
        ask("PUT", "/schedules/" + id, "{\"schedule\": {\"time_zone\": \"Asia/Tokyo\"}}");
    assertThat(moved.json().at("/schedule/schedule_layers/1/start").stringValue())
        .isEqualTo("2026-06-03T19:10:00+09:00");
    assertThat(desk.onCall(id, house.now).map(Shift::userId)).contains("U1");
    // Nights are those of the new zone from now on, and of the old one before.
    assertThat(desk.onCall(id, Instant.parse("2026-06-03T13:30:00Z")).map(Shift::userId))
        .contains("U3");
    assertThat(desk.onCall(id, Instant.parse("2026-06-02T21:00:00Z")).map(Shift::userId))
        .contains("U3");
    assertThat(desk.onCall(id, Instant.parse("2026-06-02T13:30:00Z")).map(Shift::userId))
        .contains("U1");
  }

  @Test
  void a_layer_that_is_ended_by_its_end_stays_on_the_list() {
    String id = create();
    house.now = NOW.plusSeconds(5);
    Answer ended =
        ask(
            "PUT",
            "/schedules/" + id,
            """
            {"schedule": {"name": "Database", "time_zone": "Europe/Berlin", "schedule_layers": [
              {"id": "P0000000000001", "name": "Base", "start": "2026-06-01T06:00:00Z",
               "rotation_virtual_start": "2026-06-01T06:00:00Z", "rotation_turn_length_seconds": 604800,
               "users": [{"user": {"id": "U1"}}, {"user": {"id": "U2"}}]},
              {"id": "P0000000000002", "start": "2026-06-01T06:00:00Z", "end": "2026-06-03 10:00:00 +0000 UTC",
               "rotation_virtual_start": "2026-06-01T06:00:00Z", "rotation_turn_length_seconds": 86400,
               "users": [{"user": {"id": "U3"}}], "restrictions": [
                 {"type": "daily_restriction", "start_time_of_day": "22:00:00", "duration_seconds": 28800},
                 {"type": "weekly_restriction", "start_time_of_day": "00:00:00", "duration_seconds": 86400, "start_day_of_week": 7}]}]}}
            """);
    assertThat(ended.status()).as(ended.text()).isEqualTo(200);
    assertThat(ended.json().at("/schedule/schedule_layers/0/end").stringValue())
        .isEqualTo("2026-06-03T12:00:05+02:00");
    assertThat(ended.json().at("/schedule/users").size()).isEqualTo(2);
    Answer without =
        ask(
            "PUT",
            "/schedules/" + id,
            """
            {"schedule": {"schedule_layers": [
              {"id": "P0000000000001", "name": "Base", "start": "2026-06-01T06:00:00Z",
               "rotation_virtual_start": "2026-06-01T06:00:00Z", "rotation_turn_length_seconds": 604800,
               "users": [{"user": {"id": "U1"}}, {"user": {"id": "U2"}}]}]}}
            """);
    assertThat(without.json().at("/schedule/schedule_layers").size()).isEqualTo(1);
    assertThat(
            context
                .getBean(Schedules.class)
                .onCall(id, Instant.parse("2026-06-02T21:00:00Z"))
                .map(Shift::userId))
        .contains("U3");
  }

  @Test
  void a_preview_shows_and_keeps_nothing() {
    assertThat(ask("POST", "/schedules/preview", TWO_LAYERS).status()).isEqualTo(400);
    Answer shown = ask("POST", "/schedules/preview?" + WEEK, TWO_LAYERS);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(
            shown.json().at("/schedule/final_schedule/rendered_coverage_percentage").doubleValue())
        .isEqualTo(100.0);
    assertThat(ask("GET", "/schedules", null).json().at("/schedules").size()).isZero();
    String id = create();
    Answer edit =
        ask(
            "POST",
            "/schedules/preview?" + WEEK,
            "{\"schedule\": {\"id\": \"" + id + "\", \"schedule_layers\": []}}");
    assertThat(
            edit.json().at("/schedule/final_schedule/rendered_coverage_percentage").doubleValue())
        .isZero();
    assertThat(ask("GET", "/schedules/" + id, null).json().at("/schedule/schedule_layers").size())
        .isEqualTo(2);
  }

  @Test
  void overrides_come_in_both_forms_and_go() {
    String id = create();
    String path = "/schedules/" + id + "/overrides";
    Answer many =
        ask(
            "POST",
            path,
            """
            {"overrides": [
              {"start": "2026-06-06T10:00:00Z", "end": "2026-06-06T12:00:00+00:00", "user": {"id": "U2", "type": "user_reference"}},
              {"start": "2026-06-02T10:00:00Z", "end": "2026-06-02T12:00:00Z", "user": {"id": "U2", "type": "user_reference"}},
              {"start": "2026-06-06T13:00:00Z", "end": "2026-06-06T12:00:00Z", "user": {"id": "U7", "type": "user_reference"}}]}
            """);
    assertThat(many.status()).isEqualTo(201);
    isGolden("overrides_made", many);
    Answer single =
        ask(
            "POST",
            path,
            "{\"override\": {\"start\": \"2026-06-03T09:00:00Z\", \"end\": \"2026-06-03T12:00:00Z\", \"user\": {\"id\": \"U2\"}}}");
    assertThat(single.status()).isEqualTo(201);
    isGolden("override_made", single);
    assertThat(ask("GET", path, null).status()).isEqualTo(400);
    isGolden(
        "overrides",
        ask("GET", path + "?since=2026-06-01T00:00:00Z&until=2026-06-06T11:00:00Z", null));
    assertThat(
            ask(
                    "GET",
                    "/schedules/" + id + "?since=2026-06-03T10:30:00Z&until=2026-06-03T11:00:00Z",
                    null)
                .json()
                .at("/schedule/final_schedule/rendered_schedule_entries/0/user/id")
                .stringValue())
        .isEqualTo("U2");
    String later = many.json().at("/0/override/id").stringValue();
    String running = single.json().at("/override/id").stringValue();
    assertThat(ask("DELETE", path + "/" + later, null).status()).isEqualTo(204);
    assertThat(ask("DELETE", path + "/" + later, null).status()).isEqualTo(404);
    house.now = NOW.plus(Duration.ofHours(1));
    Answer cut = ask("DELETE", path + "/" + running, null);
    assertThat(cut.status()).isEqualTo(200);
    assertThat(cut.json().at("/override/end").stringValue()).isEqualTo("2026-06-03T13:00:00+02:00");
    Answer over = ask("DELETE", path + "/" + running, null);
    assertThat(over.status()).isEqualTo(400);
    assertThat(over.json().at("/error/code").intValue()).isEqualTo(4004);
  }

  @Test
  void a_schedule_in_use_stays() {
    String id = create();
    house.policies.add(
        new EscalationTargets.Policy(
            "PE",
            "Database people",
            List.of(new EscalationTargets.Target(1, EscalationTargets.Kind.SCHEDULE, id))));
    Answer refused = ask("DELETE", "/schedules/" + id, null);
    assertThat(refused.status()).isEqualTo(400);
    isGolden("in_use", refused);
    house.policies.clear();
    assertThat(ask("DELETE", "/schedules/" + id, null).status()).isEqualTo(204);
    assertThat(ask("GET", "/schedules/" + id, null).status()).isEqualTo(404);
    assertThat(house.audit).contains("delete schedule " + id);
    assertThat(house.watched).contains(id + " -");
  }

  @Test
  void a_user_with_turns_and_a_team_are_minded() {
    String id = create();
    var directory = context.getBean(Directory.class);
    assertThat(directory.blockers("user", "U3"))
        .containsExactly("The user has turns in the schedule 'Database'.");
    assertThat(directory.blockers("user", "U9")).isEmpty();
    directory.deleted("team", "T1");
    assertThat(ask("GET", "/schedules/" + id, null).json().at("/schedule/teams").size()).isZero();
    assertThat(directory.reference("schedule", id).summary()).isEqualTo("Database");
  }

  @Test
  void people_hand_offs_and_the_calendar() {
    String id = create();
    var people = new ArrayList<String>();
    ask("GET", "/schedules/" + id + "/users?" + WEEK, null)
        .json()
        .at("/users")
        .forEach(user -> people.add(user.get("name").stringValue()));
    assertThat(people).containsExactly("Cem; the night, watch", "Ana", "Ben");
    assertThat(
            ask("GET", "/schedules/" + id + "/users", null).json().at("/users/0/id").stringValue())
        .isEqualTo("U1");
    isGolden("handoffs", ask("GET", "/schedules/" + id + "/handoffs?" + WEEK, null));
    Answer calendar = ask("GET", "/schedules/" + id + "/ical?user_ids[]=U3", null);
    assertThat(calendar.contentType()).isEqualTo("text/calendar;charset=UTF-8");
    assertThat(calendar.text().lines())
        .startsWith("BEGIN:VCALENDAR", "VERSION:2.0")
        .contains(
            "DTSTART:20260603T200000Z",
            "DTEND:20260604T040000Z",
            "SUMMARY:On call: Cem\\; the night\\, watch (Database)")
        .allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75)
        .endsWith("END:VCALENDAR");
  }

  @Test
  void only_those_who_may_change_things_change_things() {
    String id = create();
    var responder = new Actor(Actor.Kind.USER, "U2", "Ben", "ben@example.org", Role.LIMITED_USER);
    assertThat(askAs(responder, "POST", "/schedules", TWO_LAYERS).status()).isEqualTo(403);
    assertThat(askAs(responder, "DELETE", "/schedules/" + id, null).status()).isEqualTo(403);
    String override =
        "{\"override\": {\"start\": \"2026-06-03T10:00:00Z\", \"end\": \"2026-06-03T12:00:00Z\", \"user\": {\"id\": \"U2\"}}}";
    assertThat(askAs(responder, "POST", "/schedules/" + id + "/overrides", override).status())
        .isEqualTo(201);
    var observer = new Actor(Actor.Kind.USER, "U2", "Ben", "ben@example.org", Role.OBSERVER);
    assertThat(askAs(observer, "POST", "/schedules/" + id + "/overrides", override).status())
        .isEqualTo(403);
    assertThat(askAs(observer, "GET", "/schedules/" + id, null).status()).isEqualTo(200);
    var stranger = new Actor(Actor.Kind.SYSTEM, "door", "door", null, Role.OBSERVER);
    String feed =
        URI.create(
                ask("GET", "/schedules/" + id, null)
                    .json()
                    .at("/schedule/http_cal_url")
                    .stringValue())
            .getPath();
    assertThat(askAs(stranger, "GET", feed, null).status()).isEqualTo(200);
    assertThat(askAs(stranger, "GET", feed.replace(".ics", "X.ics"), null).status()).isEqualTo(404);
  }

  @Test
  void who_is_on_call() {
    String id = create();
    house.policies.add(
        new EscalationTargets.Policy(
            "PA",
            "App",
            List.of(new EscalationTargets.Target(1, EscalationTargets.Kind.USER, "U2"))));
    house.policies.add(
        new EscalationTargets.Policy(
            "PE",
            "Database people",
            List.of(
                new EscalationTargets.Target(1, EscalationTargets.Kind.SCHEDULE, id),
                new EscalationTargets.Target(2, EscalationTargets.Kind.USER, "U1"))));
    isGolden("oncalls", ask("GET", "/oncalls", null));
    String three = "/oncalls?since=2026-06-03T10:00:00Z&until=2026-06-05T10:00:00Z";
    assertThat(ask("GET", three, null).json().at("/oncalls").size()).isEqualTo(7);
    assertThat(ask("GET", three + "&earliest=true", null).json().at("/oncalls").size())
        .isEqualTo(4);
    assertThat(ask("GET", three + "&user_ids[]=U3", null).json().at("/oncalls").size())
        .isEqualTo(2);
    assertThat(ask("GET", three + "&schedule_ids[]=null", null).json().at("/oncalls").size())
        .isEqualTo(2);
    assertThat(ask("GET", three + "&schedule_ids[]=" + id, null).json().at("/oncalls").size())
        .isEqualTo(5);
    assertThat(ask("GET", three + "&escalation_policy_ids[]=PA", null).json().at("/oncalls").size())
        .isEqualTo(1);
    JsonNode paged = ask("GET", three + "&limit=2&offset=2&total=true", null).json();
    assertThat(paged.at("/oncalls").size()).isEqualTo(2);
    assertThat(paged.at("/more").booleanValue()).isTrue();
    assertThat(paged.at("/total").intValue()).isEqualTo(7);
    JsonNode whole =
        ask(
                "GET",
                "/oncalls?include[]=users&include[]=schedules&time_zone=Europe/Berlin&schedule_ids[]="
                    + id,
                null)
            .json();
    assertThat(whole.at("/oncalls/0/user/type").stringValue()).isEqualTo("user");
    assertThat(whole.at("/oncalls/0/schedule/type").stringValue()).isEqualTo("schedule");
    assertThat(whole.at("/oncalls/0/start").stringValue()).isEqualTo("2026-06-03T06:00:00+02:00");
    assertThat(
            ask("GET", "/oncalls?since=2026-06-03T10:00:00Z&until=2026-10-05T10:00:00Z", null)
                .status())
        .isEqualTo(400);
    // An override is seen at once by everybody who asks who is on call.
    ask(
        "POST",
        "/schedules/" + id + "/overrides",
        "{\"overrides\": [{\"start\": \"2026-06-03T10:00:00Z\", \"end\": \"2026-06-03T12:00:00Z\", \"user\": {\"id\": \"U2\"}}]}");
    JsonNode override = ask("GET", "/oncalls?schedule_ids[]=" + id, null).json();
    assertThat(override.at("/oncalls/0/user/id").stringValue()).isEqualTo("U2");
    assertThat(override.at("/oncalls/0/end").stringValue()).isEqualTo("2026-06-03T12:00:00Z");
    var desk = context.getBean(Schedules.class);
    assertThat(desk.onCall(id, NOW).map(Shift::userId)).contains("U2");
    assertThat(desk.onCall(List.of(id, "P9"), NOW)).containsOnlyKeys(id);
    assertThat(desk.next(id, NOW).map(Handoff::to)).contains("U1");
    assertThat(desk.onCall("P9", NOW)).isEmpty();
  }
}
