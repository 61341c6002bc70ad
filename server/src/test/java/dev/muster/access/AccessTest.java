package dev.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import dev.muster.app.TestHouse.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessTest {
  private static final String PASSWORD = "a long enough password";

  private static TestHouse house;
  private static int people;

  @BeforeAll
  static void start() {
    house = TestHouse.start();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private record Person(String id, String email, String token) {
    Map<String, String> headers() {
      return Map.of("Authorization", "Token token=" + token);
    }
  }

  /// A user of that role with a password and a token of their own, which they made in a signed-in browser.
  private static Person person(String role) {
    String email = "person" + ++people + "@example.com";
    String id =
        house
            .post(
                "/users",
                "{'user': {'name': 'Person %d', 'email': '%s', 'role': '%s'}}"
                    .formatted(people, email, role))
            .ok()
            .get("user")
            .get("id")
            .asString();
    assertThat(house.put("/users/" + id + "/password", "{'password': '" + PASSWORD + "'}").status())
        .isEqualTo(204);
    Browser browser = Browser.signIn(email, PASSWORD);
    String token =
        browser
            .send("POST", "/users/me/tokens", "{'token': {'name': 'mine'}}")
            .ok()
            .get("token")
            .get("token")
            .asString();
    return new Person(id, email, token);
  }

  /// Cookies and the proof that a page sends along.
  private record Browser(String session, String csrf) {
    static Browser signIn(String email, String password) {
      Answer answer = signInAnswer(email, password);
      answer.ok();
      return of(answer);
    }

    static Browser of(Answer answer) {
      var cookies = new LinkedHashMap<String, String>();
      for (String cookie : answer.response().headers().allValues("set-cookie")) {
        String pair = cookie.substring(0, cookie.indexOf(';'));
        cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
      return new Browser(
          cookies.getOrDefault("muster_session", ""), cookies.getOrDefault("muster_csrf", ""));
    }

    String cookies() {
      return "muster_session=" + session + "; muster_csrf=" + csrf;
    }

    Answer send(String method, String path, @Nullable String json) {
      return house.send(method, path, json, Map.of("Cookie", cookies(), "X-Muster-Csrf", csrf));
    }
  }

  private static Answer signInAnswer(String email, String password) {
    return house.send(
        "POST",
        "/sign_in",
        "{'email': '%s', 'password': '%s'}".formatted(email, password),
        Map.of());
  }

  private static int code(Answer answer) {
    return answer.json().get("error").get("code").asInt();
  }

  @Test
  void nothing_but_the_public_doors_opens_without_an_account() {
    assertThat(house.send("GET", "/about", null, Map.of()).status()).isEqualTo(200);
    assertThat(house.send("GET", "/health", null, Map.of()).status()).isEqualTo(200);
    for (String path : List.of("/users", "/services", "/openapi.json", "/nothing/here", "/")) {
      Answer refused = house.send("GET", path, null, Map.of());
      assertThat(refused.status()).as(path).isEqualTo(401);
      assertThat(code(refused)).as(path).isEqualTo(2006);
    }
  }

  @Test
  void a_token_must_be_written_exactly() {
    String token = TestHouse.ADMIN_TOKEN;
    for (String wrong :
        List.of(
            token,
            "Token " + token,
            "token token=" + token,
            "Token token=\"" + token + "\"",
            "Basic " + token,
            "Token token=" + token + "x",
            "Token token=")) {
      Answer answer = house.send("GET", "/users/me", null, Map.of("Authorization", wrong));
      assertThat(answer.status()).as(wrong).isEqualTo(401);
      assertThat(code(answer)).as(wrong).isEqualTo(2006);
    }
    for (String right : List.of("Token token=" + token, "Bearer " + token)) {
      assertThat(house.send("GET", "/users/me", null, Map.of("Authorization", right)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_browser_signs_in_works_and_signs_out() {
    Answer answer = signInAnswer(TestHouse.ADMIN_EMAIL, TestHouse.ADMIN_PASSWORD);
    assertThat(answer.ok().get("user").get("email").asString()).isEqualTo(TestHouse.ADMIN_EMAIL);
    List<String> cookies = answer.response().headers().allValues("set-cookie");
    assertThat(cookies)
        .anySatisfy(cookie ->
            assertThat(cookie).startsWith("muster_session=").contains("HttpOnly", "SameSite=Lax"));
    assertThat(cookies)
        .anySatisfy(
            cookie -> assertThat(cookie).startsWith("muster_csrf=").doesNotContain("HttpOnly"));
    Browser browser = Browser.of(answer);
    assertThat(browser.send("GET", "/users/me", null).status()).isEqualTo(200);
    assertThat(browser.send("POST", "/sign_out", null).status()).isEqualTo(204);
    assertThat(browser.send("GET", "/users/me", null).status()).isEqualTo(401);
  }

  @Test
  void a_write_of_a_browser_needs_the_proof_that_only_our_page_can_read() {
    Browser browser = Browser.signIn(TestHouse.ADMIN_EMAIL, TestHouse.ADMIN_PASSWORD);
    String team = "{'team': {'name': 'Made with proof'}}";
    assertThat(house.send("POST", "/teams", team, Map.of("Cookie", browser.cookies())).status())
        .isEqualTo(403);
    assertThat(
            house
                .send(
                    "POST",
                    "/teams",
                    team,
                    Map.of(
                        "Cookie",
                        "muster_session=" + browser.session() + "; muster_csrf=forged",
                        "X-Muster-Csrf",
                        "forged"))
                .status())
        .isEqualTo(403);
    assertThat(browser.send("POST", "/teams", team).status()).isEqualTo(201);
  }

  @Test
  void a_wrong_password_is_refused_and_guessing_slows_down() {
    Person person = person("user");
    for (int i = 0; i < 5; i++) {
      assertThat(signInAnswer(person.email(), "wrong guess " + i).status()).isEqualTo(401);
    }
    Answer blocked = signInAnswer(person.email(), PASSWORD);
    assertThat(blocked.status()).isEqualTo(429);
    assertThat(code(blocked)).isEqualTo(2020);
    assertThat(signInAnswer("nobody@example.com", "whatever it is").status()).isEqualTo(401);
  }

  @Test
  void a_new_password_needs_the_old_one_and_signs_other_browsers_out() {
    Person person = person("user");
    Browser here = Browser.signIn(person.email(), PASSWORD);
    Browser there = Browser.signIn(person.email(), PASSWORD);
    String path = "/users/" + person.id() + "/password";
    assertThat(here.send("PUT", path, "{'password': 'short'}").status()).isEqualTo(400);
    assertThat(
            here.send("PUT", path, "{'password': 'another password', 'current_password': 'no'}")
                .status())
        .isEqualTo(400);
    assertThat(
            here.send(
                    "PUT",
                    path,
                    "{'password': 'another password', 'current_password': '%s'}"
                        .formatted(PASSWORD))
                .status())
        .isEqualTo(204);
    assertThat(here.send("GET", "/users/me", null).status()).isEqualTo(200);
    assertThat(there.send("GET", "/users/me", null).status()).isEqualTo(401);
  }

  @Test
  void a_token_is_shown_once_and_dies_when_deleted() {
    Person person = person("limited_user");
    var listed = house.send("GET", "/users/me/tokens", null, person.headers()).ok().get("tokens");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("token").isNull()).isTrue();
    assertThat(person.token())
        .matches("[0-9A-Za-z_+-]{20}")
        .startsWith(listed.get(0).get("prefix").asString());
    String id = listed.get(0).get("id").asString();
    assertThat(house.send("DELETE", "/users/me/tokens/" + id, null, person.headers()).status())
        .isEqualTo(204);
    assertThat(house.send("GET", "/users/me", null, person.headers()).status()).isEqualTo(401);
  }

  @Test
  void a_token_of_the_account_acts_in_the_name_that_from_says() {
    String secret =
        house
            .post("/account_tokens", "{'token': {'name': 'terraform'}}")
            .ok()
            .get("token")
            .get("token")
            .asString();
    Map<String, String> bare = Map.of("Authorization", "Token token=" + secret);
    assertThat(house.send("GET", "/users/me", null, bare).status()).isEqualTo(400);
    assertThat(house.send("GET", "/services", null, bare).status()).isEqualTo(200);

    var unknown = new LinkedHashMap<>(bare);
    unknown.put("From", "nobody@example.com");
    Answer refused = house.send("GET", "/services", null, unknown);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(code(refused)).isEqualTo(1008);

    var known = new LinkedHashMap<>(bare);
    known.put("From", TestHouse.ADMIN_EMAIL);
    assertThat(house.send("POST", "/teams", "{'team': {'name': 'By name'}}", known).status())
        .isEqualTo(201);
    var record =
        house
            .get("/audit/records?root_resource_types[]=teams&actions[]=create&limit=1")
            .ok()
            .get("records")
            .get(0);
    assertThat(record.get("actors").get(0).get("type").asString()).isEqualTo("user_reference");
    assertThat(record.get("method").get("truncated_token").asString())
        .isEqualTo(secret.substring(0, 4) + "...");
  }

  @Test
  void a_read_only_token_reads() {
    String secret =
        house
            .post("/account_tokens", "{'token': {'name': 'wall', 'read_only': true}}")
            .ok()
            .get("token")
            .get("token")
            .asString();
    Map<String, String> headers = Map.of("Authorization", "Bearer " + secret);
    assertThat(house.send("GET", "/teams", null, headers).status()).isEqualTo(200);
    Answer refused = house.send("POST", "/teams", "{'team': {'name': 'X'}}", headers);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(code(refused)).isEqualTo(2010);
  }

  private record Call(String method, String path, String json) {}

  private static final Map<String, Call> CALLS =
      Map.of(
          "read", new Call("GET", "/services", ""),
          "own profile", new Call("PUT", "/users/ME", "{'user': {'job_title': 'x'}}"),
          "configure", new Call("POST", "/teams", "{'team': {'name': ''}}"),
          "window", new Call("POST", "/maintenance_windows", "{'maintenance_window': {}}"),
          "integrate", new Call("DELETE", "/services/none/integrations/none", ""),
          "tag", new Call("POST", "/tags", "{'tag': {'label': ''}}"),
          "administer", new Call("POST", "/users", "{'user': {'name': ''}}"),
          "priority", new Call("PUT", "/priorities/PPRIORITY1", "{'priority': {'color': 'no'}}"),
          "tokens", new Call("GET", "/account_tokens", ""),
          "audit", new Call("GET", "/audit/records", ""));

  /// Which calls pass the role: passing means any answer but 403, for what is sent is faulty on purpose.
  private static final Map<String, List<String>> MAY =
      Map.of(
          "owner", List.copyOf(CALLS.keySet()),
          "admin", List.copyOf(CALLS.keySet()),
          "user", List.of("read", "own profile", "configure", "window", "integrate", "tag"),
          "limited_user", List.of("read", "own profile"),
          "observer", List.of("read"),
          "restricted_access", List.of("read"),
          "read_only_user", List.of("read"),
          "read_only_limited_user", List.of("read"));

  @Test
  void every_role_may_do_what_the_table_says_and_no_more() {
    var wrong = new ArrayList<String>();
    MAY.forEach((role, allowed) -> {
      Person person = person(role);
      CALLS.forEach((name, call) -> {
        Answer answer =
            house.send(
                call.method(),
                call.path().replace("ME", person.id()),
                call.json().isEmpty() ? null : call.json(),
                person.headers());
        boolean passed = answer.status() != 403;
        if (passed != allowed.contains(name)) {
          wrong.add(role + " / " + name + ": " + answer.status());
        }
      });
    });
    assertThat(wrong).isEmpty();
  }

  @Test
  void nobody_raises_themselves() {
    Person admin = person("admin");
    assertThat(
            house
                .send("PUT", "/users/" + admin.id(), "{'user': {'role': 'owner'}}", admin.headers())
                .status())
        .isEqualTo(403);
    Person user = person("user");
    assertThat(
            house
                .send("PUT", "/users/" + user.id(), "{'user': {'role': 'admin'}}", user.headers())
                .status())
        .isEqualTo(403);
    assertThat(
            house
                .send(
                    "POST",
                    "/users",
                    "{'user': {'name': 'O', 'email': 'o@example.com', 'role': 'owner'}}",
                    admin.headers())
                .status())
        .isEqualTo(403);
  }

  @Test
  void the_last_owner_stays() {
    String me = house.get("/users/me").ok().get("user").get("id").asString();
    // other tests may have made owners
    for (var user : house.get("/users?limit=100").ok().get("users")) {
      if (user.get("role").asString().equals("owner") && !user.get("id").asString().equals(me)) {
        assertThat(house.delete("/users/" + user.get("id").asString()).status()).isEqualTo(204);
      }
    }
    assertThat(house.delete("/users/" + me).status()).isEqualTo(400);
    assertThat(house.put("/users/" + me, "{'user': {'role': 'user'}}").status()).isEqualTo(400);
  }

  @Test
  void a_deleted_user_is_out_at_once() {
    Person person = person("user");
    Browser browser = Browser.signIn(person.email(), PASSWORD);
    assertThat(house.delete("/users/" + person.id()).status()).isEqualTo(204);
    assertThat(browser.send("GET", "/users/me", null).status()).isEqualTo(401);
    assertThat(house.send("GET", "/users/me", null, person.headers()).status()).isEqualTo(401);
  }
}
