package dev.muster.respond.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Urgency;
import dev.muster.mobilize.channel.BrowserNotices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveHubTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final LiveHub hub = new LiveHub(new SimpleMeterRegistry());

  @Test
  void everybody_hears_what_changes() throws Exception {
    LiveListener ana = hub.open("U1", null);
    LiveListener program = hub.open(null, null);
    hub.tell("incident", null, Map.of("id", "Q1"));
    assertThat(ana.next(AT_ONCE)).isEqualTo("event: incident\ndata: {\"id\":\"Q1\"}\n\n");
    assertThat(program.next(AT_ONCE)).isNotNull();
    assertThat(ana.next(AT_ONCE)).isNull();
  }

  @Test
  void a_notification_is_for_one_person_in_all_their_browsers() throws Exception {
    LiveListener first = hub.open("U1", null);
    LiveListener second = hub.open("U1", null);
    LiveListener ben = hub.open("U2", null);
    var notice = new BrowserNotices.Notice("U1", "Q1", "Disk \"full\"\nnow", Urgency.HIGH, "Shop");
    assertThat(hub.show(notice)).isEqualTo(2);
    assertThat(first.next(AT_ONCE)).startsWith("event: notification\ndata: {").endsWith("}\n\n");
    assertThat(second.next(AT_ONCE))
        .doesNotContain("full\"\nnow"); // one line, whatever the title holds
    assertThat(ben.next(AT_ONCE)).isNull();
    hub.leave(first);
    hub.leave(second);
    assertThat(hub.show(notice)).isZero();
  }

  @Test
  void one_who_does_not_keep_up_is_let_go_and_holds_nobody_up() throws Exception {
    LiveListener slow = hub.open("U1", null);
    LiveListener quick = hub.open("U2", null);
    for (int i = 0; i < LiveListener.QUEUE_MAX + 10; i++) {
      hub.tell("incident", null, Map.of("id", "Q" + i));
      assertThat(quick.next(AT_ONCE)).isNotNull();
    }
    assertThat(slow.overrun()).isTrue();
    assertThat(quick.overrun()).isFalse();
    assertThat(hub.size()).isEqualTo(1);
  }

  @Test
  void at_the_end_everybody_is_woken_and_let_go() throws Exception {
    LiveListener listener = hub.open("U1", null);
    hub.close();
    assertThat(listener.next(Duration.ofSeconds(90))).isEmpty();
    assertThat(listener.ended()).isTrue();
    assertThat(hub.open("U2", null).ended()).isTrue();
  }

  @Test
  void who_is_kept_to_teams_hears_of_nothing_else() throws InterruptedException {
    LiveListener kept = hub.open("U1", List.of("T1"));
    LiveListener free = hub.open("U2", null);
    hub.tell("incident", "T2", Map.of("id", "Q2"));
    hub.tell("incident", null, Map.of("id", "Q0"));
    hub.tell("incident", "T1", Map.of("id", "Q1"));
    assertThat(kept.next(Duration.ZERO)).contains("Q1");
    assertThat(kept.next(Duration.ZERO)).isNull();
    assertThat(free.next(Duration.ZERO)).contains("Q2");
    kept.keepTo(List.of());
    hub.tell("incident", "T1", Map.of("id", "Q3"));
    assertThat(kept.next(Duration.ZERO)).isNull();
  }
}
