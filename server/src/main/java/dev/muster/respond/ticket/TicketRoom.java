package dev.muster.respond.ticket;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.respond.Acts;
import dev.muster.respond.Notebook;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires tickets. Calls go where webhooks may go.
@Configuration(proxyBeanMethods = false)
public class TicketRoom {
  @Bean
  PostgresTickets tickets(Database database) {
    return new PostgresTickets(database);
  }

  @Bean
  PostgresTrackers trackers(Database database, Seal seal, Directory directory) {
    var trackers = new PostgresTrackers(database, seal);
    trackers.sealAnew();
    directory.register(new TrackerEntry(trackers));
    return trackers;
  }

  @Bean
  TicketClerk ticketClerk(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      Outbound outbound,
      Incidents incidents,
      Mobilize mobilize,
      Catalog catalog,
      Ids ids,
      MeterRegistry meters) {
    return new TicketClerk(tickets, trackers, outbound, incidents, mobilize, catalog, ids, meters);
  }

  @Bean
  FactReader ticketReader(TicketClerk clerk, FactLog log, Database database) {
    return new FactReader(
        "respond.tickets",
        List.of(
            new FactReader.Source(Incidents.TOPIC, Incidents.LANES),
            new FactReader.Source(Mobilize.TOPIC, Mobilize.LANES)),
        log,
        database,
        clerk::handle);
  }

  @Bean
  HttpTicketCarrier ticketCarrier(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      TicketClerk clerk,
      Notebook notebook,
      FactLog facts,
      Database database,
      GuardedHttp webhookHttp,
      Links links,
      InstantSource clock,
      MeterRegistry meters) {
    return new HttpTicketCarrier(
        tickets, trackers, clerk, notebook, facts, database, webhookHttp, links, clock, meters);
  }

  @Bean
  DeliveryListener ticketListener(
      PostgresTickets tickets, Notebook notebook, MeterRegistry meters) {
    return new TicketListener(tickets, notebook, meters);
  }

  @Bean
  TicketDesk ticketDesk(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      TicketClerk clerk,
      Mobilize mobilize,
      Acts acts,
      InstantSource clock) {
    return new TicketDesk(tickets, trackers, clerk, mobilize, acts, clock);
  }

  @Bean
  TicketResource ticketResource(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      TicketDesk desk,
      Directory directory,
      Acts acts,
      InstantSource clock) {
    return new TicketResource(tickets, desk, new TicketViews(trackers, directory), acts, clock);
  }

  @Bean
  TicketRuleResource ticketRuleResource(
      PostgresTrackers trackers,
      Catalog catalog,
      Directory directory,
      AuditTrail audit,
      Database database) {
    return new TicketRuleResource(trackers, catalog, directory, audit, database);
  }

  @Bean
  TrackerResource trackerResource(
      PostgresTrackers trackers,
      HttpTicketCarrier carrier,
      GuardedHttp webhookHttp,
      AuditTrail audit,
      Database database,
      Links links,
      Ids ids,
      InstantSource clock) {
    return new TrackerResource(trackers, carrier, webhookHttp, audit, database, links, ids, clock);
  }

  @Bean
  NewsResource newsResource(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      Mobilize mobilize,
      Notebook notebook,
      FactLog facts,
      Acts acts,
      InstantSource clock,
      MeterRegistry meters) {
    return new NewsResource(tickets, trackers, mobilize, notebook, facts, acts, clock, meters);
  }
}
