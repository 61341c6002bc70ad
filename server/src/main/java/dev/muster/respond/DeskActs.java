package dev.muster.respond;

import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.Declaration;
import dev.muster.correlate.Declared;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Helpers;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.PageVerdicts;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Does what people ask by other ways at the desks that the REST API uses.
final class DeskActs implements Acts {
  private final Desk desk;
  private final Casework casework;
  private final Mobilize mobilize;
  private final Helpers helpers;
  private final Incidents incidents;
  private final Alerts alerts;
  private final Catalog catalog;
  private final FieldDesk fields;
  private final NoteDesk notes;
  private final Bulletins bulletins;
  private final PageVerdicts verdicts;
  private final Waiting waiting;
  private final InstantSource clock;

  DeskActs(
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
      PageVerdicts verdicts,
      Waiting waiting,
      InstantSource clock) {
    this.desk = desk;
    this.casework = casework;
    this.mobilize = mobilize;
    this.helpers = helpers;
    this.incidents = incidents;
    this.alerts = alerts;
    this.catalog = catalog;
    this.fields = fields;
    this.notes = notes;
    this.bulletins = bulletins;
    this.verdicts = verdicts;
    this.waiting = waiting;
    this.clock = clock;
  }

  @Override
  public Incident incident(String idOrNumber) {
    Desk.reader();
    return desk.incident(idOrNumber);
  }

  @Override
  public Incident incidentToChange(String idOrNumber) {
    desk.requester();
    return desk.incidentToChange(idOrNumber);
  }

  @Override
  public Response response(Incident incident) {
    waiting.until(() -> mobilize.response(incident.id()).isPresent());
    return mobilize
        .response(incident.id())
        .orElseThrow(() -> ApiException.notFound("The response to incident " + incident.number()));
  }

  @Override
  public <T extends @Nullable Object> T together(Supplier<T> work) {
    return desk.change(work);
  }

  @Override
  public Response change(Incident incident, Command command, @Nullable String why) {
    Actor actor = responder(incident.serviceId());
    Response changed =
        mobilize
            .changeAll(
                List.of(new Mobilize.Change(incident.id(), command, why)), actor, clock.instant())
            .get(incident.id());
    if (changed == null) {
      throw new IllegalStateException("no answer for incident " + incident.id());
    }
    return changed;
  }

  @Override
  public Incident open(Service service, String title) {
    Actor actor = responder(service.id());
    if (service.disabled()) {
      throw Casework.disabled();
    }
    return casework.open(
        new Declaration(
            service.id(),
            title,
            null,
            null,
            new Declared(actor.id(), List.of(), null, null, null, actor.way())),
        actor,
        clock.instant());
  }

  @Override
  public void merge(Incident source, Incident into) {
    Actor actor = responder(into.serviceId());
    desk.mayRespond(source.serviceId());
    casework.merge(into, List.of(source.id()), actor, clock.instant());
  }

  @Override
  public void retitle(Incident incident, String title) {
    Actor actor = responder(incident.serviceId());
    casework.retitle(incident, title, actor, clock.instant());
  }

  @Override
  public void giveTo(Incident incident, Service service, @Nullable String why) {
    Actor actor = responder(incident.serviceId());
    casework.giveTo(incident, service, why, actor, clock.instant());
  }

  @Override
  public Incident split(Incident from, List<String> alertIds, @Nullable String title) {
    Actor actor = responder(from.serviceId());
    Casework.Part part = Casework.part(from, alertIds, alerts.alerts(alertIds));
    desk.mayRespond(part.serviceId());
    Service service =
        catalog
            .service(part.serviceId())
            .orElseThrow(() -> ApiException.invalid("The service of these alerts is gone."));
    if (service.disabled()) {
      throw Casework.disabled();
    }
    return casework
        .split(
            from,
            alertIds,
            new Declaration(
                service.id(),
                title == null ? part.title() : title,
                null,
                null,
                new Declared(actor.id(), List.of(), null, null, null, actor.way())),
            service.escalationPolicyId(),
            false,
            actor,
            clock.instant())
        .made();
  }

  @Override
  public void moveAlerts(Incident from, List<String> alertIds, Incident into) {
    Actor actor = responder(from.serviceId());
    desk.mayRespond(into.serviceId());
    Instant now = clock.instant();
    desk.change(() -> {
      alertIds.forEach(alert -> incidents.move(alert, into.id(), actor, now));
      return Boolean.TRUE;
    });
  }

  @Override
  public List<Field> fields(Incident incident) {
    Desk.reader();
    return fields.of(incident.id()).stream()
        .map(value ->
            new Field(
                value.fieldId(),
                value.value(),
                value.byId().equals(PostgresCustomValues.RULE) ? null : value.byId()))
        .toList();
  }

  @Override
  public void setField(Incident incident, String name, @Nullable String value) {
    Actor actor = responder(incident.serviceId());
    var set = new LinkedHashMap<String, @Nullable String>();
    set.put(name, value);
    fields.set(incident, set, actor, clock.instant());
  }

  @Override
  public int takeBack(Incident incident, boolean policy, String targetId) {
    Actor actor = responder(incident.serviceId());
    return helpers.takeBack(incident.id(), policy, targetId, Who.of(actor), clock.instant());
  }

  @Override
  public void judge(Incident incident, boolean worth) {
    Actor actor = responder(incident.serviceId());
    verdicts.judge(incident.id(), actor.id(), worth, clock.instant());
  }

  @Override
  public void callForHelp(Incident incident, boolean policy, String targetId, String message) {
    Actor actor = responder(incident.serviceId());
    helpers.call(incident.id(), policy, targetId, message, Who.of(actor), clock.instant());
  }

  @Override
  public void answerCall(Incident incident, @Nullable String callId, boolean joins) {
    Actor actor = responder(incident.serviceId());
    helpers.reply(incident.id(), callId, actor.id(), joins, Who.of(actor), clock.instant());
  }

  @Override
  public void update(Incident incident, String message) {
    Actor actor = responder(incident.serviceId());
    bulletins.publish(incident, message, null, null, actor, clock.instant());
  }

  @Override
  public boolean follow(Incident incident, boolean follows) {
    Actor actor = Desk.reader();
    return follows
        ? bulletins
            .follow(incident, List.of(new Bulletins.Follower("user", actor.id())), clock.instant())
            .getFirst()
        : bulletins.unfollow(incident, "user", actor.id());
  }

  @Override
  public void note(Incident incident, String content) {
    notes.write(incident, content, responder(incident.serviceId()), clock.instant());
  }

  private Actor responder(String serviceId) {
    Actor actor = desk.requester();
    desk.mayRespond(serviceId);
    return actor;
  }
}
