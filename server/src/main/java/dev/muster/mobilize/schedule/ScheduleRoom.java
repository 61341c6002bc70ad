package dev.muster.mobilize.schedule;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the schedules. Policies and watchers live in rooms that are wired later and need this one, so they are asked for when they
/// are needed.
@Configuration(proxyBeanMethods = false)
public class ScheduleRoom {
  @Bean
  ScheduleRepository scheduleRepository(Database database) {
    return new PostgresScheduleRepository(database);
  }

  @Bean
  ScheduleDesk schedules(
      ScheduleRepository repository,
      Database database,
      Directory directory,
      AuditTrail audit,
      Ids ids,
      ObjectProvider<Schedules.Watcher> watchers) {
    return new ScheduleDesk(
        repository, database, directory, audit, ids, () -> watchers.orderedStream().toList());
  }

  @Bean
  ScheduleResource scheduleResource(
      ScheduleDesk desk,
      Catalog catalog,
      Directory directory,
      ObjectProvider<EscalationTargets> targets,
      InstantSource clock) {
    return new ScheduleResource(desk, catalog, directory, policies(targets), clock);
  }

  @Bean
  OnCallResource onCallResource(
      ScheduleDesk desk,
      ScheduleResource schedules,
      Directory directory,
      ObjectProvider<EscalationTargets> targets,
      InstantSource clock) {
    return new OnCallResource(desk, schedules, directory, policies(targets), clock);
  }

  @Bean
  CalendarResource calendarResource(ScheduleDesk desk, Directory directory, InstantSource clock) {
    return new CalendarResource(desk, directory, clock);
  }

  @Bean
  ScheduleEntry scheduleEntry(
      ScheduleDesk desk, ScheduleResource resource, Directory directory, InstantSource clock) {
    var entry = new ScheduleEntry(desk, resource, clock);
    directory.register(entry);
    return entry;
  }

  private static Supplier<List<EscalationTargets.Policy>> policies(
      ObjectProvider<EscalationTargets> targets) {
    return () -> {
      EscalationTargets known = targets.getIfAvailable();
      return known == null ? List.of() : known.policies();
    };
  }
}
