package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import dev.muster.respond.webhook.Happening;
import dev.muster.respond.webhook.Webhooks;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes notes: into the incident, onto its timeline, and to the outside; all or nothing.
final class NoteDesk {
  private static final int NOTES_MAX = 2_000;

  private final Desk desk;
  private final NoteRepository notes;
  private final TimelineRepository timeline;
  private final Chronicler chronicler;
  private final Webhooks webhooks;
  private final Directory directory;
  private final Ids ids;

  NoteDesk(
      Desk desk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Webhooks webhooks,
      Directory directory,
      Ids ids) {
    this.desk = desk;
    this.notes = notes;
    this.timeline = timeline;
    this.chronicler = chronicler;
    this.webhooks = webhooks;
    this.directory = directory;
    this.ids = ids;
  }

  /// @throws ApiException 400 when the incident holds as many as it may
  NoteRepository.Note write(Incident incident, String content, Actor actor, Instant now) {
    var note =
        new NoteRepository.Note(
            ids.next('Q'),
            incident.id(),
            actor.kind() == Actor.Kind.USER || actor.email() != null ? actor.id() : null,
            actor.name(),
            content,
            now,
            null,
            actor.way());
    return desk.change(() -> {
      if (notes.countNotes(incident.id()) >= NOTES_MAX) {
        throw ApiException.invalid("An incident holds %d notes at most.".formatted(NOTES_MAX));
      }
      notes.save(note);
      Who who = Who.of(actor);
      timeline.add(
          List.of(
              chronicler
                  .telling()
                  .note(incident.id(), now, who, note.content(), Map.of("note_id", note.id()))));
      webhooks.tell(List.of(annotated(incident, note, who)), now);
      return note;
    });
  }

  private Happening annotated(Incident incident, NoteRepository.Note note, Who who) {
    var data = new LinkedHashMap<String, Object>();
    data.put("id", note.id());
    data.put("type", "incident_note");
    data.put("incident", directory.reference("incident", incident.id()));
    data.put("content", note.content());
    data.put("trimmed", false);
    return new Happening(
        "incident.annotated",
        incident.id(),
        incident.serviceId(),
        note.createdAt(),
        who,
        null,
        data);
  }
}
