package dev.muster.respond.chat;

import dev.muster.access.AuditTrail;
import dev.muster.access.Visibility;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Helpers;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.channel.ChatShapes;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.mobilize.schedule.Schedules;
import dev.muster.platform.db.Database;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.RateLimits;
import dev.muster.respond.Acts;
import dev.muster.respond.impact.ImpactDesk;
import dev.muster.respond.ticket.TicketDesk;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires acting from a chat.
@Configuration(proxyBeanMethods = false)
public class ChatRoom {
  @Bean
  PostgresChats chats(Database database, Seal seal, Directory directory) {
    var chats = new PostgresChats(database, seal);
    chats.sealAnew();
    directory.register(new ChatEntry(chats));
    return chats;
  }

  @Bean
  ChatShapes chatShapes(PostgresChats chats, Links links) {
    return new ChatPages(chats, links);
  }

  @Bean
  ChatVerbs chatVerbs(
      PostgresChats chats,
      Acts acts,
      Mobilize mobilize,
      EscalationTargets policies,
      Schedules schedules,
      Incidents incidents,
      Alerts alerts,
      Helpers helpers,
      ImpactDesk impact,
      TicketDesk tickets,
      Catalog catalog,
      Visibility visibility,
      AuditTrail audit,
      Links links,
      Ids ids,
      RandomGenerator random,
      InstantSource clock) {
    var sight = new Sight(catalog, visibility);
    var reading = new Reading(acts, mobilize, catalog, sight, links);
    var naming = new Naming(chats, policies::policies, catalog, sight);
    var chosen = new ChosenAlerts(incidents, alerts);
    return new ChatVerbs(
        chats,
        acts,
        reading,
        new Inspecting(reading, acts, chosen, helpers, impact, tickets, catalog),
        new Changing(
            acts,
            reading,
            naming,
            new Reworking(acts, reading, naming, chosen, impact, tickets, clock)),
        new OnCallWords(policies::policies, schedules, catalog, sight),
        catalog,
        audit,
        links,
        ids,
        random);
  }

  @Bean
  ChatDoor chatDoor(
      PostgresChats chats,
      ChatVerbs verbs,
      GuardedHttp webhookHttp,
      RateLimits limits,
      MeterRegistry meters,
      Ids ids,
      InstantSource clock) {
    return new ChatDoor(
        chats, verbs, new HttpReplies(webhookHttp, meters), limits, meters, ids, clock);
  }

  @Bean
  ChatAppResource chatAppResource(
      PostgresChats chats,
      ChatDoor door,
      Database database,
      AuditTrail audit,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new ChatAppResource(chats, door, database, audit, directory, ids, clock);
  }

  @Bean
  ChatLinkResource chatLinkResource(
      PostgresChats chats, Database database, AuditTrail audit, Ids ids, InstantSource clock) {
    return new ChatLinkResource(chats, database, audit, ids, clock);
  }
}
