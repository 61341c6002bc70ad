package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What an incident taught itself must not be known when it is asked about once more: it would give the answer away, and whatever was
/// seen once before would be believed for ever.
class ReviewTest {
  private final SmallWorld world = new SmallWorld();

  /// Two stores cry at once, each in words that never come again; a coin says which one it was.
  private List<Symptom> riddle(Instant at, String words) {
    return List.of(
        world.symptom(at, words + "-left", "store-0", List.of(words + "-left")),
        world.symptom(at, words + "-right", "store-1", List.of(words + "-right")));
  }

  @Test
  void a_riddle_that_gives_itself_away_teaches_nothing() {
    var random = new Random(11);
    var reasoning = new Reasoning(world.topology, InsightSettings.USUAL);
    var settled = new ArrayList<Review.Settled>();
    for (int i = 0; i < 60; i++) {
      settled.add(solved(reasoning, i, random.nextInt(2)));
    }
    double[] believed = reasoning.causes.weights().clone();
    new Review(world.topology, reasoning).learn(settled);
    for (CauseModel.Trait trait :
        List.of(
            CauseModel.Trait.SIGN_BEST,
            CauseModel.Trait.SIGN_MEAN,
            CauseModel.Trait.WORDS,
            CauseModel.Trait.PASSED_BEST,
            CauseModel.Trait.FITS_KIND)) {
      assertThat(reasoning.causes.weights()[trait.ordinal()])
          .as("what no other case could have told of %s", trait)
          .isCloseTo(believed[trait.ordinal()], within(0.01));
    }
    // No two are alike; if each found itself, likeness would have been worth more.
    for (Lesson lesson : List.of(reasoning.likes, reasoning.again)) {
      assertThat(lesson.weights()[2 * Likeness.Channel.SIGN_AT_PLACE.ordinal()])
          .isLessThanOrEqualTo(Likeness.priors()[2 * Likeness.Channel.SIGN_AT_PLACE.ordinal()]);
    }
  }

  /// The riddle of that number, learned as if that store had been the cause.
  private Review.Settled solved(Reasoning reasoning, int number, int store) {
    Instant at = SmallWorld.START.plus(Duration.ofHours(12L * number));
    List<Symptom> symptoms = riddle(at, "riddle" + number);
    int cause = world.topology.indexOf("store-" + store);
    var trace = new Trace();
    reasoning.cause.learn(reasoning.scene(symptoms, List.of()), cause, trace);
    reasoning.likeness.remember(
        new Likeness.Marked(
            new Likeness.Remembered(
                "i" + number,
                at.toEpochMilli(),
                "store-" + store,
                "back-" + store,
                null,
                false,
                reasoning.role(cause),
                Set.of("watcher|riddle" + number + (store == 0 ? "-left" : "-right"))),
            Likeness.marks(symptoms),
            Likeness.marks(symptoms)));
    return new Review.Settled(
        SmallWorld.past(
            "i" + number, symptoms, at, "store-" + store, "back-" + store, null, List.of()),
        cause,
        true,
        null,
        List.of(new PastIncident.Look(at.plusSeconds(600), 1, symptoms, List.of())),
        trace);
  }

  @Test
  void neither_itself_nor_what_came_in_the_same_hours_is_like_it() {
    var likeness = new Likeness();
    Instant at = SmallWorld.START.plus(Duration.ofDays(9));
    var past = new ArrayList<Likeness.Marked>();
    List<Symptom> seen = world.slowStore(2, at, false, new Random(1));
    for (Duration ago :
        List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(-2), Duration.ofHours(3))) {
      past.add(
          new Likeness.Marked(
              new Likeness.Remembered(
                  "at " + ago,
                  at.minus(ago).toEpochMilli(),
                  null,
                  null,
                  null,
                  null,
                  null,
                  Set.of()),
              Likeness.marks(seen),
              Likeness.marks(seen)));
    }
    past.forEach(likeness::remember);
    assertThat(
            likeness
                .candidates(
                    Likeness.marks(seen),
                    Likeness.Suspicion.NONE,
                    at.toEpochMilli(),
                    past.getFirst().past().id())
                .stream()
                .map(match -> match.past().id()))
        .containsExactly(past.getLast().past().id());
    assertThat(
            likeness
                .candidates(Likeness.marks(seen), Likeness.Suspicion.NONE, at.toEpochMilli(), null)
                .stream()
                .map(match -> match.past().id())
                .sorted(Comparator.naturalOrder()))
        .hasSize(4);
  }
}
