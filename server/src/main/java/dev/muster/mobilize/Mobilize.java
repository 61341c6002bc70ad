package dev.muster.mobilize;

import dev.muster.correlate.Declared;
import dev.muster.correlate.Incident;
import dev.muster.platform.fact.Topic;
import dev.muster.platform.web.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The desk of this room: responses to incidents, and what may be asked of them. Every change joins the caller's transaction, or
/// makes one of its own.
public interface Mobilize {
  /// What this room says; one lane.
  Topic<MobilizeEvent> TOPIC = Topic.of("mobilize", MobilizeEvent.class, MobilizeEvent::incidentId);

  int LANES = 1;

  /// Shortest and longest snooze.
  Duration SNOOZE_LEAST = Duration.ofSeconds(1);

  Duration SNOOZE_MOST = Duration.ofDays(7);

  Optional<Response> response(String incidentId);

  Optional<Response> byNumber(long number);

  /// By incident id; unknown ones are left out.
  Map<String, Response> responses(Collection<String> incidentIds);

  List<Response> search(ResponseFilter filter, int offset, int limit);

  /// How many there are, counted up to 10,000 and no further.
  long count(ResponseFilter filter);

  /// Holds the responses to these incidents until the end of the caller's transaction. Who changes incidents and their responses
  /// in one transaction holds the responses first: responses, then incidents is the one order of the house.
  void hold(Collection<String> incidentIds);

  /// Whether only the team of an experiment is told of the incident, as that expects all its alerts.
  boolean isKept(String incidentId);

  /// Begins the response to an incident that was declared in this transaction, so that the caller sees it at once. The fact that
  /// the incident was formed begins it otherwise; whichever comes second changes nothing.
  Response begin(Incident incident, Instant now);

  /// Longest reason that a person may give for a change, in characters.
  int WHY_MOST = 1_000;

  /// One change to one response.
  ///
  /// @param why why, in the words of whoever asks; it stands in the timeline and in what people are told. Null when nothing was said
  record Change(String incidentId, Command command, @Nullable String why) {
    public Change(String incidentId, Command command) {
      this(incidentId, command, null);
    }
  }

  /// Makes all changes or none, in the given order for each incident; the responses are locked in the order of their ids, so
  /// two callers never wait for each other.
  ///
  /// @return the changed responses by incident id
  /// @throws dev.muster.platform.web.ApiException 404 for an unknown incident, 400 with a code of the family 1001-1020 when the
  ///     state forbids it
  Map<String, Response> changeAll(List<Change> changes, Actor actor, Instant now);

  /// One change; see {@link #changeAll}.
  default Response change(String incidentId, Command command, Actor actor, Instant now) {
    Response changed =
        changeAll(List.of(new Change(incidentId, command)), actor, now).get(incidentId);
    if (changed == null) {
      throw new IllegalStateException("no answer for incident " + incidentId);
    }
    return changed;
  }

  default Response acknowledge(String incidentId, Actor actor, Instant now) {
    return change(incidentId, new Command.Acknowledge(), actor, now);
  }

  default Response resolve(String incidentId, @Nullable String words, Actor actor, Instant now) {
    return change(incidentId, new Command.Resolve(words), actor, now);
  }

  default Response unacknowledge(String incidentId, Actor actor, Instant now) {
    return change(incidentId, new Command.Trigger(), actor, now);
  }

  default Response reopen(String incidentId, Actor actor, Instant now) {
    return change(incidentId, new Command.Reopen(false), actor, now);
  }

  default Response snooze(String incidentId, Duration length, Actor actor, Instant now) {
    return change(incidentId, new Command.Snooze(length), actor, now);
  }

  default Response escalate(String incidentId, int level, Actor actor, Instant now) {
    return change(incidentId, new Command.Escalate(level), actor, now);
  }

  default Response reassign(String incidentId, List<String> userIds, Actor actor, Instant now) {
    return change(incidentId, new Command.Reassign(userIds), actor, now);
  }

  default Response delegate(String incidentId, String policyId, Actor actor, Instant now) {
    return change(incidentId, new Command.Delegate(policyId), actor, now);
  }

  /// How it stands for alerts that are split off it, and who was told of it while they were in it.
  ///
  /// @param since since when all of these alerts are in it
  Optional<Declared.Parted> parting(String incidentId, Instant since);

  /// Who was told of the incident, what and when; oldest first. Also what was not sent, and why.
  List<Notification> notifications(String incidentId);
}
