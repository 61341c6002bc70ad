package dev.muster.mobilize.cause;

import dev.muster.catalog.Catalog;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.ledger.ThoughtEvent;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Summons;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Links;
import java.time.Instant;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the following of causes together.
@Configuration(proxyBeanMethods = false)
public class CauseRoom {
  @Bean
  FactReader causeReader(
      Database database,
      Mobilize mobilize,
      Incidents incidents,
      Summons summons,
      Catalog catalog,
      FactLog facts,
      Outbound outbound,
      Links links,
      Ids ids) {
    var follower =
        new CauseFollower(
            new PostgresCauseWatches(database),
            mobilize,
            incidents,
            summons,
            catalog,
            facts,
            outbound,
            links,
            ids);
    return new FactReader(
        "mobilize.cause",
        List.of(new FactReader.Source(ThoughtEvent.TOPIC, ThoughtEvent.LANES)),
        facts,
        database,
        follower::handle);
  }

  /// Mails that inform need no reaction: the delivery log says what became of them.
  @Bean
  DeliveryListener causeMailListener() {
    return new DeliveryListener() {
      @Override
      public String owner() {
        return CauseFollower.OWNER;
      }

      @Override
      public void attempted(
          Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {}
    };
  }
}
