package dev.muster.signal.hook;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.web.Directory;
import dev.muster.signal.Guard;
import dev.muster.signal.Intake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts webhooks in together.
@Configuration(proxyBeanMethods = false)
public class HookRoom {
  @Bean
  PostgresHooks postgresHooks(Database database, Seal seal) {
    var hooks = new PostgresHooks(database, seal);
    hooks.sealAnew();
    return hooks;
  }

  @Bean
  LiveHooks liveHooks(PostgresHooks repository, Database database) {
    return new LiveHooks(repository, database);
  }

  @Bean
  CallLog hookCallLog(PostgresHooks repository, MeterRegistry meters) {
    return new CallLog(repository, meters);
  }

  @Bean
  HookEntry hookEntry(
      PostgresHooks repository, LiveHooks live, Catalog catalog, Directory directory) {
    var entry = new HookEntry(repository, live, catalog);
    directory.register(entry);
    return entry;
  }

  @Bean
  HookDesk hookDesk(LiveHooks hooks) {
    return new HookDesk(hooks);
  }

  @Bean
  Guard hookGuard(LiveHooks hooks, CallLog log, Ids ids) {
    return new HookGuard(hooks, log, ids);
  }

  @Bean
  HookDoor hookDoor(
      Intake intake, Catalog catalog, LiveHooks hooks, CallLog log, Ids ids, InstantSource clock) {
    return new HookDoor(intake, catalog, hooks, log, ids, clock);
  }

  @Bean
  HookResource hookResource(
      PostgresHooks repository,
      LiveHooks live,
      HookDoor door,
      Catalog catalog,
      Directory directory,
      AuditTrail audit,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new HookResource(
        repository, live, door, catalog, directory, audit, database, ids, clock);
  }
}
