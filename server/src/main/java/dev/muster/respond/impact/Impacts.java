package dev.muster.respond.impact;

import dev.muster.detect.slo.Slos;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Works out what customers felt and when. Pure. What a person says counts from the moment that he names until the wave ends, over all
/// that was said before, also of later moments; where nobody says anything, the objectives of the affected services do.
final class Impacts {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Impacts() {}

  /// What a person said.
  ///
  /// @param since from when on it was so
  /// @param state null to go by what is measured again
  /// @param share of customers or of what they ask for, 0..1
  /// @param saidAt when it was said; of several words about one moment the last one counts
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
    Instant earliestWord = said.stream().map(Said::since).min(Instant::compareTo).orElse(null);
    var minutes = new TreeMap<Instant, Double>();
    lost.forEach(one -> minutes.merge(one.minute(), one.share(), Math::max));
    var spans = new ArrayList<Span>();
    for (Wave wave : waves) {
      Instant to = wave.endedAt() == null ? now : wave.endedAt();
      boolean earliest = spans.isEmpty() && wave.number() == waves.getFirst().number();
      Instant from =
          earliest && earliestWord != null && earliestWord.isBefore(wave.beganAt())
              ? earliestWord
              : wave.beganAt();
      if (to.isAfter(from)) {
        List<Said> inside =
            said.stream()
                .filter(one -> !one.since().isBefore(from) && one.since().isBefore(to))
                .toList();
        ofWave(from, to, inside, minutes, spans);
      }
    }
    return List.copyOf(spans);
  }

  private static void ofWave(
      Instant from,
      Instant to,
      List<Said> said,
      NavigableMap<Instant, Double> lost,
      List<Span> spans) {
    var edges = new TreeSet<Instant>(List.of(from, to));
    said.forEach(one -> edges.add(one.since()));
    for (Instant minute : lost.subMap(from.minus(MINUTE), true, to, true).keySet()) {
      for (Instant edge : List.of(minute, minute.plus(MINUTE))) {
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

  /// The word that counts at a moment; null when none does.
  ///
  /// @param said of that wave; of several said at one moment the last of the list counts
  static @Nullable Said counting(Collection<Said> said, Instant at) {
    Said last = null;
    for (Said one : said) {
      if (!one.since().isAfter(at) && (last == null || !one.saidAt().isBefore(last.saidAt()))) {
        last = one;
      }
    }
    return last;
  }

  /// @param lost share by minute
  private static Span at(
      Instant from, Instant to, List<Said> said, NavigableMap<Instant, Double> lost) {
    Said last = counting(said, from);
    ImpactState state = last == null ? null : last.state();
    if (last != null && state != null) {
      return new Span(from, to, state, last.share(), true);
    }
    Map.Entry<Instant, Double> minute = lost.floorEntry(from);
    double share =
        minute != null && minute.getKey().plus(MINUTE).isAfter(from) ? minute.getValue() : 0;
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
