package dev.muster.alert.noise;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.alert.Gate;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExperienceTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration MOST = Duration.ofMinutes(15);

  private final Experience experience = new Experience();

  private void said(String text, int times) {
    double weight = Experience.weight(NOW, Experience.WORD_HALF_LIFE) * times;
    experience.addWord(Experience.ALL, weight);
    Tokens.words(text).forEach(word -> experience.addWord(word, weight));
  }

  private void lasted(String summary, long seconds, boolean ended, int times) {
    double weight = Experience.weight(NOW, Experience.LIFE_HALF_LIFE);
    for (int i = 0; i < times; i++) {
      for (String name :
          List.of(
              Experience.kind("S", "I", summary), Experience.tool("I"), Experience.EVERYTHING)) {
        experience.addLife(name, LifeTable.group(seconds), ended, weight);
      }
    }
  }

  private Gate.@Nullable Judgement judge(String summary, Severity severity) {
    return experience.judge("S", "I", summary, severity, false, 1, MOST, NOW);
  }

  @Test
  void what_changes_between_alerts_of_a_kind_is_masked() {
    assertThat(Tokens.template("Disk /dev/sda1 on web-17.eu is 97% full (10.0.3.4)"))
        .isEqualTo("disk # on # is # full #");
    assertThat(Tokens.words("The CPU of host db-3 is busy, the CPU!"))
        .containsExactly("cpu", "host", "busy");
  }

  @Test
  void rarity_falls_as_words_are_said_and_stays_visible_for_one_rare_word() {
    said("queue is long", 900);
    assertThat(experience.rarity("queue is long", NOW)).as("too little is known").isEqualTo(1);
    said("queue is long", 4_100);
    said("fan broken", 1);
    assertThat(experience.rarity("queue is long", NOW)).isLessThan(0.05);
    assertThat(experience.rarity("fan broken", NOW)).isGreaterThan(0.9);
    assertThat(experience.rarity("queue is long fan", NOW)).isGreaterThan(0.4);
    assertThat(experience.rarity("97 12 4", NOW)).as("no word left").isEqualTo(1);
    // what nobody says any more becomes rare again, beside what is said now
    Instant later = NOW.plus(Duration.ofDays(70));
    double weight = Experience.weight(later, Experience.WORD_HALF_LIFE) * 5_000;
    experience.addWord(Experience.ALL, weight);
    assertThat(experience.rarity("queue is long", later)).isGreaterThan(0.7);
  }

  @Test
  void what_several_people_called_noise_is_demoted_until_they_say_otherwise_or_it_fades() {
    String kind = Experience.kind("S", "I", "Queue is long");
    double word = Experience.weight(NOW, Experience.WORD_HALF_LIFE);
    assertThat(gate(Severity.WARNING, NOW)).isNull();
    experience.addRegret(Experience.dull(kind), word);
    assertThat(gate(Severity.WARNING, NOW)).as("one word is a mood").isNull();
    experience.addRegret(Experience.dull(kind), word);
    assertThat(gate(Severity.WARNING, NOW)).isNotNull();
    assertThat(gate(Severity.ERROR, NOW)).as("an error pages whatever people said").isNull();
    assertThat(gate(Severity.WARNING, NOW.plus(Duration.ofDays(7)))).as("faded").isNull();
    experience.addRegret(Experience.dull(kind), -word);
    assertThat(gate(Severity.WARNING, NOW)).as("taken back").isNull();
  }

  private Gate.@Nullable Judgement gate(Severity severity, Instant at) {
    return experience.judge(
        "S", "I", "Queue is long", severity, false, 0, Duration.ofMinutes(5), at);
  }

  @Test
  void survival_is_that_of_the_life_table() {
    var lives = LifeTable.empty();
    lives.ended()[LifeTable.group(10)] += 40; // within 15 s
    lives.ended()[LifeTable.group(50)] += 30; // 30..60 s
    lives.censored()[LifeTable.group(50)] += 20;
    lives.ended()[LifeTable.group(90_000)] += 10;
    assertThat(lives.survival(0)).isEqualTo(1);
    assertThat(lives.survival(15)).isCloseTo(0.6, within(1e-9));
    // 60 at risk, 20 censored half-way: 30 / 50 leave
    assertThat(lives.survival(60)).isCloseTo(0.6 * 0.4, within(1e-9));
    assertThat(lives.survival(3_600)).isCloseTo(0.24, within(1e-9));
  }

  @Test
  void survival_never_rises_whatever_was_seen() {
    forAll(
        500,
        any -> {
          var lives = LifeTable.empty();
          for (int i = 0; i < any.nextInt(200); i++) {
            int group = any.nextInt(LifeTable.GROUPS);
            (any.nextBoolean() ? lives.ended() : lives.censored())[group] += any.nextDouble();
          }
          double before = 1;
          for (long t = 0; t < 100_000; t += 1 + t / 10) {
            double now = lives.survival(t);
            assertThat(now).isBetween(0.0, before + 1e-12);
            before = now;
          }
          for (Severity severity : Severity.values()) {
            assertThat(HoldChoice.seconds(lives, severity, 300)).isBetween(0, 300);
          }
        });
  }

  @Test
  void what_clears_by_itself_waits_and_what_lasts_does_not() {
    lasted("Ping failed", 40, true, 95);
    lasted("Ping failed", 7_200, true, 5);
    Gate.Judgement judgement = judge("Ping failed", Severity.ERROR);
    assertThat(judgement).isNotNull();
    assertThat(judgement.hold()).isEqualTo(Duration.ofSeconds(60));
    assertThat(judgement.why()).contains("95 % of alerts like this (100 of them)").contains("60 s");
    lasted("Disk broken", 7_200, true, 60);
    assertThat(judge("Disk broken", Severity.ERROR)).isNull();
  }

  @Test
  void a_key_that_flaps_says_how_often_it_has_opened_and_cleared() {
    for (String[] said : new String[][] {{"7", "cleared 3 times"}, {"3", "cleared once"}}) {
      assertThat(
              experience.judge(
                  "S", "I", "New", Severity.CRITICAL, true, Integer.parseInt(said[0]), MOST, NOW))
          .isNotNull()
          .satisfies(judgement -> assertThat(judgement.why()).contains(said[1]));
    }
  }

  @Test
  void what_people_resolve_says_nothing_about_clearing_by_itself() {
    lasted("Queue stuck", 40, false, 100);
    assertThat(judge("Queue stuck", Severity.ERROR)).isNull();
  }

  @Test
  void an_unknown_kind_is_judged_by_its_tool_and_a_new_tool_by_all() {
    lasted("Ping failed", 40, true, 120);
    assertThat(judge("Never heard of", Severity.WARNING))
        .isNotNull()
        .satisfies(judgement -> assertThat(judgement.why()).contains("alerts of this tool"));
    assertThat(experience.judge("S", "J", "New", Severity.WARNING, false, 1, MOST, NOW))
        .as("120 alerts of other tools are too few")
        .isNull();
    lasted("Ping failed", 40, true, 400);
    assertThat(experience.judge("S", "J", "New", Severity.WARNING, false, 1, MOST, NOW))
        .isNotNull()
        .satisfies(judgement -> assertThat(judgement.why()).contains("all alerts"));
  }

  @Test
  void common_words_are_demoted_until_that_is_regretted() {
    said("heartbeat late", 5_000);
    lasted("heartbeat late", 40, true, 50);
    Gate.Judgement judgement = judge("heartbeat late", Severity.WARNING);
    assertThat(judgement).isNotNull();
    assertThat(judgement.hold()).isNull();
    assertThat(judgement.why()).contains("said all the time");
    assertThat(judge("heartbeat late", Severity.CRITICAL))
        .as("what is worse than a warning is never demoted")
        .satisfies(other -> assertThat(other == null || other.hold() != null).isTrue());
    experience.addRegret(
        Experience.kind("S", "I", "heartbeat late"),
        Experience.weight(NOW, Experience.WORD_HALF_LIFE));
    assertThat(judge("heartbeat late", Severity.WARNING)).isNull();
  }

  @Test
  void each_regret_of_a_service_halves_what_the_gate_dares() {
    lasted("Ping failed", 200, true, 100);
    Gate.Judgement before = judge("Ping failed", Severity.INFO);
    assertThat(before).isNotNull();
    assertThat(before.hold()).isEqualTo(Duration.ofMinutes(4));
    double weight = Experience.weight(NOW, Experience.WORD_HALF_LIFE);
    experience.addRegret(Experience.service("S"), 3 * weight);
    // 15 minutes / 2^3 are not enough for these alerts to clear
    assertThat(judge("Ping failed", Severity.INFO)).isNull();
    assertThat(experience.regrets(Experience.service("S"), NOW.plus(Duration.ofDays(7))))
        .isCloseTo(1.5, within(1e-9));
  }

  @Test
  void a_flapping_key_waits() {
    Gate.Judgement judgement =
        experience.judge("S", "I", "x", Severity.CRITICAL, true, 8, Duration.ofMinutes(5), NOW);
    assertThat(judgement).isNotNull();
    assertThat(judgement.hold()).isEqualTo(Duration.ofMinutes(5));
    assertThat(judgement.why()).contains("4 times");
  }
}
