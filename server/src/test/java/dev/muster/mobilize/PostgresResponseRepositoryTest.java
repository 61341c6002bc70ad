package dev.muster.mobilize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestPostgres;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class PostgresResponseRepositoryTest extends ResponseRepositoryContract {
  @Override
  Stores fresh() {
    Database database = database();
    return new Stores(
        database,
        new PostgresResponseRepository(database),
        new PostgresPolicyRepository(database),
        new PostgresNoticeRepository(database));
  }

  /// Messages by two ways of one person that fail in the same moment must not wait for each other: neither would ever hear of it.
  @Test
  void what_another_transaction_holds_of_a_person_is_passed_over() throws Exception {
    Stores stores = fresh();
    NoticeRepository notices = stores.notices();
    stores
        .transactions()
        .run(() -> {
          for (String id : List.of("TEXT", "PUSH", "MAIL", "CALL")) {
            notices.add(List.of(notice(id, "R" + id, SampleResponses.START, Urgency.HIGH)));
          }
          for (Notice one : notices.ofPerson("Q1", 1, "ana")) {
            switch (one.id()) {
              case "TEXT", "PUSH" -> notices.save(one.leaving("P" + one.id()));
              case "MAIL" -> notices.save(one.ended(Notice.State.CANCELLED, 0, "left out", null));
              default -> {} // the call waits
            }
          }
        });
    var bothHold = new CyclicBarrier(2);
    var bothAsked = new CyclicBarrier(2);
    Callable<List<String>> push =
        () ->
            stores
                .transactions()
                .inTransaction(() -> {
                  notices.holdOf("PPUSH");
                  await(bothHold);
                  List<String> held = open(notices);
                  await(bothAsked);
                  return held;
                });
    try (var other = Executors.newVirtualThreadPerTaskExecutor()) {
      var theirs = other.submit(push);
      List<String> ours =
          stores
              .transactions()
              .inTransaction(() -> {
                notices.holdOf("PTEXT");
                await(bothHold);
                List<String> held = open(notices);
                await(bothAsked);
                return held;
              });
      assertThat(Stream.concat(ours.stream(), theirs.get(90, TimeUnit.SECONDS).stream()))
          .as("each has what the other has not")
          .containsExactlyInAnyOrder("MAIL", "CALL");
    }
  }

  private static List<String> open(NoticeRepository notices) {
    return notices.holdOpenTo("Q1", 1, "ana").stream().map(Notice::id).toList();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(90, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Twenty thousand titles, of which each tenth is in another script.
  @Test
  void titles_of_every_script_are_found_by_an_index() {
    Database database = database();
    database
        .sql()
        .sql(
            """
            insert into mobilize.response (incident_id, number, service_id, title, status, urgency, assignee_ids, created_at, body, to_do)
            select 'Q' || g, g, 'S1',
              case when g % 10 > 0 then 'Disk full on host ' || g
                when g = 10000 then 'Платежи не проходят' when g = 10010 then '数据库连接失败' when g = 10020 then 'Café: fermé'
                else 'Ошибка на сервере ' || g end,
              'resolved', 'high', '{}', timestamptz '2026-01-01' + g * interval '1 minute', '{}', false
            from generate_series(1, 20000) g
            """)
        .update();
    database.sql().sql("analyze mobilize.response").update();
    assertThat(titled(database, "ПЛАТЕЖИ")).as("ПЛАТЕЖИ").isEqualTo(1);
    assertThat(titled(database, "连接")).as("连接").isEqualTo(1);
    assertThat(titled(database, "café: F")).as("café: F").isEqualTo(1);
    assertThat(titled(database, "сервере 1999")).as("сервере 1999").isEqualTo(1);
    assertThat(titled(database, "ж")).as("ж").isEqualTo(1);
    assertThat(titled(database, "host 19999")).as("host 19999").isEqualTo(1);
    String plan =
        String.join(
            "\n",
            database
                .sql()
                .sql(
                    "explain (analyze, costs off, timing off) select incident_id from mobilize.response where title ilike ? and "
                        + PostgresResponseRepository.OTHER_SCRIPT
                        + " order by created_at, number limit 25")
                .params("%платежи%", "платежи")
                .query(String.class)
                .list());
    assertThat(plan).contains("response_title_scripts");
  }

  private static long titled(Database database, String text) {
    var filter =
        new ResponseFilter(
            Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), null, null, null,
            text, null, List.of());
    return new PostgresResponseRepository(database).count(filter);
  }

  static Database database() {
    var source = TestPostgres.fresh().dataSource();
    Flyway.configure()
        .dataSource(source)
        .locations(
            "classpath:dev/muster/platform/migrations", "classpath:dev/muster/mobilize/migrations")
        .outOfOrder(true)
        .load()
        .migrate();
    return new Database(source);
  }
}
