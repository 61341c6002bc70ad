package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.platform.web.ApiException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Does what people ask by other ways at the desk that the REST API uses.
final class DeskActs implements Acts {
  private final Desk desk;
  private final Mobilize mobilize;
  private final NoteDesk notes;
  private final Waiting waiting;
  private final InstantSource clock;

  DeskActs(Desk desk, Mobilize mobilize, NoteDesk notes, Waiting waiting, InstantSource clock) {
    this.desk = desk;
    this.mobilize = mobilize;
    this.notes = notes;
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
    desk.requester();
    desk.mayRespond(incident.serviceId());
    Response changed =
        mobilize
            .changeAll(
                List.of(new Mobilize.Change(incident.id(), command, why)),
                dev.muster.platform.web.Actor.current(),
                clock.instant())
            .get(incident.id());
    if (changed == null) {
      throw new IllegalStateException("no answer for incident " + incident.id());
    }
    return changed;
  }

  @Override
  public void note(Incident incident, String content) {
    var actor = desk.requester();
    desk.mayRespond(incident.serviceId());
    notes.write(incident, content, actor, clock.instant());
  }
}
