package dev.muster.signal.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresTakenMailsTest {
  private static final Instant NOW = TestClock.START;

  private final TakenMails mails = new PostgresTakenMails(TestDatabase.with("signal"));

  @Test
  void knows_the_mails_of_a_day_and_what_became_of_them() {
    assertThat(mails.came("a", NOW)).isEmpty();
    assertThat(mails.came("a", NOW.plusSeconds(60))).contains(new TakenMails.Before(NOW, false));
    Instant again = NOW.plusSeconds(60); // what it became is to be looked for from then on
    assertThat(mails.came("a", NOW.plusSeconds(80))).contains(new TakenMails.Before(again, false));
    mails.taken("a");
    assertThat(mails.came("a", NOW.plusSeconds(90)).map(TakenMails.Before::taken)).contains(true);
    mails.forget("a");
    assertThat(mails.came("a", NOW.plusSeconds(95)).map(TakenMails.Before::taken)).contains(true);
    assertThat(mails.came("b", NOW)).isEmpty();
    mails.forget("b");
    assertThat(mails.came("b", NOW)).isEmpty();
    assertThat(mails.came("a", NOW.plus(Duration.ofDays(2)))).isEmpty();
  }
}
