package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What happened elsewhere, brought into the timeline of an incident afterwards, and what the timeline says about its times.
@RestController
@Tag(name = "Log entries")
final class ImportResource {
  private static final int AT_ONCE = 500;
  private static final int SUMMARY_MOST = 1_000;
  private static final int NAME_MOST = 100;
  private static final Duration AHEAD = Duration.ofMinutes(1);
  private static final Duration OLDEST = Duration.ofDays(3_660);

  /// Entries of one incident that are looked through for its times.
  private static final int READ_MOST = 10_000;

  private final Desk desk;
  private final TimelineRepository timeline;
  private final IncidentViews views;
  private final Directory directory;
  private final Catalog catalog;
  private final Waiting waiting;
  private final Ids ids;
  private final InstantSource clock;

  ImportResource(
      Desk desk,
      TimelineRepository timeline,
      IncidentViews views,
      Directory directory,
      Catalog catalog,
      Waiting waiting,
      Ids ids,
      InstantSource clock) {
    this.desk = desk;
    this.timeline = timeline;
    this.views = views;
    this.directory = directory;
    this.catalog = catalog;
    this.waiting = waiting;
    this.ids = ids;
    this.clock = clock;
  }

  /// All entries are taken or none. An entry with a `key` that this source has used for this incident already stays as it was.
  @PostMapping("/incidents/{id}/log_entries")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, List<LogEntryView>> importLogEntries(@PathVariable String id, Body request) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    List<Body> bodies = request.objects("log_entries");
    if (bodies.isEmpty()) {
      request.fault("log_entries", "is missing or empty");
    }
    if (bodies.size() > AT_ONCE) {
      request.fault("log_entries", "may hold " + AT_ONCE + " entries at a time");
    }
    request.check();
    Instant now = clock.instant();
    var entries = new ArrayList<LogEntry>();
    for (Body body : bodies) {
      entries.add(entry(body, incident, actor, now));
    }
    request.check();
    desk.change(() -> {
      timeline.add(entries);
      return Boolean.TRUE;
    });
    return Map.of(
        "log_entries",
        entries.stream()
            .map(entry -> timeline.entry(entry.id()).orElse(entry))
            .map(entry -> LogEntryView.of(entry, views, directory, catalog))
            .toList());
  }

  private LogEntry entry(Body body, Incident incident, Actor importer, Instant now) {
    Instant at = body.time("created_at");
    if (at == null) {
      if (!body.has("created_at")) {
        body.fault("created_at", "is missing");
      }
      at = now;
    } else if (at.isAfter(now.plus(AHEAD))) {
      body.fault("created_at", "lies in the future");
    } else if (at.isBefore(now.minus(OLDEST))) {
      body.fault("created_at", "is more than ten years ago");
    }
    String summary = body.required("summary", SUMMARY_MOST).strip();
    String source = body.required("source", NAME_MOST).strip();
    Clocks.Milestone milestone =
        body.word("milestone", Clocks.Milestone::of, "flagged, first_response, restored");
    var detail = new LinkedHashMap<String, Object>();
    detail.put("source", source);
    detail.put("recorded_at", now.toString());
    detail.put("recorded_by", importer.id());
    if (milestone != null) {
      detail.put("milestone", milestone.wire());
    }
    String key = body.text("key");
    if (key != null && key.length() > 255) {
      body.fault("key", "is longer than 255 characters");
    }
    return new LogEntry(
        key == null || key.isBlank() ? ids.next('R') : idOf(incident.id(), source, key),
        incident.id(),
        incident.serviceId(),
        LogEntry.Type.ANNOTATE,
        at,
        who(body),
        Map.of("type", "import", "summary", source),
        summary,
        null,
        detail,
        true);
  }

  /// A user by reference, or anybody by name.
  private Who who(Body body) {
    String userId = body.reference("user");
    String name = body.text("actor");
    if (userId != null) {
      User user = catalog.user(userId).orElse(null);
      if (user == null) {
        body.fault("user", "names no user");
      }
      return new Who(Who.Kind.USER, userId, user == null ? userId : user.name());
    }
    if (name == null || name.isBlank()) {
      body.fault("actor", "is missing: say who did it, or point at a 'user'");
      return Who.muster();
    }
    if (name.length() > NAME_MOST) {
      body.fault("actor", "is longer than " + NAME_MOST + " characters");
    }
    return new Who(Who.Kind.ACCOUNT, "elsewhere", name.strip());
  }

  /// The same for the same key, so that an import may be repeated.
  private static String idOf(String incidentId, String source, String key) {
    String name = incidentId + "\n" + source + "\n" + key;
    return "R"
        + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
            .toString()
            .replace("-", "")
            .toUpperCase(Locale.ROOT)
            .substring(0, 20);
  }

  /// A moment and where it comes from.
  ///
  /// @param late whether it was written down well after it happened
  record MomentView(
      Instant at, String words, String actor, String source, boolean late, String self) {}

  /// @param secondsToFirstResponse from the flag to the first thing that a person did; null while nobody has
  /// @param secondsToRestore from the flag to the restoration; null while it is not restored
  record ClocksView(
      @Nullable MomentView flagged,
      @Nullable MomentView firstResponse,
      @Nullable MomentView restored,
      @Nullable Long secondsToFirstResponse,
      @Nullable Long secondsToRestore) {}

  /// When it was flagged, when the first person did something about it, and when it was restored.
  @GetMapping("/incidents/{id}/clocks")
  Map<String, ClocksView> getIncidentClocks(@PathVariable String id) {
    Desk.reader();
    Incident incident = desk.incident(id);
    waiting.forTimeline();
    var filter = new TimelineRepository.Filter(incident.id(), null, null, null, false);
    List<LogEntry> entries = timeline.entries(filter, 0, READ_MOST + 1);
    if (entries.size() > READ_MOST) {
      throw ApiException.invalid(
          "The timeline has more than %,d entries, too many to be looked through."
              .formatted(READ_MOST));
    }
    Clocks clocks = Clocks.of(entries.reversed());
    Duration response = clocks.toFirstResponse();
    Duration restore = clocks.toRestore();
    return Map.of(
        "clocks",
        new ClocksView(
            moment(clocks.flagged()),
            moment(clocks.responded()),
            moment(clocks.restored()),
            response == null ? null : (Long) response.toSeconds(),
            restore == null ? null : (Long) restore.toSeconds()));
  }

  private @Nullable MomentView moment(@Nullable LogEntry entry) {
    return entry == null
        ? null
        : new MomentView(
            entry.at(),
            entry.summary(),
            entry.agent().name(),
            Telling.source(entry),
            Telling.late(entry),
            directory.links().self("log_entries", entry.id()));
  }
}
