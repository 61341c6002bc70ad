package dev.muster.correlate.past;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.topology.Topologies;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the past. Needs {@link Lessons} from the room around it.
@Configuration(proxyBeanMethods = false)
public class PastRoom {
  @Bean
  PastStore pastStore(Database database) {
    return new PostgresPast(database);
  }

  @Bean
  PastResource pastResource(
      PastStore store,
      Lessons lessons,
      Catalog catalog,
      Topologies topologies,
      Database database,
      AuditTrail audit,
      Ids ids,
      Directory directory,
      InstantSource clock) {
    return new PastResource(
        store, lessons, catalog, topologies, database, audit, ids, directory, clock);
  }
}
