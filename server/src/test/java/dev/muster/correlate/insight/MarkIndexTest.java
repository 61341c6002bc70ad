package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Who left which mark.
class MarkIndexTest {
  private final MarkIndex index = new MarkIndex(2);

  private int[] owners(int number) {
    return Arrays.copyOf(index.owners(number), index.count(number));
  }

  @Test
  void owners_of_a_mark_come_in_the_order_in_which_they_left_it() {
    int mark = -1;
    for (int owner = 0; owner < 9; owner++) {
      mark = index.add(0, "timeout", owner);
    }
    index.remove(0, mark, 4);
    index.remove(0, mark, 0);
    index.remove(0, mark, 77);
    index.add(0, "timeout", 4);
    assertThat(index.number(0, "timeout")).isEqualTo(mark);
    assertThat(owners(mark)).containsExactly(1, 2, 3, 5, 6, 7, 8, 4);
  }

  @Test
  void the_same_text_on_another_channel_is_another_mark() {
    int here = index.add(0, "timeout", 1);
    int there = index.add(1, "timeout", 2);
    assertThat(owners(here)).containsExactly(1);
    assertThat(owners(there)).containsExactly(2);
  }

  @Test
  void the_number_of_a_mark_that_nobody_has_goes_to_the_next_new_one() {
    int gone = index.add(0, "timeout", 1);
    index.remove(0, gone, 1);
    assertThat(index.number(0, "timeout")).isNegative();
    assertThat(index.count(index.number(0, "timeout"))).isZero();
    assertThat(index.owners(index.number(0, "timeout"))).isEmpty();
    assertThat(index.add(1, "refused", 2)).isEqualTo(gone);
    assertThat(owners(gone)).containsExactly(2);
    for (int i = 0; i < 3_000; i++) {
      assertThat(index.add(0, "mark-" + i, i)).isEqualTo(i + 1);
    }
    assertThat(owners(3_000)).containsExactly(2_999);
  }
}
