package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecurrencesTest {
  private static final long HOUR = 3_600_000L;
  private static final long MONDAY = 1_777_852_800_000L;

  private static Recurrences again(Recurrences came) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      came.write(out);
    }
    return Recurrences.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  @Test
  void what_comes_every_night_is_known_by_its_hour() {
    var came = new Recurrences();
    for (int day = 0; day < 5; day++) {
      came.add(1, MONDAY + 24 * HOUR * day);
    }
    Recurrences.Habit habit = came.habit(1, MONDAY + 24 * HOUR * 5, 0);
    assertThat(habit.count()).isEqualTo(5);
    assertThat(habit.hours()).isEqualTo(24);
    assertThat(habit.hits()).isEqualTo(5);
    assertThat(habit.sinceLast()).isEqualTo(24);
    assertThat(came.habit(1, MONDAY + 24 * HOUR * 5 + HOUR / 2, 0).hits()).isZero();
    assertThat(came.habit(2, MONDAY, 0).count()).isZero();
  }

  @Test
  void of_what_came_later_nothing_is_known() {
    var came = new Recurrences();
    for (int day = 0; day < 5; day++) {
      came.add(1, MONDAY + 24 * HOUR * day);
    }
    assertThat(came.habit(1, MONDAY - HOUR, 0)).isEqualTo(came.habit(2, MONDAY, 0));
    Recurrences.Habit habit = came.habit(1, MONDAY + 24 * HOUR * 2 + HOUR, 0);
    assertThat(habit.count()).isEqualTo(3);
    assertThat(habit.sinceLast()).isEqualTo(1);
  }

  @Test
  void two_who_lived_one_after_the_other_know_together_what_one_who_lived_through_both_does() {
    for (long seed = 1; seed <= 40; seed++) {
      var random = new Random(seed);
      var all = new Recurrences();
      var early = new Recurrences();
      var late = new Recurrences();
      long at = MONDAY;
      int many = random.nextInt(2_000);
      int until = random.nextInt(many + 1);
      for (int i = 0; i < many; i++) {
        at += random.nextInt(600) * 1_000L;
        int key = random.nextInt(20);
        all.add(key, at);
        (i < until ? early : late).add(key, at);
      }
      Recurrences both = Recurrences.unpacked(early.packed());
      both.add(late);
      assertThat(both.size()).isEqualTo(all.size());
      for (int i = 0; i < 200; i++) {
        int key = random.nextInt(22);
        at += random.nextInt(600) * 1_000L;
        assertThat(both.habit(key, at, 60_000))
            .as("seed %d, %d of %d early", seed, until, many)
            .isEqualTo(all.habit(key, at, 60_000));
        both.add(key, at);
        all.add(key, at);
      }
    }
  }

  @Test
  void who_reads_it_again_goes_on_as_who_wrote_it() throws IOException {
    for (long seed = 1; seed <= 20; seed++) {
      var random = new Random(seed);
      var came = new Recurrences();
      long at = MONDAY;
      for (int i = random.nextInt(2_000); i > 0; i--) {
        at += random.nextInt(600) * 1_000L;
        came.add(random.nextInt(20), at - random.nextInt(120) * 1_000L);
      }
      Recurrences read = again(came);
      assertThat(read.size()).isEqualTo(came.size());
      for (int i = 0; i < 200; i++) {
        int key = random.nextInt(22);
        at += random.nextInt(600) * 1_000L;
        assertThat(read.habit(key, at, 60_000)).isEqualTo(came.habit(key, at, 60_000));
        came.add(key, at);
        read.add(key, at);
      }
    }
  }
}
