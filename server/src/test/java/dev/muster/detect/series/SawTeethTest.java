package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SawTeethTest {
  private static final long MINUTE = 60_000;
  private static final int DAY = 1_440;
  private static final int FALL = -700;

  /// A day that begins with a fall from 1000 to 300, from which it comes back until the next.
  ///
  /// @return how much of the fall is news
  private static double fall(SawTeeth teeth) {
    double first = Double.NaN;
    for (int i = 0; i < DAY; i++) {
      teeth.pass(MINUTE);
      double news = teeth.news(300 + i * 700.0 / DAY, i < 16 ? FALL : 0, i < 16, 60);
      first = i == 0 ? news : first;
    }
    return first;
  }

  private static SawTeeth after(int days) {
    var teeth = new SawTeeth();
    for (int day = 0; day < days; day++) {
      fall(teeth);
    }
    return teeth;
  }

  private static void rest(SawTeeth teeth, int days) {
    for (int i = 0; i < days * DAY; i++) {
      teeth.pass(MINUTE);
      assertThat(teeth.news(300, 0, false, 60)).isEqualTo(1);
    }
  }

  @Test
  void falls_are_news_until_there_were_several() {
    assertThat(fall(after(3))).isEqualTo(1);
    assertThat(fall(after(5))).isBetween(0.1, 0.9);
    assertThat(fall(after(10))).isZero();
  }

  @Test
  void a_leak_that_was_mended_is_forgotten_in_weeks_however_long_it_leaked() {
    SawTeeth teeth = after(200);
    rest(teeth, 15);
    assertThat(fall(teeth)).isZero();
    teeth = after(200);
    rest(teeth, 41);
    assertThat(fall(teeth)).isEqualTo(1);
  }

  @Test
  void the_other_side_is_news_also_right_after_a_tooth() {
    SawTeeth teeth = after(20);
    for (int i = 0; i < 5; i++) {
      assertThat(teeth.news(300, FALL, true, 60)).isZero();
    }
    assertThat(teeth.news(1_800, 800, true, 60)).isEqualTo(1);
    // A little above where it was is still the way back.
    teeth = after(20);
    assertThat(teeth.news(300, FALL, true, 60)).isZero();
    assertThat(teeth.news(1_100, 100, true, 60)).isZero();
  }

  @Test
  void the_side_of_the_newest_tooth_is_kept_in_a_snapshot() {
    SawTeeth teeth = after(20);
    assertThat(teeth.news(300, FALL, true, 60)).isZero();
    ByteBuffer bytes = ByteBuffer.allocate(SawTeeth.BYTES);
    teeth.write(bytes);
    var same = new SawTeeth();
    same.read(bytes.flip(), true);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(same.news(290, FALL, true, 60)).isZero();
    assertThat(same.news(1_800, 800, true, 60)).isEqualTo(1);
  }
}
