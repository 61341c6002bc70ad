package dev.muster.catalog.topology;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.LearnedDependencies;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the topology.
@Configuration(proxyBeanMethods = false)
public class TopologyRoom {
  @Bean
  Topologies topologies(Database database, InstantSource clock) {
    return open(database, clock);
  }

  /// The topology of a database.
  public static Topologies open(Database database, InstantSource clock) {
    return new LiveTopology(
        new PostgresTopology(database), new PostgresDependencyWords(database), database, clock);
  }

  @Bean
  TopologyResource topologyResource(
      Topologies topologies, Database database, AuditTrail audit, Ids ids, InstantSource clock) {
    var store = new PostgresTopology(database);
    var same = new PostgresSameThings(database);
    return new TopologyResource(
        store,
        same,
        new TopologyDesk(store, new PostgresDependencyWords(database), same, database, audit, ids),
        topologies,
        ids,
        clock);
  }

  @Bean
  SameThingResource sameThingResource(Database database, AuditTrail audit, InstantSource clock) {
    var store = new PostgresTopology(database);
    var same = new PostgresSameThings(database);
    return new SameThingResource(
        store, same, new SameThingDesk(store, same, database, audit), clock);
  }

  @Bean
  LearnedDependencies learnedDependencies(Topologies topologies, Database database) {
    return new LearnedLinks(
        new PostgresTopology(database), new PostgresDependencyWords(database), topologies);
  }
}
