package dev.muster.mobilize.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.mobilize.channel.PhoneKeys.Verb;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextAskTest {
  private static final TextAsk NOTHING = new TextAsk(null, null);

  @Test
  void digits_and_words_are_understood_as_thumbs_write_them() {
    for (String same : List.of("47312", " 4 7312 ", "4-7312", "#47312", "4.7312")) {
      assertThat(TextAsk.read(same)).as(same).isEqualTo(new TextAsk("4", "7312"));
    }
    assertThat(TextAsk.read("Ack 7312")).isEqualTo(new TextAsk("ack", "7312"));
    assertThat(TextAsk.read("ack 47312.")).isEqualTo(new TextAsk("ack", "7312"));
    assertThat(TextAsk.read("ack7312")).isEqualTo(new TextAsk("ack", "7312"));
    assertThat(TextAsk.read("RESOLVE")).isEqualTo(new TextAsk("resolve", null));
    assertThat(TextAsk.read("4")).isEqualTo(new TextAsk("4", null));
    for (String other :
        List.of("", "LIST", "?", "473", "473121", "97312", "what is it?", "ack 7312 and 7313")) {
      assertThat(TextAsk.read(other)).as(other).isEqualTo(NOTHING);
    }
  }

  @Test
  void the_same_digit_takes_an_incident_and_joins_one() {
    assertThat(TextAsk.read("47312").verb(false)).contains(Verb.ACKNOWLEDGE);
    assertThat(TextAsk.read("47312").verb(true)).contains(Verb.JOIN);
    assertThat(TextAsk.read("no 7312").verb(true)).contains(Verb.DECLINE);
    assertThat(TextAsk.read("no 7312").verb(false)).isEmpty();
    assertThat(TextAsk.read("87312").verb(true)).isEmpty();
    assertThat(NOTHING.verb(true)).isEmpty();
  }

  @Test
  void what_the_provider_answers_is_left_to_it() {
    assertThat(TextAsk.providers(" Stop ")).isTrue();
    assertThat(TextAsk.providers("stop it")).isFalse();
    assertThat(TextAsk.providers("ack")).isFalse();
  }

  @Test
  void whoever_tries_codes_is_stopped_for_a_day_and_nobody_else_is() {
    var wrong = new WrongCodes();
    Instant first = Instant.parse("2026-03-02T08:00:00Z");
    for (int i = 0; i < WrongCodes.MOST; i++) {
      assertThat(wrong.tooMany("+4915550031", first)).isFalse();
      wrong.came("+4915550031", first.plusSeconds(600L * i));
    }
    assertThat(wrong.tooMany("+4915550031", first.plusSeconds(86_399))).isTrue();
    assertThat(wrong.tooMany("+4915550032", first)).isFalse();
    assertThat(wrong.tooMany("+4915550031", first.plusSeconds(86_400))).isFalse();
    wrong.came("+4915550031", first.plusSeconds(86_400));
    assertThat(wrong.tooMany("+4915550031", first.plusSeconds(86_401))).isFalse();
  }
}
