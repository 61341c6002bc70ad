package dev.muster.respond.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.detect.slo.Slos;
import dev.muster.kernel.ForAll;
import dev.muster.respond.impact.Impacts.Minutes;
import dev.muster.respond.impact.Impacts.Said;
import dev.muster.respond.impact.Impacts.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImpactsTest {
  private static final Instant T = Instant.parse("2026-05-04T10:00:00Z");

  private static Instant at(int minute) {
    return T.plus(Duration.ofMinutes(minute));
  }

  private static Wave wave(int number, int from, @Nullable Integer to) {
    return new Wave(number, at(from), to == null ? null : at(to), 1, "");
  }

  private static Said said(int since, @Nullable ImpactState state, double share) {
    return new Said(at(since), state, share, "U1", "", at(since));
  }

  @Test
  void partial_impact_is_never_counted_as_full_outage() {
    List<Span> spans =
        Impacts.spans(
            List.of(wave(1, 0, 60)),
            List.of(
                said(0, ImpactState.PARTIAL, 0.4),
                said(30, ImpactState.FULL, 1),
                said(40, ImpactState.NONE, 0)),
            List.of(),
            at(90));
    Minutes minutes = Minutes.of(spans);
    assertThat(minutes.full()).isEqualTo(10);
    assertThat(minutes.partial()).isEqualTo(30);
    assertThat(minutes.weighted()).isCloseTo(10 + 0.4 * 30, within(1e-9));
  }

  @Test
  void without_a_word_of_a_person_objectives_count_minute_by_minute() {
    var lost =
        List.of(
            new Slos.Lost(at(1), 0.25), new Slos.Lost(at(2), 0.25), new Slos.Lost(at(3), 0.995));
    List<Span> spans = Impacts.spans(List.of(wave(1, 0, 10)), List.of(), lost, at(10));
    assertThat(spans)
        .extracting(Span::state)
        .containsExactly(ImpactState.NONE, ImpactState.PARTIAL, ImpactState.FULL, ImpactState.NONE);
    assertThat(Minutes.of(spans)).isEqualTo(new Minutes(1, 2, 1.5));
  }

  @Test
  void a_word_holds_until_the_wave_ends_and_can_be_taken_back() {
    var lost = List.of(new Slos.Lost(at(6), 0.5), new Slos.Lost(at(21), 0.5));
    List<Span> spans =
        Impacts.spans(
            List.of(wave(1, 0, 8), wave(2, 20, null)),
            List.of(said(2, ImpactState.FULL, 1), said(5, null, 0)),
            lost,
            at(25));
    assertThat(spans)
        .extracting(Span::state)
        .containsExactly(
            ImpactState.NONE,
            ImpactState.FULL,
            ImpactState.NONE,
            ImpactState.PARTIAL,
            ImpactState.NONE,
            ImpactState.NONE,
            ImpactState.PARTIAL,
            ImpactState.NONE);
    assertThat(Minutes.of(spans)).isEqualTo(new Minutes(3, 2, 4));
  }

  @Test
  void customers_may_feel_it_before_the_first_alert() {
    List<Span> spans =
        Impacts.spans(
            List.of(wave(1, 20, 30)), List.of(said(5, ImpactState.FULL, 1)), List.of(), at(40));
    assertThat(spans).containsExactly(new Span(at(5), at(30), ImpactState.FULL, 1, true));
  }

  @Test
  void of_two_words_about_one_moment_the_later_one_counts() {
    var first = new Said(at(0), ImpactState.FULL, 1, "U1", "", at(1));
    var second = new Said(at(0), ImpactState.PARTIAL, 0.1, "U2", "", at(2));
    for (List<Said> order : List.of(List.of(first, second), List.of(second, first))) {
      assertThat(Impacts.spans(List.of(wave(1, 0, 10)), order, List.of(), at(10)))
          .containsExactly(new Span(at(0), at(10), ImpactState.PARTIAL, 0.1, true));
    }
  }

  @Test
  void a_later_word_counts_from_its_moment_on_whatever_was_said_before() {
    var first = new Said(at(20), ImpactState.FULL, 1, "U1", "", at(20));
    var second = new Said(at(0), ImpactState.PARTIAL, 0.1, "U2", "", at(30));
    for (List<Said> order : List.of(List.of(first, second), List.of(second, first))) {
      assertThat(Impacts.spans(List.of(wave(1, 0, 40)), order, List.of(), at(40)))
          .containsExactly(new Span(at(0), at(40), ImpactState.PARTIAL, 0.1, true));
    }
    var third = new Said(at(35), ImpactState.NONE, 0, "U1", "", at(36));
    assertThat(
            Impacts.spans(
                List.of(wave(1, 0, 40)), List.of(first, second, third), List.of(), at(40)))
        .containsExactly(
            new Span(at(0), at(35), ImpactState.PARTIAL, 0.1, true),
            new Span(at(35), at(40), ImpactState.NONE, 0, true));
  }

  @Test
  void who_said_what_counts_now_is_he_who_said_it_last_of_this_wave() {
    var waves = List.of(wave(1, 0, 10), wave(2, 20, null));
    var now = new Said(at(22), ImpactState.FULL, 1, "U1", "", at(22));
    var corrected = new Said(at(21), ImpactState.PARTIAL, 0.2, "U2", "", at(24));
    var ofBefore = new Said(at(2), ImpactState.NONE, 0, "U3", "", at(25));
    var said = List.of(now, corrected, ofBefore);
    var known = new Felt.Known(waves, said, Impacts.spans(waves, said, List.of(), at(30)));
    assertThat(known.lastSaid()).isEqualTo(corrected);
    var later = new Said(at(26), ImpactState.PARTIAL, 0.2, "U4", "", at(27));
    var more = List.of(now, corrected, ofBefore, later);
    assertThat(
            new Felt.Known(waves, more, Impacts.spans(waves, more, List.of(), at(30))).lastSaid())
        .as("the same again, by somebody else")
        .isEqualTo(later);
  }

  @Test
  void some_is_never_told_as_none_and_never_as_all() {
    assertThat(ImpactState.percent(0.0001)).isEqualTo(1);
    assertThat(ImpactState.percent(0.004)).isEqualTo(1);
    assertThat(ImpactState.percent(0.25)).isEqualTo(25);
    assertThat(ImpactState.percent(0.999)).isEqualTo(99);
  }

  @Test
  void two_incidents_at_once_are_not_twice_the_outage() {
    var all =
        List.of(
            new Span(at(0), at(20), ImpactState.PARTIAL, 0.3, true),
            new Span(at(10), at(30), ImpactState.FULL, 1, true),
            new Span(at(25), at(50), ImpactState.PARTIAL, 0.2, false));
    List<Span> worst = Impacts.worst(all, at(5), at(40));
    assertThat(Minutes.of(worst).full()).isEqualTo(20);
    assertThat(Minutes.of(worst).partial()).isEqualTo(5 + 10);
  }

  @Test
  void spans_never_overlap_and_stay_within_their_waves() {
    ForAll.forAll(
        500,
        any -> {
          var waves = new ArrayList<Wave>();
          double open = 0;
          int minute = 0;
          for (int i = 1; i <= 1 + any.nextInt(3); i++) {
            int from = minute + any.nextInt(5);
            int to = from + any.nextInt(20);
            waves.add(wave(i, from, to));
            open += to - from;
            minute = to + 1;
          }
          var said = new ArrayList<Said>();
          for (int i = any.nextInt(5); i > 0; i--) {
            double share = any.nextDouble();
            said.add(
                said(any.nextInt(60), any.nextInt(4) == 0 ? null : ImpactState.of(share), share));
          }
          var lost = new ArrayList<Slos.Lost>();
          for (int i = any.nextInt(10); i > 0; i--) {
            lost.add(new Slos.Lost(at(any.nextInt(60)), any.nextDouble()));
          }
          List<Span> spans = Impacts.spans(waves, said, lost, at(100));
          Instant before = Instant.MIN;
          double whole = 0;
          for (Span span : spans) {
            assertThat(span.from()).isAfterOrEqualTo(before).isBefore(span.to());
            assertThat(span.share()).isBetween(0.0, 1.0);
            before = span.to();
            whole += Duration.between(span.from(), span.to()).toMinutes();
          }
          assertThat(whole).isGreaterThanOrEqualTo(open);
          Minutes minutes = Minutes.of(spans);
          assertThat(minutes.full() + minutes.partial()).isLessThanOrEqualTo(whole);
          assertThat(minutes.weighted())
              .isLessThanOrEqualTo(minutes.full() + minutes.partial() + 1e-9);
          Minutes together = Minutes.of(Impacts.worst(spans, at(0), at(100)));
          assertThat(together.full()).isCloseTo(minutes.full(), within(1e-6));
          assertThat(together.partial()).isCloseTo(minutes.partial(), within(1e-6));
        });
  }
}
