package dev.muster.signal.mail;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.MailAddresses;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.signal.Funnel;
import dev.muster.signal.Intake;
import dev.muster.signal.Routes;
import dev.muster.signal.TapeEntry;
import dev.muster.signal.hook.CallLog;
import dev.muster.signal.source.Format;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
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
            (integration, since, wanted) -> holds(funnel, integration, since, wanted),
            settings.domain(),
            ids,
            clock);
    return new SmtpDoor(desk, settings, clock, meters);
  }

  /// Only asked of a mail that came before and of which nobody knows what became, so after a crash or when the database did not answer, and
  /// then of some minutes.
  private static boolean holds(
      Funnel funnel, String integrationId, Instant since, Predicate<byte[]> wanted) {
    boolean[] found = {false};
    funnel.events(
        since,
        since.plus(LOOKED_THROUGH),
        event -> {
          TapeEntry entry = event.entry();
          found[0] =
              entry.format() == Format.EVENTS_V2
                  && entry.integrationId().equals(integrationId)
                  && wanted.test(entry.body());
          return !found[0];
        });
    return found[0];
  }
}
