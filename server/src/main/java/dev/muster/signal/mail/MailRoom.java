package dev.muster.signal.mail;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.MailAddresses;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.signal.Funnel;
import dev.muster.signal.Intake;
import dev.muster.signal.Routes;
import dev.muster.signal.hook.CallLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts mails in together. Needs {@link MailInSettings} from the app.
@Configuration(proxyBeanMethods = false)
public class MailRoom {
  /// A mail that was not durable so long after it came never became so: its conversation was over.
  private static final Duration LOOKED_THROUGH = Duration.ofMinutes(2);

  @Bean
  MailAddresses mailAddresses(MailInSettings settings) {
    return new MailAddresses(settings.port() < 0 ? null : settings.domain());
  }

  @Bean
  SmtpDoor smtpDoor(
      MailInSettings settings,
      Intake intake,
      Catalog catalog,
      Routes routes,
      CallLog log,
      Funnel funnel,
      Database database,
      Ids ids,
      InstantSource clock,
      MeterRegistry meters) {
    var desk =
        new MailIntake(
            intake,
            catalog::integrationByMail,
            catalog::integrationByKey,
            routes,
            log::note,
            new PostgresTakenMails(database),
            (integration, since, words) -> holds(funnel, integration, since, words),
            settings.domain(),
            ids,
            clock);
    return new SmtpDoor(desk, settings, clock, meters);
  }

  /// Only asked of a mail that came before and of which nobody noted what became, so after a crash, and then of some minutes.
  private static boolean holds(Funnel funnel, String integrationId, Instant since, String words) {
    boolean[] found = {false};
    funnel.events(
        since,
        since.plus(LOOKED_THROUGH),
        event -> {
          found[0] =
              event.entry().integrationId().equals(integrationId)
                  && new String(event.entry().body(), StandardCharsets.UTF_8).contains(words);
          return !found[0];
        });
    return found[0];
  }
}
