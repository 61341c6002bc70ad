package dev.muster.platform.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.engine.TestClock;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentFactsTest {
  private static final Topic<Said> TOPIC = Topic.of("left", Said.class, Object::toString);

  private final RecentFacts recent = new RecentFacts(RecentFacts.MOST);

  private void say(long from, long to, int size) {
    recent.add(
        LongStream.rangeClosed(from, to)
            .mapToObj(sequence -> new RecentFacts.Kept(fact(sequence), size))
            .toList());
  }

  private static Fact fact(long sequence) {
    return new Fact("left", 0, sequence, TestClock.START, new Said.Word("w", (int) sequence));
  }

  private static FactLog.Stretch stretch(long after, long until) {
    return new FactLog.Stretch(TOPIC, 0, after, until);
  }

  @Test
  void gives_a_stretch_from_its_beginning() {
    say(1, 10, 1);

    assertThat(recent.read(stretch(2, 5), 500)).contains(List.of(fact(3), fact(4), fact(5)));
    assertThat(recent.read(stretch(2, 9), 2)).contains(List.of(fact(3), fact(4)));
  }

  @Test
  void gives_nothing_when_one_is_missing() {
    say(1, 3, 1);
    say(5, 6, 1);

    assertThat(recent.read(stretch(2, 6), 500)).isEmpty();
    assertThat(recent.read(stretch(0, 6), 3)).isPresent();
  }

  @Test
  void lets_the_oldest_go_by_number_and_by_size() {
    say(1, RecentFacts.MOST + 2, 1);

    assertThat(recent.read(stretch(1, 2), 1)).isEmpty();
    assertThat(recent.read(stretch(2, 3), 1)).isPresent();

    say(RecentFacts.MOST + 3, RecentFacts.MOST + 3, RecentFacts.MOST_SIZE);

    assertThat(recent.read(stretch(RecentFacts.MOST, RecentFacts.MOST + 2), 9)).isEmpty();
    assertThat(recent.read(stretch(RecentFacts.MOST + 2, RecentFacts.MOST + 3), 9)).isPresent();
  }

  @Test
  void gives_nothing_that_the_reader_does_not_know() {
    recent.add(List.of(new RecentFacts.Kept(new Fact("left", 0, 1, TestClock.START, "a text"), 1)));

    assertThat(recent.read(stretch(0, 1), 1)).isEmpty();
  }
}
