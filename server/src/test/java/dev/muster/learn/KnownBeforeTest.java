package dev.muster.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownBeforeTest {
  private static final Instant T = Instant.parse("2026-05-04T10:00:00Z");
  private static final KnownBefore.Subject SUBJECT =
      new KnownBefore.Subject(
          Set.of("S1"), Set.of("S1", "S3"), Set.of("db-3"), Set.of("node-7"), T);

  private static Problem problem(
      String id,
      @Nullable String service,
      @Nullable String entity,
      @Nullable String component,
      int openedDaysAgo,
      @Nullable Integer closedDaysAgo) {
    return new Problem(
        id,
        id,
        Problem.Kind.PATCH,
        null,
        null,
        null,
        service,
        entity,
        component,
        T.minus(Duration.ofDays(openedDaysAgo)),
        closedDaysAgo == null ? null : T.minus(Duration.ofDays(closedDaysAgo)),
        "U1",
        T);
  }

  @Test
  void the_same_component_comes_first_and_the_oldest_first_among_these() {
    List<KnownBefore.Match> found =
        KnownBefore.matches(
            SUBJECT,
            List.of(
                problem("service", "S1", null, null, 90, null),
                problem("young", null, null, "Node-7", 3, null),
                problem("old", "S1", "db-3", null, 41, null)));
    assertThat(found)
        .extracting(match -> match.problem().id())
        .containsExactly("old", "young", "service");
    assertThat(found).extracting(KnownBefore.Match::exact).containsExactly(true, true, false);
    assertThat(found.getFirst().age()).isEqualTo(Duration.ofDays(41));
  }

  @Test
  void what_is_about_another_component_was_done_or_came_later_does_not_match() {
    assertThat(
            KnownBefore.matches(
                SUBJECT,
                List.of(
                    problem("other part of the service", "S1", "db-9", null, 9, null),
                    problem("other service", "S2", null, null, 9, null),
                    problem("done before", null, "db-3", null, 9, 1),
                    problem("found later", null, "db-3", null, -1, null))))
        .isEmpty();
  }

  @Test
  void a_component_of_a_service_is_another_one_than_that_of_the_next_service() {
    assertThat(
            KnownBefore.matches(
                SUBJECT,
                List.of(
                    problem("elsewhere", "S2", null, "node-7", 9, null),
                    problem("of the cause", "S3", null, "node-7", 8, null),
                    problem("here", "S1", null, "node-7", 7, null),
                    problem("nobody said", null, null, "node-7", 6, null),
                    problem("the whole of the cause's service", "S3", null, null, 5, null))))
        .extracting(match -> match.problem().id())
        .containsExactly("of the cause", "here", "nobody said");
  }
}
