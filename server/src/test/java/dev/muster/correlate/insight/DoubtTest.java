package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoubtTest {
  private static final ChangeModel.Option NOBODY = new ChangeModel.Option(null, new float[0], 0);
  private static final ChangeModel.Option SOMEBODY =
      new ChangeModel.Option(
          SmallWorld.release("c", SmallWorld.START, "middle-1"), new float[0], 0);
  private static final List<ChangeModel.Option> BOTH = List.of(NOBODY, SOMEBODY);

  @Test
  void it_grows_until_enough_incidents_would_have_been_left_without_a_name() {
    var doubt = new Doubt(0.9);
    doubt.begin();
    for (int i = 0; i < 100; i++) {
      doubt.saw(i < 75 ? new double[] {0.7, 0.3} : new double[] {0.4, 0.6}, BOTH, true);
    }
    doubt.settle();
    assertThat(doubt.weight()).isBetween(0.4, 0.5); // ln(0.6 / 0.4) = 0.41
    double[] cast = doubt.cast(new double[] {0.4, 0.6}, BOTH);
    assertThat(cast[0]).isGreaterThan(cast[1]);
    assertThat(cast[0] + cast[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void it_is_a_stated_one_while_little_was_seen_and_nothing_when_enough_is_right() {
    var doubt = new Doubt(0.9);
    double stated = doubt.weight();
    assertThat(stated).as("as much as may ever be").isEqualTo(1.0);
    doubt.begin();
    for (int i = 0; i < 29; i++) {
      doubt.saw(new double[] {0.4, 0.6}, BOTH, true);
    }
    doubt.settle();
    assertThat(doubt.weight()).isEqualTo(stated);
    for (int i = 0; i < 400; i++) {
      doubt.saw(new double[] {0.8, 0.2}, BOTH, true);
      doubt.saw(new double[] {0.1, 0.9}, BOTH, false);
    }
    doubt.settle();
    assertThat(doubt.weight()).isZero();
  }

  @Test
  void it_never_outweighs_everything() {
    var doubt = new Doubt(0.9);
    doubt.begin();
    for (int i = 0; i < 100; i++) {
      doubt.saw(new double[] {0.01, 0.99}, BOTH, true);
    }
    doubt.settle();
    assertThat(doubt.weight()).isCloseTo(1, within(0.06));
  }
}
