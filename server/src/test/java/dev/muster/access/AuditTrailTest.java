package dev.muster.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class AuditTrailTest {
  private static TestHouse house;

  @BeforeAll
  static void start() {
    house = TestHouse.start();
    for (int i = 0; i < 5; i++) {
      house.post("/teams", "{'team': {'name': 'Team %d'}}".formatted(i)).ok();
    }
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static void sql(String statement) {
    house.bean(Database.class).sql().sql(statement).update();
  }

  /// With the database owner's own rights, as a tamperer would.
  private static void behindTheTrigger(String statement) {
    sql("alter table access.audit disable trigger audit_stands");
    sql(statement);
    sql("alter table access.audit enable trigger audit_stands");
  }

  private static boolean intact() {
    return house.get("/audit/verification").ok().get("intact").asBoolean();
  }

  @Test
  void records_can_neither_be_changed_nor_taken_out() {
    for (String statement :
        List.of(
            "update access.audit set actor_name = 'nobody'",
            "delete from access.audit",
            "truncate access.audit")) {
      assertThatThrownBy(() -> sql(statement))
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("append-only");
    }
    assertThat(intact()).isTrue();
  }

  @Test
  void what_was_changed_behind_the_trigger_breaks_the_chain() {
    assertThat(intact()).isTrue();
    behindTheTrigger("update access.audit set actor_name = actor_name || 'x' where sequence = 3");
    var found = house.get("/audit/verification").ok();
    assertThat(found.get("intact").asBoolean()).isFalse();
    assertThat(found.get("broken_at").asLong()).isEqualTo(3);
    behindTheTrigger(
        "update access.audit set actor_name = left(actor_name, -1) where sequence = 3");
    assertThat(intact()).isTrue();
  }

  @Test
  void what_was_taken_out_breaks_the_chain() {
    sql("create table access.kept as select * from access.audit");
    for (String gone :
        List.of("sequence = 2", "sequence = (select max(sequence) from access.audit)")) {
      behindTheTrigger("delete from access.audit where " + gone);
      assertThat(intact()).as(gone).isFalse();
      behindTheTrigger("insert into access.audit select * from access.kept on conflict do nothing");
      assertThat(intact()).isTrue();
    }
    sql("drop table access.kept");
  }

  @Test
  void a_change_that_is_rolled_back_leaves_no_record() {
    Database database = house.bean(Database.class);
    long before = house.get("/audit/verification").ok().get("checked").asLong();
    assertThatThrownBy(() ->
            database.run(() -> {
              house.bean(AuditTrail.class).record("create", "team", "P1", Map.of("name", "x"));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(house.get("/audit/verification").ok().get("checked").asLong()).isEqualTo(before);
  }

  @Test
  void what_one_transaction_records_is_appended_in_one_go() {
    Database database = house.bean(Database.class);
    AuditTrail trail = house.bean(AuditTrail.class);
    sql("create table access.turn (sequence bigint)");
    sql(
        """
        create function access.count_turn() returns trigger language plpgsql as $$ begin
          insert into access.turn select sequence from access.audit_head; return null; end $$
        """);
    sql(
        "create trigger turn after update on access.audit_head execute function"
            + " access.count_turn()");
    database.run(() -> {
      for (String id : List.of("P1", "P2", "P3")) {
        trail.record("update", "service", id, Map.of("name", id));
      }
    });
    assertThat(database.sql().sql("select count(*) from access.turn").query(Integer.class).single())
        .isEqualTo(1);
    assertThat(
            database
                .sql()
                .sql("select resource_id from access.audit order by sequence desc limit 3")
                .query(String.class)
                .list())
        .containsExactly("P3", "P2", "P1");
    sql("drop trigger turn on access.audit_head");
    sql("drop function access.count_turn()");
    sql("drop table access.turn");
    assertThat(intact()).isTrue();
  }

  @Test
  void pages_hold_every_record_once_newest_first() {
    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page =
          house.get("/audit/records?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).ok();
      page.get("records").forEach(record -> seen.add(record.get("id").asString()));
      cursor = page.get("next_cursor").isNull() ? "" : page.get("next_cursor").asString();
    } while (!cursor.isEmpty());
    assertThat(seen).hasSameSizeAs(new HashSet<>(seen));
    assertThat(seen).hasSize(house.get("/audit/verification").ok().get("checked").asInt());
    var record = house.get("/audit/records?root_resource_types[]=team").ok().get("records").get(0);
    assertThat(record.get("action").asString()).isEqualTo("create");
    assertThat(record.get("actors").get(0).get("summary").asString()).isEqualTo("admin");
    assertThat(record.get("method").get("type").asString()).isEqualTo("api_token");
    assertThat(record.get("execution_context").get("request_id").asString()).startsWith("R");
  }

  @Test
  void the_trail_leaves_as_a_file_with_the_reasons() {
    try (var house = TestHouse.start()) {
      house
          .send(
              "POST",
              "/teams",
              "{'team': {'type': 'team', 'name': '=Sums', 'description': 'x'}}",
              java.util.Map.of(
                  "Authorization",
                  "Token token=" + TestHouse.ADMIN_TOKEN,
                  "X-Muster-Why",
                  "The team%20was split; it grew"))
          .ok();
      var json = house.get("/audit/export").ok();
      var made = json.get(1); // the export itself is the newest record
      assertThat(json.get(0).get("action").asString()).isEqualTo("export");
      assertThat(made.get("details").asString()).contains("The team was split; it grew");
      assertThat(json.get(0).get("previous").asString()).isEqualTo(made.get("hash").asString());
      var csv = house.get("/audit/export?format=csv").text();
      assertThat(csv.lines().count()).isEqualTo(json.size() + 2);
      assertThat(csv).startsWith("sequence,id,at,").contains("The team was split; it grew");
      assertThat(house.get("/audit/export?format=xml").status()).isEqualTo(400);
      assertThat(house.get("/audit/verification").ok().get("intact").asBoolean()).isTrue();
    }
  }
}
