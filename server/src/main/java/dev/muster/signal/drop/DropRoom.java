package dev.muster.signal.drop;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.DropFolders;
import dev.muster.kernel.Ids;
import dev.muster.signal.Funnel;
import dev.muster.signal.Intake;
import dev.muster.signal.Routes;
import dev.muster.signal.hook.CallLog;
import dev.muster.signal.hook.HookDesk;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts file drop together. Needs {@link DropSettings} from the app.
@Configuration(proxyBeanMethods = false)
public class DropRoom {
  @Bean
  DropFolders dropFolders(DropSettings settings) {
    return new DropFolders(settings.folder());
  }

  @Bean
  DropIntake dropIntake(
      Intake intake,
      Funnel funnel,
      Catalog catalog,
      HookDesk hooks,
      CallLog log,
      Ids ids,
      InstantSource clock,
      MeterRegistry meters) {
    return new DropIntake(
        intake, funnel, catalog::integrationByKey, hooks::read, log::note, ids, clock, meters);
  }

  @Bean
  DropDoor dropDoor(
      DropSettings settings,
      DropIntake intake,
      Routes routes,
      InstantSource clock,
      MeterRegistry meters) {
    return new DropDoor(settings, intake, routes, clock, meters);
  }
}
