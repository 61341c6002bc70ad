package dev.muster.detect.check;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads, changes and shows what checks and journeys have in common.
final class WatchedDesk {
  private final PostgresSites sites;
  private final Conditions conditions;
  private final CheckForm form;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final InstantSource clock;

  WatchedDesk(
      PostgresSites sites,
      Conditions conditions,
      CheckForm form,
      AuditTrail audit,
      Transactions transactions,
      Directory directory,
      InstantSource clock) {
    this.sites = sites;
    this.conditions = conditions;
    this.form = form;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.clock = clock;
  }

  /// How something is to be run.
  ///
  /// @param serviceId null when the request names none, which is among its faults then
  record Running(
      String name,
      @Nullable String serviceId,
      Duration every,
      Places places,
      int points,
      int of,
      Severity severity,
      boolean enabled,
      Check.State state,
      String createdBy,
      Instant createdAt) {}

  /// Reads how something is to be run; faults are noted in the request.
  ///
  /// @param before as it was; null when it is new
  /// @param usual time between two runs unless told
  /// @param least seconds between two runs
  Running read(Body given, @Nullable Watched before, Duration usual, int least) {
    String name = before == null || given.has("name") ? given.required("name", 200) : before.name();
    String service =
        before == null || given.has("service") ? form.service(given) : before.serviceId();
    Long seconds = given.number("interval_seconds", least, 86_400);
    CheckForm.Persistence persistence =
        CheckForm.persistence(
            given, before == null ? 2 : before.points(), before == null ? 3 : before.of());
    Places places =
        Places.read(
            given, before == null ? null : before.places(), site -> sites.find(site).isPresent());
    Severity severity = given.word("severity", Severity::of, "critical, error, warning, info");
    return new Running(
        name,
        service,
        seconds != null ? Duration.ofSeconds(seconds) : before == null ? usual : before.every(),
        places,
        persistence.points(),
        persistence.of(),
        severity != null ? severity : before == null ? Severity.ERROR : before.severity(),
        given.flag("enabled", before == null || before.enabled()),
        before == null ? Check.State.NEW : before.state(),
        before == null ? Actor.current().id() : before.createdBy(),
        before == null ? clock.instant() : before.createdAt());
  }

  /// Saves it with a line in the audit trail; what is switched off has nothing wrong.
  ///
  /// @param action `create` or `update`
  /// @param told what the audit trail holds beside the name
  void save(
      String action, String type, Watched what, Map<String, Object> told, Consumer<Instant> save) {
    Instant now = clock.instant();
    transactions.run(() -> {
      save.accept(now);
      if (!what.enabled()) {
        close(what, now);
      }
      var line = new LinkedHashMap<String, Object>(told);
      line.put("name", what.name());
      line.put("enabled", what.enabled());
      audit.record(action, type, what.id(), line);
    });
  }

  /// Deletes it with all that is known of it.
  void delete(String type, Watched what, Runnable delete) {
    transactions.run(() -> {
      delete.run();
      sites.forget(what.id());
      close(what, clock.instant());
      audit.record("delete", type, what.id(), Map.of("name", what.name()));
    });
  }

  private void close(Watched what, Instant now) {
    keys(what).forEach(key -> conditions.close(key, now));
  }

  /// Under which keys it is told that something is wrong.
  private static List<String> keys(Watched what) {
    return switch (what) {
      case Check check -> List.of(Checker.condition(check));
      case Journey journey -> List.of(Checker.condition(journey), Checker.slowness(journey));
    };
  }

  /// @throws ApiException when it is not run from here, so that nobody can run it now
  static void requireHere(Watched what) {
    if (!what.places().here()) {
      throw ApiException.invalid("It runs at other sites only, so it cannot be run from here.");
    }
  }

  /// As the REST API shows it, without what is its own.
  ///
  /// @param type for example `check`; the collection is named by it with an s
  /// @param status while it is enabled
  Map<String, @Nullable Object> view(String type, Watched what, String status) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", what.id());
    view.put("type", type);
    view.put("summary", what.name());
    view.put("self", directory.links().self(type + "s", what.id()));
    view.put("html_url", null);
    view.put("name", what.name());
    view.put("service", directory.reference("service", what.serviceId()));
    view.put("status", what.enabled() ? status : "disabled");
    view.put("enabled", what.enabled());
    view.put("interval_seconds", what.every().toSeconds());
    view.put("persistence", Map.of("points", what.points(), "of", what.of()));
    view.putAll(SiteResource.places(what.id(), what.places(), sites, directory));
    view.put("severity", what.severity().wire());
    view.put("runs", what.runs());
    view.put("last_run_at", what.lastAt());
    view.put("created_at", what.createdAt());
    return view;
  }
}
