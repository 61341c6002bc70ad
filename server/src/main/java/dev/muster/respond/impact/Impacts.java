package dev.muster.respond.impact;

import dev.muster.detect.slo.Slos;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Works out what customers felt and when. Pure. What a person says counts from the moment he names until he says something else or
/// the wave ends; where nobody says anything, the objectives of the affected services do.
final class Impacts {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Impacts() {}

  /// What a person said.
  ///
  /// @param since from when on it was so
  /// @param state null to go by what is measured again
  /// @param share of customers or of what they ask for, 0..1
  /// @param saidAt when it was said; of two words about one moment the later one counts
  record Said(
      Instant since,
      @Nullable ImpactState state,
      double share,
      String byId,
      String words,
      Instant saidAt) {}

  /// A stretch of time in which the impact was the same.
  ///
  /// @param said whether a person said so
  record Span(Instant from, Instant to, ImpactState state, double share, boolean said) {}

  /// Minutes of impact.
  ///
  /// @param full of full outage
  /// @param partial of partial impact, however small its share
  /// @param weighted full and partial ones by their share: what customers lost, in minutes of full outage
  record Minutes(double full, double partial, double weighted) {
    static Minutes of(Collection<Span> spans) {
      double full = 0;
      double partial = 0;
      double weighted = 0;
      for (Span span : spans) {
        double minutes = Duration.between(span.from(), span.to()).toMillis() / 60_000.0;
        switch (span.state()) {
          case FULL -> {
            full += minutes;
            weighted += minutes;
          }
          case PARTIAL -> {
            partial += minutes;
            weighted += minutes * span.share();
          }
          case NONE -> {}
        }
      }
      return new Minutes(full, partial, weighted);
    }
  }

  /// The impact over the waves of one incident. Customers may have felt it before any monitor did: the first wave begins when a person
  /// says that it began.
  ///
  /// @param waves a wave that has not ended yet is looked at until `now`
  /// @param lost by minute, what objectives say
  static List<Span> spans(List<Wave> waves, List<Said> said, List<Slos.Lost> lost, Instant now) {
    List<Said> ordered =
        said.stream()
            .sorted(Comparator.comparing(Said::since).thenComparing(Said::saidAt))
            .toList();
    var spans = new ArrayList<Span>();
    for (Wave wave : waves) {
      Instant to = wave.endedAt() == null ? now : wave.endedAt();
      boolean earliest = spans.isEmpty() && wave.number() == waves.getFirst().number();
      Instant from =
          earliest && !ordered.isEmpty() && ordered.getFirst().since().isBefore(wave.beganAt())
              ? ordered.getFirst().since()
              : wave.beganAt();
      if (to.isAfter(from)) {
        List<Said> inside =
            ordered.stream()
                .filter(one -> !one.since().isBefore(from) && one.since().isBefore(to))
                .toList();
        ofWave(from, to, inside, lost, spans);
      }
    }
    return List.copyOf(spans);
  }

  private static void ofWave(
      Instant from, Instant to, List<Said> said, List<Slos.Lost> lost, List<Span> spans) {
    var edges = new TreeSet<Instant>(List.of(from, to));
    said.forEach(one -> edges.add(one.since()));
    for (Slos.Lost one : lost) {
      for (Instant edge : List.of(one.minute(), one.minute().plus(MINUTE))) {
        if (edge.isAfter(from) && edge.isBefore(to)) {
          edges.add(edge);
        }
      }
    }
    Instant before = null;
    for (Instant edge : edges) {
      if (before != null) {
        append(spans, at(before, edge, said, lost));
      }
      before = edge;
    }
  }

  private static Span at(Instant from, Instant to, List<Said> said, List<Slos.Lost> lost) {
    Said last = null;
    for (Said one : said) {
      if (!one.since().isAfter(from)) {
        last = one;
      }
    }
    ImpactState state = last == null ? null : last.state();
    if (last != null && state != null) {
      return new Span(from, to, state, last.share(), true);
    }
    double share = 0;
    for (Slos.Lost one : lost) {
      if (!one.minute().isAfter(from) && one.minute().plus(MINUTE).isAfter(from)) {
        share = Math.max(share, one.share());
      }
    }
    ImpactState measured = ImpactState.of(share);
    return new Span(from, to, measured, measured == ImpactState.FULL ? 1 : share, false);
  }

  private static void append(List<Span> spans, Span next) {
    Span last = spans.isEmpty() ? null : spans.getLast();
    if (last != null
        && last.to().equals(next.from())
        && last.state() == next.state()
        && last.share() == next.share()
        && last.said() == next.said()) {
      spans.set(
          spans.size() - 1,
          new Span(last.from(), next.to(), next.state(), next.share(), next.said()));
    } else {
      spans.add(next);
    }
  }

  /// The worst of several incidents at each moment, between two moments: two incidents at once are not twice the outage.
  static List<Span> worst(Collection<Span> all, Instant since, Instant until) {
    var edges = new TreeSet<Instant>();
    var inside = new ArrayList<Span>();
    for (Span span : all) {
      Instant from = span.from().isBefore(since) ? since : span.from();
      Instant to = span.to().isAfter(until) ? until : span.to();
      if (span.state() != ImpactState.NONE && from.isBefore(to)) {
        inside.add(new Span(from, to, span.state(), span.share(), span.said()));
        edges.add(from);
        edges.add(to);
      }
    }
    inside.sort(Comparator.comparing(Span::from));
    var spans = new ArrayList<Span>();
    var running = new ArrayList<Span>();
    int next = 0;
    Instant before = null;
    for (Instant edge : edges) {
      if (before != null && !running.isEmpty()) {
        Span worst = running.getFirst();
        for (Span span : running) {
          if (span.share() > worst.share() || span.state().compareTo(worst.state()) > 0) {
            worst = span;
          }
        }
        append(spans, new Span(before, edge, worst.state(), worst.share(), worst.said()));
      }
      running.removeIf(span -> !span.to().isAfter(edge));
      while (next < inside.size() && !inside.get(next).from().isAfter(edge)) {
        running.add(inside.get(next++));
      }
      before = edge;
    }
    return List.copyOf(spans);
  }
}
