package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Way;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.respond.webhook.Happening;
import dev.muster.respond.webhook.Webhooks;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/incidents/{id}/notes`.
@RestController
@Tag(name = "Incidents")
final class NoteResource {
  private static final int NOTES_MAX = 2_000;
  private static final int CONTENT_MAX = 25_000;

  private final Desk desk;
  private final NoteRepository notes;
  private final TimelineRepository timeline;
  private final Chronicler chronicler;
  private final Webhooks webhooks;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  NoteResource(
      Desk desk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Webhooks webhooks,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.desk = desk;
    this.notes = notes;
    this.timeline = timeline;
    this.chronicler = chronicler;
    this.webhooks = webhooks;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  /// A note on the wire.
  record NoteView(
      String id,
      @Nullable Object user,
      Channel channel,
      String content,
      Instant createdAt,
      @Nullable Instant updatedAt) {}

  /// How a note came about.
  record Channel(String type, String summary, String id) {}

  @GetMapping("/incidents/{id}/notes")
  Map<String, Object> list(@PathVariable String id) {
    Desk.reader();
    return Map.of("notes", notes.notes(desk.incident(id).id()).stream().map(this::view).toList());
  }

  @PostMapping("/incidents/{id}/notes")
  Map<String, Object> create(@PathVariable String id, Body request) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    Body body = request.envelope("note");
    String content = body.required("content", CONTENT_MAX);
    body.check();
    Instant now = clock.instant();
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
    desk.change(() -> {
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
      return Boolean.TRUE;
    });
    return Map.of("note", view(note));
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

  @PutMapping("/incidents/{id}/notes/{noteId}")
  Map<String, Object> update(@PathVariable String id, @PathVariable String noteId, Body request) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    Body body = request.envelope("note");
    String content = body.required("content", CONTENT_MAX);
    body.check();
    Instant now = clock.instant();
    NoteRepository.Note changed =
        desk.change(() -> {
          NoteRepository.Note before = find(incident, noteId);
          var after =
              new NoteRepository.Note(
                  before.id(),
                  before.incidentId(),
                  before.userId(),
                  before.userName(),
                  content,
                  before.createdAt(),
                  now,
                  before.via());
          notes.save(after);
          timeline.add(
              List.of(
                  chronicler
                      .telling()
                      .note(
                          incident.id(),
                          now,
                          Who.of(actor),
                          "Note changed: " + after.content(),
                          Map.of("note_id", noteId))));
          return after;
        });
    return Map.of("note", view(changed));
  }

  @DeleteMapping("/incidents/{id}/notes/{noteId}")
  ResponseEntity<Void> delete(@PathVariable String id, @PathVariable String noteId) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    desk.change(() -> {
      find(incident, noteId);
      notes.deleteNote(noteId);
      timeline.add(
          List.of(
              chronicler
                  .telling()
                  .note(
                      incident.id(),
                      clock.instant(),
                      Who.of(actor),
                      "A note was removed.",
                      Map.of("note_id", noteId))));
      return Boolean.TRUE;
    });
    return ResponseEntity.noContent().build();
  }

  private NoteRepository.Note find(Incident incident, String noteId) {
    return notes
        .note(incident.id(), noteId)
        .orElseThrow(() -> ApiException.notFound("Note " + noteId));
  }

  private static Channel channel(NoteRepository.Note note) {
    Way via = note.via();
    return switch (via == null ? Way.WEBSITE : via) {
      case WEBSITE -> new Channel("website", "The web interface", note.id());
      case API -> new Channel("api", "The API", note.id());
      case EMAIL -> new Channel("email", "A mail", note.id());
      case PUSH -> new Channel("push", "A push notification", note.id());
      case CHAT -> new Channel("chat", "A chat", note.id());
    };
  }

  private NoteView view(NoteRepository.Note note) {
    String userId = note.userId();
    return new NoteView(
        note.id(),
        userId == null ? null : directory.reference("user", userId),
        channel(note),
        note.content(),
        note.createdAt(),
        note.changedAt());
  }
}
