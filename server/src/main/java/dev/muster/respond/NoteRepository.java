package dev.muster.respond;

import dev.muster.kernel.Way;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where notes, status updates and subscribers are kept.
interface NoteRepository {
  /// What somebody wrote down about an incident.
  ///
  /// @param userId null when an account token wrote it without naming a person
  /// @param changedAt when it was last changed; null when never
  /// @param via how whoever wrote it came in; null for notes of before that was kept
  record Note(
      String id,
      String incidentId,
      @Nullable String userId,
      String userName,
      String content,
      Instant createdAt,
      @Nullable Instant changedAt,
      @Nullable Way via) {}

  /// What those who only want to be kept up to date are told.
  record StatusUpdate(
      String id,
      String incidentId,
      @Nullable String senderId,
      String senderName,
      String message,
      @Nullable String subject,
      @Nullable String htmlMessage,
      Instant createdAt) {}

  /// Somebody who wants to be kept up to date about an incident, and is never paged for that.
  ///
  /// @param type `user` or `team`
  record Subscriber(String incidentId, String type, String id, Instant since) {}

  void save(Note note);

  Optional<Note> note(String incidentId, String id);

  /// Oldest first.
  List<Note> notes(String incidentId);

  int countNotes(String incidentId);

  void deleteNote(String id);

  void save(StatusUpdate update);

  /// Newest first.
  List<StatusUpdate> statusUpdates(String incidentId);

  /// @return false when it was one before
  boolean subscribe(Subscriber subscriber);

  /// @return false when it was none
  boolean unsubscribe(String incidentId, String type, String id);

  /// Longest first.
  List<Subscriber> subscribers(String incidentId);

  int countSubscribers(String incidentId);
}
