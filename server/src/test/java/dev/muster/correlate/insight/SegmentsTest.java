package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.insight.Segments.Case;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  private static final List<String> BROWSERS = List.of("ardea", "buteo", "corvus", "dryas");
  private static final List<String> PAYMENTS = List.of("card", "wallet", "invoice");
  private static final List<String> COUNTRIES = List.of("no", "at", "pt", "ie", "cz");

  private static List<Case> shop(long seed, int cases, boolean broken) {
    var random = new Random(seed);
    var all = new ArrayList<Case>();
    for (int i = 0; i < cases; i++) {
      String browser = BROWSERS.get(random.nextInt(BROWSERS.size()));
      String payment = PAYMENTS.get(random.nextInt(PAYMENTS.size()));
      boolean hit = broken && browser.equals("corvus") && payment.equals("wallet");
      all.add(
          new Case(
              random.nextDouble() < (hit ? 0.8 : 0.02),
              Map.of(
                  "browser",
                  browser,
                  "payment",
                  payment,
                  "country",
                  COUNTRIES.get(random.nextInt(COUNTRIES.size())),
                  "session",
                  "s" + i)));
    }
    return all;
  }

  @Test
  void a_planted_pair_of_values_comes_first() {
    for (long seed = 0; seed < 20; seed++) {
      List<Segments.Segment> found = Segments.find(shop(seed, 3_000, true), 5);
      assertThat(found).as("seed %d", seed).isNotEmpty();
      assertThat(found.getFirst().where())
          .as("seed %d", seed)
          .isEqualTo(Map.of("browser", "corvus", "payment", "wallet"));
      assertThat(found.getFirst().lift()).isGreaterThan(5);
      assertThat(found.getFirst().words()).contains("browser corvus with payment wallet");
    }
  }

  @Test
  void even_failures_have_no_segment() {
    int reported = 0;
    for (long seed = 0; seed < 40; seed++) {
      reported += Segments.find(shop(seed, 2_000, false), 5).isEmpty() ? 0 : 1;
    }
    assertThat(reported).as("runs of 40 with a false segment").isLessThanOrEqualTo(5);
  }

  @Test
  void too_little_to_say_anything_gives_nothing() {
    assertThat(Segments.find(List.of(), 5)).isEmpty();
    assertThat(Segments.find(List.of(new Case(true, Map.of("a", "b"))), 5)).isEmpty();
  }

  @Test
  void a_new_value_that_fails_is_told_once() {
    var first = new FirstSeen();
    Instant start = Instant.parse("2026-03-01T00:00:00Z");
    for (int i = 0; i < 2_000; i++) {
      Instant at = start.plus(Duration.ofMinutes(i));
      assertThat(first.see("shop", "browser", "v" + i % 3, i % 50 == 0, at)).isEmpty();
    }
    Instant monday = start.plus(Duration.ofMinutes(2_000));
    int told = 0;
    for (int i = 0; i < 20; i++) {
      var news = first.see("shop", "browser", "v4", i % 2 == 0, monday.plusSeconds(i));
      if (news.isPresent()) {
        told++;
        assertThat(news.get().words()).contains("browser v4 was never seen before");
        assertThat(news.get().usual()).isLessThan(0.1);
      }
    }
    assertThat(told).isEqualTo(1);
  }

  @Test
  void a_new_value_that_works_and_an_identifier_are_no_news() {
    var first = new FirstSeen();
    Instant at = Instant.parse("2026-03-01T00:00:00Z");
    for (int i = 0; i < 5_000; i++) {
      Instant now = at.plus(Duration.ofMinutes(i));
      assertThat(first.see("shop", "session", "s" + i / 4, true, now)).isEmpty();
      assertThat(first.see("shop", "page", i < 4_000 ? "old" : "new", false, now)).isEmpty();
    }
  }
}
