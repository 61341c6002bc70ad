package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestLocks;
import dev.muster.platform.secret.Seal;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A secret that was made new outlives any change that was asked for beside it.
class LostSecretTest {
  private static final TestHouse house = TestHouse.start("--outbound-private=true");

  @AfterAll
  static void close() {
    house.close();
  }

  /// Renames while somebody else gives the row a new secret.
  private static String renamed(String path, String body, String table, String column, String id) {
    Database database = house.bean(Database.class);
    CompletableFuture<TestHouse.Answer> renaming = new CompletableFuture<>();
    database.run(() -> {
      database
          .sql()
          .sql("update %s set %s = 'brand-new-secret' where id = ?".formatted(table, column))
          .param(id)
          .update();
      Thread.ofVirtual().start(() -> renaming.complete(house.put(path + "/" + id, body)));
      TestLocks.untilStuck(database, renaming);
    });
    assertThat(renaming.join().ok().toString()).contains("Renamed");
    return database
        .sql()
        .sql("select %s from %s where id = ?".formatted(column, table))
        .param(id)
        .query(String.class)
        .single();
  }

  @Test
  void of_a_tracker() {
    String id =
        house
            .post(
                "/ticket_trackers",
                "{'ticket_tracker': {'name': 'A', 'kind': 'jira', 'url': 'http://localhost:1',"
                    + " 'project': 'OPS', 'token': 't0k3n'}}")
            .ok()
            .path("ticket_tracker")
            .path("id")
            .asString();
    assertThat(
            renamed(
                "/ticket_trackers",
                "{'ticket_tracker': {'name': 'Renamed'}}",
                "respond.tracker",
                "news_secret",
                id))
        .isEqualTo("brand-new-secret");
  }

  @Test
  void of_a_chat() {
    String id =
        house
            .post(
                "/chat_apps",
                "{'chat_app': {'name': 'A', 'kind': 'slack', 'secret': 'swordfish-swordfish'}}")
            .ok()
            .path("chat_app")
            .path("id")
            .asString();
    String kept =
        renamed(
            "/chat_apps", "{'chat_app': {'name': 'Renamed'}}", "respond.chat_app", "secret", id);
    assertThat(house.bean(Seal.class).open("respond.chat_app." + id, kept))
        .isEqualTo("brand-new-secret");
  }
}
