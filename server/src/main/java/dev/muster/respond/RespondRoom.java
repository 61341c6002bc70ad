package dev.muster.respond;

import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.correlate.Incidents;
import dev.muster.detect.check.Journeys;
import dev.muster.detect.slo.Slos;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Helpers;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.PageVerdicts;
import dev.muster.mobilize.Who;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.respond.chat.ChatRoom;
import dev.muster.respond.impact.ImpactRoom;
import dev.muster.respond.live.LiveRoom;
import dev.muster.respond.ticket.TicketRoom;
import dev.muster.respond.ticket.Tickets;
import dev.muster.respond.webhook.WebhookRoom;
import dev.muster.respond.webhook.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// Wires this room and its sub-topics. Needs {@link dev.muster.respond.webhook.WebhookSettings} from the app.
@Configuration(proxyBeanMethods = false)
@Import({WebhookRoom.class, LiveRoom.class, ImpactRoom.class, ChatRoom.class, TicketRoom.class})
public class RespondRoom {
  /// Owner of this room's parcels.
  static final String OWNER = "respond";

  @Bean
  TimelineRepository timelineRepository(Database database) {
    return new PostgresTimelineRepository(database);
  }

  @Bean
  NoteRepository noteRepository(Database database) {
    return new PostgresNoteRepository(database);
  }

  @Bean
  Desk respondDesk(Incidents incidents, Catalog catalog, Database database) {
    return new Desk(incidents, catalog, database);
  }

  @Bean
  Waiting waiting(Engine engine) {
    return new Waiting(engine);
  }

  @Bean
  IncidentViews incidentViews(
      Incidents incidents,
      Mobilize mobilize,
      Catalog catalog,
      Directory directory,
      TimelineRepository timeline,
      Helpers helpers,
      Tickets tickets) {
    var views =
        new IncidentViews(incidents, mobilize, catalog, directory, timeline, helpers, tickets);
    directory.register(new IncidentEntry(incidents, catalog, views));
    return views;
  }

  @Bean
  Chronicler chronicler(
      TimelineRepository timeline,
      Incidents incidents,
      Alerts alerts,
      Catalog catalog,
      Directory directory,
      Webhooks webhooks,
      PostgresCustomValues values,
      Journeys journeys,
      Ids ids) {
    return new Chronicler(
        timeline, incidents, alerts, catalog, directory, webhooks, values, journeys, ids);
  }

  @Bean
  Notebook notebook(TimelineRepository timeline, Chronicler chronicler) {
    return (incidentId, at, by, words, detail) ->
        timeline.add(List.of(chronicler.telling().note(incidentId, at, Who.of(by), words, detail)));
  }

  @Bean
  PostgresCustomValues customValues(Database database) {
    return new PostgresCustomValues(database);
  }

  @Bean
  FieldDesk fieldDesk(Desk desk, PostgresCustomValues values, Notebook notebook) {
    return new FieldDesk(desk, values, notebook);
  }

  @Bean
  CustomValueResource customValueResource(
      Desk desk, FieldDesk fields, Directory directory, InstantSource clock) {
    return new CustomValueResource(desk, fields, directory, clock);
  }

  @Bean
  FactReader respondReader(Database database, FactLog log, Chronicler chronicler) {
    return new FactReader(
        "respond.timeline",
        List.of(
            new FactReader.Source(Incidents.TOPIC, Incidents.LANES),
            new FactReader.Source(Mobilize.TOPIC, Mobilize.LANES)),
        log,
        database,
        chronicler::handle);
  }

