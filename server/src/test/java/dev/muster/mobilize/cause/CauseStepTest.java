package dev.muster.mobilize.cause;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.ledger.ThoughtEvent.Owner;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CauseStepTest {
  private static final CauseWatch FRESH = CauseWatch.of("Q1", "shop");

  private static Owner owner(String service, double probability) {
    return new Owner(service, probability, "It failed first");
  }

  private static CauseStep.Step step(CauseWatch watch, Owner... owners) {
    return CauseStep.consider(watch, List.of(owners), Set.of());
  }

  @Test
  void the_cause_moves_when_another_service_is_clearly_likelier_twice() {
    CauseStep.Step once = step(FRESH, owner("ledger", 0.6), owner("shop", 0.3));
    assertThat(once.move()).isNull();
    CauseStep.Step twice = step(once.watch(), owner("ledger", 0.6), owner("shop", 0.3));
    assertThat(twice.move()).isNotNull();
    assertThat(twice.move().from()).isEqualTo("shop");
    assertThat(twice.move().to().serviceId()).isEqualTo("ledger");
    assertThat(twice.move().asks()).isTrue();
    assertThat(twice.watch().lead()).isEqualTo("ledger");
  }

  @Test
  void beyond_doubt_once_is_enough_and_a_close_race_moves_nothing() {
    assertThat(step(FRESH, owner("ledger", 0.9)).move()).isNotNull();
    CauseStep.Step close = step(FRESH, owner("ledger", 0.51), owner("shop", 0.45));
    assertThat(step(close.watch(), owner("ledger", 0.51), owner("shop", 0.45)).move()).isNull();
    CauseStep.Step wavering = step(FRESH, owner("ledger", 0.6));
    CauseStep.Step back = step(wavering.watch(), owner("shop", 0.6));
    assertThat(step(back.watch(), owner("ledger", 0.6)).move()).as("not in a row").isNull();
  }

  @Test
  void it_may_come_back_but_nobody_is_asked_twice() {
    CauseWatch moved = step(FRESH, owner("ledger", 0.9)).watch();
    CauseStep.Step back = step(moved, owner("shop", 0.9));
    assertThat(back.move()).isNotNull();
    assertThat(back.move().asks()).isFalse();
    CauseStep.Step again = step(back.watch(), owner("ledger", 0.9));
    assertThat(again.move()).isNotNull();
    assertThat(again.move().asks()).isFalse();
  }

  @Test
  void owners_of_touched_services_are_informed_once() {
    CauseStep.Step step =
        CauseStep.consider(
            FRESH,
            List.of(owner("shop", 0.5), owner("ledger", 0.2), owner("far", 0.01)),
            Set.of("shop", "checkout"));
    assertThat(step.inform()).containsExactly("checkout", "ledger");
    assertThat(
            CauseStep.consider(step.watch(), List.of(owner("ledger", 0.2)), Set.of("checkout"))
                .inform())
        .isEmpty();
  }

  @Test
  void whatever_is_thought_nobody_is_asked_twice_and_few_are() {
    forAll(
        300,
        random -> {
          CauseWatch watch = FRESH;
          var asked = new HashSet<String>();
          for (int i = 0; i < 60; i++) {
            double first = random.nextDouble();
            CauseStep.Step step =
                step(
                    watch,
                    owner("s" + random.nextInt(8), Math.max(first, 1 - first)),
                    owner("shop", Math.min(first, 1 - first)));
            CauseStep.Move move = step.move();
            if (move != null && move.asks()) {
              assertThat(asked.add(move.to().serviceId())).isTrue();
              assertThat(move.to().serviceId()).isNotEqualTo("shop");
            }
            watch = step.watch();
          }
          assertThat(asked).hasSizeLessThanOrEqualTo(CauseStep.MOST_MOVES);
          assertThat(watch.informed()).hasSizeLessThanOrEqualTo(CauseStep.MOST_INFORMED);
        });
  }
}
