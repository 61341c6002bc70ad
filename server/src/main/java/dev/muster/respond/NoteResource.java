package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Way;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
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
  private static final int CONTENT_MAX = 25_000;

  private final Desk desk;
  private final NoteDesk noteDesk;
  private final NoteRepository notes;
  private final TimelineRepository timeline;
  private final Chronicler chronicler;
  private final Directory directory;
  private final InstantSource clock;

  NoteResource(
      Desk desk,
      NoteDesk noteDesk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Directory directory,
      InstantSource clock) {
    this.desk = desk;
    this.noteDesk = noteDesk;
    this.notes = notes;
    this.timeline = timeline;
    this.chronicler = chronicler;
    this.directory = directory;
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
    NoteRepository.Note note = noteDesk.write(incident, content, actor, clock.instant());
    return Map.of("note", view(note));
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
      case SMS -> new Channel("sms", "A text message", note.id());
      case PHONE -> new Channel("phone", "A call", note.id());
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
