package dev.muster.practice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.ForAll;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgingTest {
  private static final Instant T = Instant.parse("2026-05-04T10:00:00Z");

  private static Experiment experiment(
      String id, Experiment.Target target, List<Effect> effects, @Nullable Instant startedAt) {
    return new Experiment(
        id,
        "Kill " + id,
        "It survives.",
        "T1",
        "P1",
        List.of(target),
        effects,
        null,
        Duration.ofHours(1),
        Duration.ofMinutes(5),
        Experiment.State.RUNNING,
        startedAt,
        null,
        false,
        null,
        null,
        "",
        "",
        "U1",
        T);
  }

  private static Experiment.Target service(String id) {
    return new Experiment.Target(Experiment.Target.SERVICE, id);
  }

  private static Judging.Subject alert(String summary, Severity severity, String service) {
    return new Judging.Subject(
        new Effect.Seen(summary, "latency", severity, List.of(service)), Set.of("host-1"));
  }

  @Test
  void every_given_condition_must_fit() {
    var effect = new Effect("slow", "LATENCY", "S1", Severity.ERROR);
    var seen = new Effect.Seen("Search is SLOW", "latency", Severity.ERROR, List.of("S1"));
    assertThat(effect.fits(seen)).isTrue();
    assertThat(
            effect.fits(
                new Effect.Seen("Search is down", "latency", Severity.ERROR, List.of("S1"))))
        .isFalse();
    assertThat(effect.fits(new Effect.Seen("slow", null, Severity.ERROR, List.of("S1")))).isFalse();
    assertThat(effect.fits(new Effect.Seen("slow", "latency", Severity.CRITICAL, List.of("S1"))))
        .isFalse();
    assertThat(effect.fits(new Effect.Seen("slow", "latency", Severity.INFO, List.of("S2"))))
        .isFalse();
    assertThat(new Effect(null, null, null, null).fits(seen)).isTrue();
    assertThat(effect.said("Shop"))
        .isEqualTo("\"slow\" in the summary, class LATENCY, about Shop, no worse than error");
  }

  @Test
  void without_effects_everything_on_the_target_is_expected_and_nothing_elsewhere() {
    var running = List.of(experiment("X1", service("S1"), List.of(), T));
    assertThat(
            Judging.judge(alert("a", Severity.CRITICAL, "S1"), running, UnaryOperator.identity()))
        .hasValueSatisfying(judged -> assertThat(judged.expected()).isTrue());
    assertThat(
            Judging.judge(alert("a", Severity.CRITICAL, "S2"), running, UnaryOperator.identity()))
        .isEmpty();
    var onHost =
        List.of(
            experiment(
                "X1", new Experiment.Target(Experiment.Target.ENTITY, "host-1"), List.of(), T));
    assertThat(Judging.judge(alert("a", Severity.CRITICAL, "S2"), onHost, UnaryOperator.identity()))
        .isPresent();
  }

  @Test
  void what_none_of_its_effects_fits_is_unexpected_and_says_so() {
    var running =
        List.of(experiment("X1", service("S1"), List.of(new Effect("slow", null, null, null)), T));
    var judged =
        Judging.judge(alert("Disk full", Severity.INFO, "S1"), running, UnaryOperator.identity())
            .orElseThrow();
    assertThat(judged.expected()).isFalse();
    assertThat(judged.reason().words()).contains("Kill X1").contains("does not expect");
  }

  @Test
  void of_several_experiments_the_one_that_expects_it_counts_in_any_order() {
    ForAll.forAll(
        200,
        any -> {
          var running = new ArrayList<Experiment>();
          for (int i = 0; i < 1 + any.nextInt(5); i++) {
            running.add(
                experiment(
                    "X" + i,
                    service("S" + any.nextInt(2)),
                    any.nextBoolean() ? List.of() : List.of(new Effect("slow", null, null, null)),
                    T.plusSeconds(any.nextInt(3))));
          }
          var subject = alert(any.nextBoolean() ? "slow" : "full", Severity.ERROR, "S0");
          var first = Judging.judge(subject, running, UnaryOperator.identity());
          Collections.shuffle(running, new Random(any.nextLong()));
          assertThat(Judging.judge(subject, running, UnaryOperator.identity())).isEqualTo(first);
          boolean anyExpects =
              running.stream()
                  .anyMatch(one ->
                      Judging.judge(subject, List.of(one), UnaryOperator.identity())
                          .filter(Judging.Judged::expected)
                          .isPresent());
          assertThat(first.filter(Judging.Judged::expected).isPresent()).isEqualTo(anyExpects);
        });
  }

  @Test
  void alerts_are_judged_from_the_start_until_it_has_settled() {
    Experiment one = experiment("X1", service("S1"), List.of(), T);
    assertThat(one.watchesAt(T.minusSeconds(1))).isFalse();
    assertThat(one.watchesAt(T)).isTrue();
    Experiment stopped = one.stopped(T.plusSeconds(60));
    assertThat(stopped.watchesAt(T.plusSeconds(359))).isTrue();
    assertThat(stopped.watchesAt(T.plusSeconds(360))).isFalse();
    assertThat(stopped.settledAt(T.plusSeconds(100)).watchesAt(T.plusSeconds(100))).isFalse();
  }
}