  /// Mails to subscribers need no reaction: the delivery log says what became of them.
  @Bean
  DeliveryListener updateMailListener() {
    return new DeliveryListener() {
      @Override
      public String owner() {
        return OWNER;
      }

      @Override
      public void attempted(
          Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {}
    };
  }

  @Bean
  IncidentResource incidentResource(
      Desk desk,
      Casework casework,
      Incidents incidents,
      Mobilize mobilize,
      Catalog catalog,
      Directory directory,
      IncidentViews views,
      Waiting waiting,
      InstantSource clock) {
    return new IncidentResource(
        desk, casework, incidents, mobilize, catalog, directory, views, waiting, clock);
  }

  @Bean
  AlertResource alertResource(
      Alerts alerts,
      Incidents incidents,
      IncidentViews views,
      Catalog catalog,
      Directory directory) {
    directory.register(new AlertEntry(alerts, catalog, directory));
    return new AlertResource(alerts, incidents, views, catalog, directory);
  }

  @Bean
  IncidentAlertResource incidentAlertResource(
      Desk desk,
      Incidents incidents,
      Alerts alerts,
      IncidentViews views,
      Directory directory,
      Waiting waiting,
      InstantSource clock) {
    return new IncidentAlertResource(desk, incidents, alerts, views, directory, waiting, clock);
  }

  @Bean
  SplitResource splitResource(
      Desk desk,
      Casework casework,
      Alerts alerts,
      Catalog catalog,
      IncidentViews views,
      Directory directory,
      InstantSource clock) {
    return new SplitResource(desk, casework, alerts, catalog, views, directory, clock);
  }

  @Bean
  ImportResource importResource(
      Desk desk,
      TimelineRepository timeline,
      IncidentViews views,
      Directory directory,
      Catalog catalog,
      Waiting waiting,
      Ids ids,
      InstantSource clock) {
    return new ImportResource(desk, timeline, views, directory, catalog, waiting, ids, clock);
  }

  @Bean
  NoteDesk noteDesk(
      Desk desk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Webhooks webhooks,
      Directory directory,
      Ids ids) {
    return new NoteDesk(desk, notes, timeline, chronicler, webhooks, directory, ids);
  }

  @Bean
  Casework casework(Desk desk, Incidents incidents, Mobilize mobilize, Waiting waiting) {
    return new Casework(desk, incidents, mobilize, waiting);
  }

  @Bean
  Acts acts(
      Desk desk,
      Casework casework,
      Mobilize mobilize,
      Helpers helpers,
      Incidents incidents,
      Alerts alerts,
      Catalog catalog,
      FieldDesk fields,
      NoteDesk notes,
      Bulletins bulletins,
      ObjectProvider<PageVerdicts> verdicts,
      Waiting waiting,
      InstantSource clock) {
    PageVerdicts judge =
        (incidentId, userId, worth, now) ->
            verdicts.ifAvailable(found -> found.judge(incidentId, userId, worth, now));
    return new DeskActs(
        desk, casework, mobilize, helpers, incidents, alerts, catalog, fields, notes, bulletins,
        judge, waiting, clock);
  }

  @Bean
  IncidentTypeResource incidentTypeResource(Links links) {
    return new IncidentTypeResource(links);
  }

  @Bean
  NoteResource noteResource(
      Desk desk,
      NoteDesk noteDesk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Directory directory,
      InstantSource clock) {
    return new NoteResource(desk, noteDesk, notes, timeline, chronicler, directory, clock);
  }

  @Bean
  Bulletins bulletins(
      Desk desk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Webhooks webhooks,
      Outbound outbound,
      Catalog catalog,
      Links links,
      Directory directory,
      Ids ids) {
    return new Bulletins(
        desk,
        notes,
        timeline,
        chronicler,
        webhooks,
        new UpdateMail(outbound, catalog, links, ids),
        directory,
        ids);
  }

  @Bean
  StatusUpdateResource statusUpdateResource(
      Desk desk,
      Bulletins bulletins,
      NoteRepository notes,
      Directory directory,
      InstantSource clock) {
    return new StatusUpdateResource(desk, bulletins, notes, directory, clock);
  }

  @Bean
  LogEntryResource logEntryResource(
      Desk desk,
      TimelineRepository timeline,
      IncidentViews views,
      Directory directory,
      Catalog catalog,
      Waiting waiting) {
    return new LogEntryResource(desk, timeline, views, directory, catalog, waiting);
  }

  @Bean
  ImpactResource impactResource(
      Desk desk,
      Incidents incidents,
      Alerts alerts,
      Slos slos,
      Journeys journeys,
      Directory directory,
      InstantSource clock) {
    return new ImpactResource(desk, incidents, alerts, slos, journeys, directory, clock);
  }

  @Bean
  DeliveryResource deliveryResource(Outbound outbound, Directory directory) {
    return new DeliveryResource(outbound, directory);
  }
}
