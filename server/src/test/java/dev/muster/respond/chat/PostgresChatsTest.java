package dev.muster.respond.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.secret.SampleSeals;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresChatsTest {
  private static final Instant NOW = TestClock.START;
  private static final Sender ANN = new Sender("T1:U1", "ann", "company");

  private final Database database = TestDatabase.with("respond");
  private final PostgresChats chats = new PostgresChats(database, SampleSeals.seal(1));

  private static ChatApp app(String id, String secret) {
    return new ChatApp(id, ChatApp.Kind.SLACK, "Chat " + id, secret, "https://x.example/", NOW);
  }

  @Test
  void secrets_are_sealed_and_follow_the_key() {
    chats.save(app("P1", "swordfish"));
    assertThat(
            database.sql().sql("select secret from respond.chat_app").query(String.class).single())
        .doesNotContain("swordfish");
    var rotated = new PostgresChats(database, SampleSeals.seal(2, 1));
    rotated.sealAnew();
    assertThat(new PostgresChats(database, SampleSeals.seal(2)).app("P1").orElseThrow().secret())
        .isEqualTo("swordfish");
    assertThat(chats.apps()).as("one that cannot be read stops no other").isEmpty();
  }

  @Test
  void an_account_is_one_person_and_goes_with_its_chat() {
    chats.save(app("P1", "swordfish"));
    chats.link(new ChatAccount("A1", "P1", ANN, "UANN", NOW));
    chats.link(new ChatAccount("A2", "P1", ANN, "UBEN", NOW));
    assertThat(chats.account("P1", ANN.key()).orElseThrow().userId()).isEqualTo("UBEN");
    assertThat(chats.accountsOf("UANN")).isEmpty();
    assertThat(chats.accountsNamed("P1", "ANN")).hasSize(1);
    assertThat(chats.account("P2", ANN.key())).isEmpty();
    assertThat(chats.unlink("UANN", "A2")).as("somebody else's").isFalse();
    assertThat(chats.delete("P1")).isTrue();
    assertThat(chats.accountsOf("UBEN")).isEmpty();
  }

  @Test
  void of_one_sender_only_the_newest_invitation_is_good_and_only_for_a_while() {
    Instant until = NOW.plus(Invitation.LIFE);
    chats.invite("first", new Invitation("P1", ANN, until), NOW);
    chats.invite("second", new Invitation("P1", ANN, until), NOW);
    assertThat(chats.invitation("first", NOW)).isEmpty();
    assertThat(chats.invitation("second", NOW).orElseThrow().sender()).isEqualTo(ANN);
    assertThat(chats.invitation("second", until.plus(Duration.ofSeconds(1)))).isEmpty();
    assertThat(chats.use("second")).isTrue();
    assertThat(chats.use("second")).isFalse();
  }

  @Test
  void the_log_keeps_the_newest_and_knows_what_came_twice() {
    for (int i = 0; i < PostgresChats.CALLS_KEPT + 5; i++) {
      chats.add(
          new ChatCall(
              "H" + i,
              "P1",
              NOW,
              "key" + i,
              ANN,
              "UANN",
              "ack \u0000",
              ChatCall.Outcome.DONE,
              "" + i));
    }
    assertThat(chats.countCalls("P1")).isEqualTo(PostgresChats.CALLS_KEPT);
    assertThat(chats.calls("P1", 0, 1).getFirst().words())
        .isEqualTo("" + (PostgresChats.CALLS_KEPT + 4));
    var again =
        new ChatCall("HX", "P1", NOW, "key400", ANN, null, "ack", ChatCall.Outcome.DONE, "new");
    assertThat(chats.add(again)).isFalse();
    assertThat(chats.answerTo("P1", "key400")).contains("400");
    assertThat(
            chats.add(
                new ChatCall(
                    "HY", "P2", NOW, "key400", ANN, null, "ack", ChatCall.Outcome.DONE, "")))
        .as("another chat")
        .isTrue();
  }
}
