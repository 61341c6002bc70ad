package dev.muster.signal.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import dev.muster.platform.secret.Proof;
import dev.muster.platform.secret.SampleSeals;
import dev.muster.signal.Guard;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresHooksTest {
  private static final Instant NOW = TestClock.START;

  private final Database database = TestDatabase.with("signal");
  private final PostgresHooks hooks = new PostgresHooks(database, SampleSeals.seal(1));

  private static Call call(String integration, int number, Call.Outcome outcome) {
    return new Call(
        "H" + number,
        integration,
        NOW.plusSeconds(number),
        outcome,
        202,
        "Event processed",
        "trigger",
        "k",
        "Größe",
        "{}");
  }

  @Test
  void gives_back_what_was_set_up_and_keeps_the_secret_from_the_table() {
    assertThat(hooks.hook("I1")).isEmpty();
    var proof = new Proof(Proof.Kind.HMAC_SHA256, "X-Sig", "v1=", true, "X-Time");
    var mapping =
        new Mapping(
            Map.of("summary", "{{raw_event.title}}"),
            Map.of("s1", "critical"),
            Map.of("fine", "resolve"));
    hooks.save(
        new Hook("I1", proof, "new secret", "old secret", NOW.plusSeconds(60), mapping, NOW));
    Hook kept = hooks.hook("I1").orElseThrow();
    assertThat(kept.proof()).isEqualTo(proof);
    assertThat(kept.secrets(NOW)).containsExactly("new secret", "old secret");
    assertThat(kept.secrets(NOW.plusSeconds(60))).containsExactly("new secret");
    assertThat(kept.mapping().texts()).isEqualTo(mapping.texts());
    assertThat(kept.mapping().severityWords()).isEqualTo(mapping.severityWords());
    assertThat(kept.mapping().actionWords()).isEqualTo(mapping.actionWords());
    assertThat(
            database
                .sql()
                .sql("select secret || old_secret from signal.hook")
                .query(String.class)
                .single())
        .doesNotContain("secret ");
    new PostgresHooks(database, SampleSeals.seal(2, 1)).sealAnew();
    assertThat(
            new PostgresHooks(database, SampleSeals.seal(2)).hook("I1").orElseThrow().secrets(NOW))
        .containsExactly("new secret", "old secret");
    hooks.delete("I1");
    assertThat(hooks.hook("I1")).isEmpty();
  }

  private void save(String id, Proof proof) {
    hooks.save(
        new Hook(id, proof, "secret " + id, "old " + id, NOW.plusSeconds(60), Mapping.USUAL, NOW));
  }

  /// What is known of them after their keys or rows were spoilt.
  private Hook found(String id) {
    return hooks.hooks().stream()
        .filter(hook -> hook.integrationId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void what_cannot_be_read_is_marked_and_the_rest_still_counts() {
    var token = new Proof(Proof.Kind.TOKEN, "X-Token", "", false, null);
    for (String id : List.of("token", "old", "proof", "mapping")) {
      save(id, token);
    }
    save("open", Proof.NONE);
    var sql = database.sql();
    sql.sql(
            "update signal.hook set secret = secret || 'AAAA' where integration_id in ('token',"
                + " 'open')")
        .update();
    sql.sql("update signal.hook set old_secret = secret || 'AAAA' where integration_id = 'old'")
        .update();
    sql.sql("update signal.hook set proof = '{\"kind\": \"SEAL\"}' where integration_id = 'proof'")
        .update();
    sql.sql("update signal.hook set mapping = '[]' where integration_id = 'mapping'").update();

    Hook lost = found("token");
    assertThat(lost.proof()).isEqualTo(token);
    assertThat(lost.secrets(NOW)).containsExactly("old token");
    assertThat(lost.unreadable()).isFalse();
    assertThat(lost.lacksSecret(NOW.plusSeconds(60))).isTrue();
    Hook old = found("old");
    assertThat(old.secrets(NOW)).containsExactly("secret old");
    assertThat(old.lacksSecret(NOW)).isTrue();
    assertThat(old.lacksSecret(NOW.plusSeconds(60))).isFalse();
    assertThat(found("proof").lost()).containsExactly(Hook.Part.PROOF);
    assertThat(found("mapping").unreadable()).isTrue();

    var live = new LiveHooks(hooks, new MemoryTransactions());
    var guard =
        new HookGuard(live, new CallLog(hooks, new SimpleMeterRegistry()), Ids.from(new Random(1)));
    assertThat(guard.of("token")).isEqualTo(Guard.Demand.PROOF);
    assertThat(guard.of("proof")).isEqualTo(Guard.Demand.UNKNOWN);
    assertThat(guard.of("open")).isEqualTo(Guard.Demand.NOTHING);
    assertThat(hooks.hook("token").orElseThrow().lost()).containsExactly(Hook.Part.SECRET);
  }

  @Test
  void keeps_the_newest_calls_of_each_integration() {
    hooks.add(List.of(call("I2", 1, Call.Outcome.ACCEPTED)));
    hooks.add(
        IntStream.range(0, HookRepository.CALLS_KEPT + 50)
            .mapToObj(
                i -> call("I1", i, i % 2 == 0 ? Call.Outcome.ACCEPTED : Call.Outcome.UNPROVEN))
            .toList());
    assertThat(hooks.count("I1", null)).isEqualTo(HookRepository.CALLS_KEPT);
    assertThat(hooks.count("I1", Call.Outcome.UNPROVEN)).isEqualTo(HookRepository.CALLS_KEPT / 2);
    assertThat(hooks.calls("I1", null, 0, 2))
        .containsExactly(
            call("I1", HookRepository.CALLS_KEPT + 49, Call.Outcome.UNPROVEN),
            call("I1", HookRepository.CALLS_KEPT + 48, Call.Outcome.ACCEPTED));
    assertThat(hooks.calls("I2", null, 0, 10)).hasSize(1);
    assertThat(hooks.forget(NOW.plus(Duration.ofDays(1)))).isEqualTo(HookRepository.CALLS_KEPT + 1);
  }
}
