package dev.muster.signal.mail;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.MailAddresses;
import dev.muster.kernel.Ids;
import dev.muster.signal.Intake;
import dev.muster.signal.Routes;
import dev.muster.signal.hook.CallLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts mails in together. Needs {@link MailInSettings} from the app.
@Configuration(proxyBeanMethods = false)
public class MailRoom {
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
            settings.domain(),
            ids,
            clock);
    return new SmtpDoor(desk, settings, clock, meters);
  }
}
