package dev.muster.detect.rule;

import dev.muster.access.AuditTrail;
import dev.muster.detect.series.NamedDays;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.web.Directory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the rules and the calendar of known peaks together.
@Configuration(proxyBeanMethods = false)
public class RuleRoom {
  /// How often the rules are read again, for changes that another node made.
  private static final Duration RULES_EVERY = Duration.ofSeconds(5);

  /// In which zone days are counted.
  @FunctionalInterface
  public interface Zone {
    ZoneId zone();
  }

  @Bean
  RuleStore ruleStore(Database database) {
    return new PostgresRules(database);
  }

  @Bean
  PostgresNamedDays namedDays(Database database) {
    return new PostgresNamedDays(database);
  }

  @Bean
  RuleBook ruleBook(RuleStore store, PostgresNamedDays days, Zone zone) {
    return new RuleBook(
        store,
        () ->
            new NamedDays(
                zone.zone(), days.all().stream().map(PostgresNamedDays.Row::day).toList()));
  }

  @Bean
  NamedDayResource namedDayResource(
      PostgresNamedDays days,
      RuleBook rules,
      Zone zone,
      AuditTrail audit,
      Database database,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new NamedDayResource(days, rules, zone, audit, database, directory, ids, clock);
  }

  /// Reads the rules again now and then.
  @Bean
  Pump ruleReader(RuleBook rules) {
    return new Pump() {
      private Instant next = Instant.MIN;

      @Override
      public String name() {
        return "detect.rules";
      }

      @Override
      public int poll(Instant now) {
        if (now.isBefore(next)) {
          return 0;
        }
        next = now.plus(RULES_EVERY);
        return rules.reload() ? 1 : 0;
      }
    };
  }
}
