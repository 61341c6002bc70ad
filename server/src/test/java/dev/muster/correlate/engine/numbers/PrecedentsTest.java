package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrecedentsTest {
  private static final long ERRORS_AT_TILL = 1;
  private static final long SLOW_AT_SHOP = 2;
  private static final long WARM_AT_BOX = 3;

  /// Incidents 1 and 3 began in the first stretch, 2 in the second.
  private static Precedents past() {
    var past = new Precedents();
    past.add(ERRORS_AT_TILL, 1, 0);
    past.add(SLOW_AT_SHOP, 1, 0);
    past.add(ERRORS_AT_TILL, 2, 1);
    past.add(ERRORS_AT_TILL, 2, 1);
    past.add(WARM_AT_BOX, 3, 0);
    past.add(ERRORS_AT_TILL, 3, 0);
    return past;
  }

  @Test
  void incidents_are_found_by_what_took_part_in_them() {
    assertThat(past().of(ERRORS_AT_TILL, Tallies.ALL)).containsExactly(1, 2, 3);
    assertThat(past().of(SLOW_AT_SHOP, Tallies.ALL)).containsExactly(1);
    assertThat(past().of(99, Tallies.ALL)).isEmpty();
  }

  @Test
  void what_is_learned_of_a_stretch_does_not_foretell_itself() {
    assertThat(past().of(ERRORS_AT_TILL, 0)).containsExactly(2);
    assertThat(past().of(ERRORS_AT_TILL, 1)).containsExactly(1, 3);
    assertThat(past().of(SLOW_AT_SHOP, 0)).isEmpty();
  }

  @Test
  void of_what_takes_part_in_everything_the_latest_are_kept() {
    var past = new Precedents();
    for (int incident = 1; incident <= 100; incident++) {
      past.add(ERRORS_AT_TILL, incident, Tallies.ALL);
    }
    assertThat(past.of(ERRORS_AT_TILL, 2))
        .containsExactly(IntStream.rangeClosed(85, 100).toArray());
  }

  @Test
  void the_past_without_a_stretch_is_as_long_as_the_whole() {
    var past = new Precedents();
    for (int incident = 1; incident <= 100; incident++) {
      past.add(ERRORS_AT_TILL, incident, (incident - 1) / 50);
    }
    assertThat(past.of(ERRORS_AT_TILL, 1)).containsExactly(IntStream.rangeClosed(35, 50).toArray());
    assertThat(past.of(ERRORS_AT_TILL, 0))
        .containsExactly(IntStream.rangeClosed(85, 100).toArray());
  }

  @Test
  void two_sets_that_one_past_incident_explains_both_are_told_from_two_that_none_does() {
    var one = new IntCounts();
    one.add(1, 3);
    one.add(2, 1);
    var same = new IntCounts();
    same.add(1, 2);
    var strange = new IntCounts();
    strange.add(9, 4);
    assertThat(Precedents.both(one, 4, same, 2)).isEqualTo(0.75f);
    assertThat(Precedents.both(same, 2, one, 4)).isEqualTo(0.75f);
    assertThat(Precedents.both(one, 4, strange, 4)).isZero();
    assertThat(Precedents.most(new int[] {2, 7}, one)).isEqualTo(1);
    int[] some = {1, 2, 5, 64 + 9};
    int[] others = {5, 9, 1};
    assertThat(Precedents.shared(some, others, Precedents.signature(others))).isEqualTo(2);
    assertThat(Precedents.shared(others, some, Precedents.signature(some))).isEqualTo(2);
  }

  @Test
  void the_same_comes_back_from_bytes() throws IOException {
    var past = new Precedents();
    var random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      past.add(random.nextInt(300), 1 + i / 40, i / 1_250);
    }
    byte[] bytes = bytes(past);
    Precedents read = Precedents.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    assertThat(bytes(read)).isEqualTo(bytes);
    for (int what = 0; what < 300; what++) {
      assertThat(read.of(what, Tallies.ALL)).isEqualTo(past.of(what, Tallies.ALL));
    }
  }

  private static byte[] bytes(Precedents past) throws IOException {
    var bytes = new ByteArrayOutputStream();
    past.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
