package dev.muster.correlate.engine.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What doors and sources say of a place that nobody knows.
class SendersTest {
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;

  private final Senders senders = new Senders();

  private boolean isThing(String door, String source, boolean named, long at) {
    return senders.unknown(door, source, "events", named, at).thing();
  }

  @Test
  void a_source_of_one_door_is_a_thing_and_one_of_several_is_the_monitor() {
    assertThat(isThing("A", "Watcher", false, 0)).isTrue();
    assertThat(isThing("A", "watcher", false, MINUTE)).isTrue();
    Senders.Heard second = senders.unknown("B", "watcher", "events", false, 2 * MINUTE);
    assertThat(second).isEqualTo(new Senders.Heard(2, false));
    assertThat(senders.unknown("C", "WATCHER", "events", false, 3 * MINUTE))
        .isEqualTo(new Senders.Heard(3, false));
    assertThat(isThing("A", "watcher", false, 4 * MINUTE)).isFalse();
  }

  @Test
  void what_the_text_names_is_a_thing_until_it_speaks_so_often_that_company_is_chance() {
    assertThat(isThing("A", "db-9", true, 0)).isTrue();
    assertThat(isThing("B", "db-9", true, MINUTE)).isTrue();
    boolean thing = true;
    for (int hour = 1; hour <= 100; hour++) {
      thing = isThing(hour % 2 == 0 ? "A" : "B", "db-9", true, hour * 60L * MINUTE);
    }
    assertThat(thing).isFalse();
    assertThat(isThing("A", "db-9", true, 60 * DAY)).as("that has faded").isTrue();
  }

  @Test
  void what_several_services_complain_of_at_once_again_and_again_is_a_thing() {
    for (int day = 0; day < 3; day++) {
      assertThat(isThing("A", "rack-7", false, day * DAY / 4)).isEqualTo(day == 0);
      assertThat(isThing("B", "rack-7", false, day * DAY / 4 + MINUTE)).isFalse();
    }
    assertThat(isThing("A", "rack-7", false, DAY)).isTrue();
    assertThat(isThing("B", "rack-7", false, DAY + MINUTE)).isTrue();
    for (int i = 0; i < 6; i++) {
      isThing(i % 2 == 0 ? "A" : "B", "rack-7", false, DAY + (1 + i) * 60L * MINUTE);
    }
    assertThat(isThing("B", "rack-7", false, DAY + 8 * 60 * MINUTE))
        .as("more often it is one of them alone")
        .isFalse();
  }

  @Test
  void what_never_stops_speaking_was_never_a_trouble() {
    boolean thing = true;
    for (int i = 0; i < 2_000; i++) {
      thing = isThing("D" + i % 3, "watcher", false, i * 5L * MINUTE);
    }
    assertThat(thing).isFalse();
  }

  @Test
  void what_is_called_like_the_integration_is_no_thing() {
    assertThat(senders.unknown("A", "watcher", "The Watcher", true, 0).thing()).isFalse();
    assertThat(senders.unknown("A", "", "events", false, 0).thing()).isFalse();
    assertThat(senders.unknown("A", "the", "The Watcher", true, 0).thing())
        .as("three letters may be chance")
        .isTrue();
  }

  @Test
  void a_door_through_which_others_are_named_is_everybodys() {
    assertThat(senders.isEverybodys("A")).isFalse();
    for (int service = 1; service <= 3; service++) {
      assertThat(senders.isEverybodys("A")).isFalse();
      senders.named("A", 0, service);
    }
    assertThat(senders.isEverybodys("A")).isTrue();
    for (int i = 0; i < 3; i++) {
      senders.named("A", 0, 0);
    }
    assertThat(senders.isEverybodys("A")).as("as many are its own").isFalse();
  }
}
