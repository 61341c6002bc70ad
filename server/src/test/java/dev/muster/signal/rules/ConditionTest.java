package dev.muster.signal.rules;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.signal.source.Format;
import dev.muster.signal.source.Report;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  /// A Wednesday, noon in Berlin.
  private static final Instant NOW = Instant.parse("2026-01-14T11:00:00Z");

  private static final byte[] BODY =
      """
      {"routing_key":"r","event_action":"trigger","dedup_key":"db/disk","payload":{"summary":"[PROD] Disk space low\\non db-1",
       "source":"db-1","severity":"critical","component":"disk","custom_details":{"load":4.5,"used":97,"queue depth":1200,
       "nothing":null,"ok":true,"tags":["a","b"],"deep":{"er":"x"}}},"links":[{"href":"https://x.example/1","text":"one"}]}
      """
          .getBytes(StandardCharsets.UTF_8);

  private static Subject subject(Counters counters, Instant now) {
    Report report = Format.EVENTS_V2.parse(BODY, false, now).reports().getFirst();
    return new Subject(report, () -> BODY, now, counters);
  }

  private static Condition condition(String text) {
    return switch (Condition.read(text, "t")) {
      case Condition.Read.Fine(Condition condition) -> condition;
      case Condition.Read.Faulty(ConditionFault fault) ->
          throw new AssertionError(text + ": " + fault.words());
    };
  }

  private static boolean holds(String text) {
    return condition(text).holds(subject(new Counters(), NOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.summary matches part 'prod'",
        "event.summary matches part exactly 'PROD'",
        "not event.summary matches part exactly 'prod'",
        "event.severity matches 'CRITICAL'",
        "not event.severity matches exactly 'CRITICAL'",
        "event.source matches regex '^db-[0-9]$'",
        "event.summary matches regex '^on db'",
        "not event.summary matches regex '(?-m)^on db'",
        "event.summary matches regex 'low.on'",
        "not event.summary matches regex '(?-s)low.on'",
        "event.custom_details.used > 90",
        "event.custom_details.used >= 97 and event.custom_details.used <= 97",
        "event.custom_details.load > 4",
        "event.custom_details.load == 4.5",
        "event.custom_details['queue depth'] == 1200",
        "event.custom_details.nothing exists",
        "not event.custom_details.gone exists",
        "not event.custom_details.gone > 1",
        "not event.custom_details.used > 'x'",
        "event.custom_details.gone == nil",
        "event.custom_details.ok == true",
        "event.custom_details.tags[1] matches 'b'",
        "event.custom_details.tags matches part 'b'",
        "event.custom_details.deep.er matches 'X'",
        "raw_event.payload.component matches 'disk'",
        "raw_event.links[0].href matches part 'x.example'",
        "not raw_event.links[7].href exists",
        "event.dedup_key matches 'db/disk' and event.event_action matches 'trigger'",
        "true and not false",
        "event.summary matches part 'nope' or event.source matches 'db-1' and not event.severity matches 'info'",
        "(event.summary matches part 'nope' or event.source matches 'db-1') and event.component exists",
        "'it\\'s' matches part '\\''",
        "now in Wed 09:00:00 to 17:00:00 Europe/Berlin",
        "not now in Wed 09:00:00 to 11:00:00 Etc/UTC",
        "now in Tue 12:00:00 to 12:00:00 Etc/UTC",
        "now > 2026-01-01 00:00:00 Etc/UTC and now < 2026-01-14 12:00:01 europe/berlin"
      })
  void holds_as_the_language_says(String text) {
    assertThat(holds(text)).as(text).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "event.summary | 1 | compare",
        "event.summary matches part | 27 | missing",
        "event.summary matches part 'x | 28 | not closed",
        "event.summary matches regex '(' | 30 | cannot be read",
        "summary matches 'x' | 1 | unknown word 'summary'",
        "event matches 'x' | 6 | names a field",
        "event. matches 'x' | 7 | field name",
        "(event.severity matches 'x' | 28 | not closed",
        "event.x > 5 and | 16 | missing",
        "event.x => 5 | 9 | no comparison",
        "now in Wed 9 to 17:00:00 UTC | 12 | time of day",
        "now in Wed 09:00:00 to 17:00:00 Mars/Base | 33 | time zone",
        "now in Wednesday 09:00:00 to 17:00:00 UTC | 8 | expected a day",
        "trigger_count > 5 | 15 | over",
        "trigger_count over 3 weeks > 5 | 22 | seconds, minutes",
        "trigger_count over 2 days > 5 | 20 | 1 day",
        "event.x exists banana | 16 | expected 'and'",
        "'x' exists | 1 | path",
        "event.a[-1] exists | 9 | from 0"
      })
  void a_fault_names_the_character(String text, int character, String words) {
    assertThat(Condition.read(text, "t")).isInstanceOf(Condition.Read.Faulty.class);
    ConditionFault fault = ((Condition.Read.Faulty) Condition.read(text, "t")).fault();
    assertThat(fault.words())
        .as(text)
        .contains(words)
        .startsWith("at character " + character + ":");
  }

  @Test
  void counts_the_events_of_the_last_while() {
    Condition condition =
        condition("event.source matches 'db-1' and trigger_count over 10 minutes > 2");
    var counters = new Counters();
    boolean[] held = new boolean[5];
    for (int i = 0; i < 5; i++) {
      held[i] = condition.holds(subject(counters, NOW.plusSeconds(i * 200L)));
    }
    assertThat(held).containsExactly(false, false, true, true, true);
    assertThat(condition.holds(subject(counters, NOW.plusSeconds(3_600)))).isFalse();
  }

  @Test
  void a_resetting_count_begins_anew_when_it_has_held() {
    Condition condition = condition("resetting_trigger_count over 1 hour > 2");
    var counters = new Counters();
    var held = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      held.append(condition.holds(subject(counters, NOW.plusSeconds(i))) ? '!' : '.');
    }
    assertThat(held).hasToString("..!..!.");
  }

  @Test
  void weekly_hours_follow_the_clock_on_the_wall() {
    Condition condition = condition("now in Sun 01:30:00 to 03:15:00 America/New_York");
    // the clock is set back from 02:00 to 01:00 at 06:00Z on 2021-11-07
    assertThat(condition.holds(subject(new Counters(), Instant.parse("2021-11-07T05:30:00Z"))))
        .isTrue();
    assertThat(condition.holds(subject(new Counters(), Instant.parse("2021-11-07T06:15:00Z"))))
        .isFalse();
    assertThat(condition.holds(subject(new Counters(), Instant.parse("2021-11-07T08:00:00Z"))))
        .isTrue();
    assertThat(condition.holds(subject(new Counters(), Instant.parse("2021-11-07T08:30:00Z"))))
        .isFalse();
  }

  private static final String[] PIECES = {
    "event",
    ".summary",
    ".custom_details",
    "['a b']",
    "[0]",
    " matches ",
    "part ",
    "regex ",
    "exactly ",
    "'x'",
    "'(a|b)*'",
    " and ",
    " or ",
    "not ",
    "(",
    ")",
    " > ",
    "==",
    "5",
    "4.5e10",
    "-",
    "now",
    " in ",
    "Mon,Tue",
    " 09:00:00",
    " to ",
    " Europe/Berlin",
    "trigger_count",
    "resetting_trigger_count",
    " over ",
    "10 minutes",
    "exists",
    "true",
    "nil",
    "'",
    "\\",
    "raw_event",
    "2026-01-31 19:00:00 Etc/UTC",
    " ",
    "\u0000",
    "ä",
    "😀",
    "{{",
    "1e",
    "--1",
    "'(((((((((((((((('",
    "'a{1000}'"
  };

  private static String madeUp(RandomGenerator any) {
    var text = new StringBuilder();
    int pieces = any.nextInt(20);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES[any.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @Test
  void whatever_the_text_it_is_a_condition_or_a_clear_fault() {
    forAll(
        20_000,
        any -> {
          String text = madeUp(any);
          switch (Condition.read(text, "t")) {
            case Condition.Read.Fine(Condition condition) ->
                condition.holds(subject(new Counters(), NOW));
            case Condition.Read.Faulty(ConditionFault fault) -> {
              assertThat(fault.position()).isBetween(0, text.length());
              assertThat(fault.what()).isNotBlank();
            }
          }
        });
  }

  @Test
  void nobody_brings_it_down() {
    for (String text :
        new String[] {
          "(".repeat(8_000),
          "not ".repeat(2_000) + "true",
          "event" + ".a".repeat(4_000) + " exists",
          "event.summary matches regex '" + "(".repeat(900) + "x" + ")".repeat(900) + "'",
          "event.summary matches regex '" + "(a{1000}){1000}'",
          "event.summary matches regex '" + "((a*)*)*bz'",
          "x".repeat(100_000)
        }) {
      if (Condition.read(text, "t") instanceof Condition.Read.Fine(Condition condition)) {
        assertThat(condition.holds(subject(new Counters(), NOW))).isFalse();
      }
    }
  }
}
