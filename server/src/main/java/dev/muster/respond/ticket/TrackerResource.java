package dev.muster.respond.ticket;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Links;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Trackers that tickets are filed in.
@RestController
@Tag(name = "Tickets")
final class TrackerResource {
  /// Nobody has more, and all of them are read for each batch of facts.
  private static final int MOST = 50;

  private final PostgresTrackers trackers;
  private final HttpTicketCarrier carrier;
  private final GuardedHttp http;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Links links;
  private final Ids ids;
  private final InstantSource clock;

  TrackerResource(
      PostgresTrackers trackers,
      HttpTicketCarrier carrier,
      GuardedHttp http,
      AuditTrail audit,
      Transactions transactions,
      Links links,
      Ids ids,
      InstantSource clock) {
    this.trackers = trackers;
    this.carrier = carrier;
    this.http = http;
    this.audit = audit;
    this.transactions = transactions;
    this.links = links;
    this.ids = ids;
    this.clock = clock;
  }

  /// @param kind `jira`, `jira_cloud`, `gitlab`, `github`, `servicenow` or `webhook`
  /// @param closesIncidents whether a ticket that was closed there resolves its incident
  /// @param newsUrl where the tracker tells what becomes of its tickets
  /// @param newsSecret what it signs that with; only in the answer to the call that made it
  record View(
      String id,
      String type,
      String summary,
      String self,
      String name,
      String kind,
      String kindName,
      String url,
      String project,
      @Nullable String issueType,
      @Nullable String userName,
      @Nullable String template,
      @Nullable String findUrl,
      boolean closesIncidents,
      boolean active,
      String newsUrl,
      @Nullable String newsSecret,
      Instant createdAt) {}

  private View view(Tracker tracker, boolean secret) {
    return new View(
        tracker.id(),
        "ticket_tracker",
        tracker.name(),
        links.self("ticket_trackers", tracker.id()),
        tracker.name(),
        tracker.kind().wire(),
        tracker.kind().words(),
        tracker.url(),
        tracker.project(),
        tracker.issueType(),
        tracker.userName(),
        tracker.template(),
        tracker.findUrl(),
        tracker.closes(),
        tracker.active(),
        links.apiBase() + NewsResource.PATH + tracker.id(),
        secret ? tracker.newsSecret().open() : null,
        tracker.createdAt());
  }

  @GetMapping("/ticket_trackers")
  Map<String, List<View>> list() {
    Actor.current().require(Permission.READ);
    return Map.of(
        "ticket_trackers", trackers.all().stream().map(tracker -> view(tracker, false)).toList());
  }

  @GetMapping("/ticket_trackers/{id}")
  Map<String, View> show(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("ticket_tracker", view(find(id), false));
  }

  @PostMapping("/ticket_trackers")
  ResponseEntity<Map<String, View>> create(Body request) {
    Actor.current().require(Permission.CONFIGURE);
    Body body = request.envelope("ticket_tracker");
    TrackerKind kind = body.word("kind", TrackerKind::of, TrackerKind.all());
    if (kind == null && body.raw("kind") == null) {
      body.fault("kind", "is missing");
    }
    var form = new TrackerForm(http);
    form.lookUp(body);
    String secret = secret();
    Tracker tracker = form.read(body, kind, null, ids.next('P'), () -> secret, clock.instant());
    return transactions.inTransaction(() -> {
      List<Tracker> all = trackers.all();
      if (all.size() >= MOST) {
        throw ApiException.invalid(
            "There are " + MOST + " trackers already, the most there may be.");
      }
      onlyName(all, tracker);
      trackers.save(tracker);
      audit.record("create", "ticket_tracker", tracker.id(), words(tracker));
      return ResponseEntity.status(HttpStatus.CREATED)
          .body(Map.of("ticket_tracker", view(tracker, true)));
    });
  }

  private String secret() {
    return ids.next('S') + ids.next('S') + ids.next('S');
  }

  private static void onlyName(List<Tracker> all, Tracker tracker) {
    if (all.stream()
        .anyMatch(
            one -> !one.id().equals(tracker.id()) && one.name().equalsIgnoreCase(tracker.name()))) {
      throw ApiException.invalid("'ticket_tracker.name' is the name of another tracker");
    }
  }

  private static Map<String, @Nullable Object> words(Tracker tracker) {
    var words = new LinkedHashMap<String, @Nullable Object>();
    words.put("name", tracker.name());
    words.put("kind", tracker.kind().wire());
    words.put("url", tracker.url());
    words.put("project", tracker.project());
    words.put("issue_type", tracker.issueType());
    words.put("user_name", tracker.userName());
    words.put("find_url", tracker.findUrl());
    words.put("closes_incidents", tracker.closes());
    words.put("active", tracker.active());
    return words;
  }

  /// Changes what is given. The kind stays; another address needs the token again, which must not go where it was not meant for.
  @PutMapping("/ticket_trackers/{id}")
  Map<String, View> update(@PathVariable String id, Body request) {
    Actor.current().require(Permission.CONFIGURE);
    Body body = request.envelope("ticket_tracker");
    var form = new TrackerForm(http);
    form.lookUp(body);
    return transactions.inTransaction(() -> {
      Tracker before = hold(id);
      Tracker after =
          form.read(body, before.kind(), before, id, before.newsSecret(), before.createdAt());
      onlyName(trackers.all(), after);
      trackers.save(after);
      audit.record(
          "update",
          "ticket_tracker",
          id,
          Map.of(
              "ticket_tracker",
              Map.of(
                  "from",
                  words(before),
                  "to",
                  words(after),
                  "token_changed",
                  !after.token().equals(before.token()),
                  "template_changed",
                  !Objects.equals(after.template(), before.template()))));
      return Map.of("ticket_tracker", view(after, false));
    });
  }

  /// Makes a new secret for news; the old one is void at once.
  @PostMapping("/ticket_trackers/{id}/news_secret")
  Map<String, View> renew(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    return transactions.inTransaction(() -> {
      Tracker before = hold(id);
      Tracker after = TrackerForm.withNewsSecret(before, secret());
      trackers.save(after);
      audit.record("renew_secret", "ticket_tracker", id, Map.of());
      return Map.of("ticket_tracker", view(after, true));
    });
  }

  /// Tickets that were filed there stay shown.
  @DeleteMapping("/ticket_trackers/{id}")
  ResponseEntity<Void> delete(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    transactions.run(() -> {
      hold(id);
      long named =
          trackers.rules().values().stream().filter(rule -> id.equals(rule.trackerId())).count();
      if (named > 0) {
        throw ApiException.invalid(
            "%d filing rule%s this tracker; change %s first."
                .formatted(named, named == 1 ? " names" : "s name", named == 1 ? "it" : "them"));
      }
      trackers.delete(id);
      audit.record("delete", "ticket_tracker", id, Map.of());
    });
    return ResponseEntity.noContent().build();
  }

  /// @param fault what is wrong, in plain words; null when all is right
  record Checked(boolean fine, @Nullable String fault) {}

  /// Asks the tracker for its project and changes nothing there; a webhook is sent a message of the kind `ping`.
  @PostMapping("/ticket_trackers/{id}/check")
  Map<String, Checked> check(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    String fault = carrier.fault(find(id));
    return Map.of("check", new Checked(fault == null, fault));
  }

  private Tracker hold(String id) {
    return trackers.hold(id).orElseThrow(() -> ApiException.notFound("Ticket tracker " + id));
  }

  private Tracker find(String id) {
    return trackers.find(id).orElseThrow(() -> ApiException.notFound("Ticket tracker " + id));
  }
}
