package dev.muster.signal;

import dev.muster.catalog.Catalog;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Words;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.signal.rules.RuleNames;
import dev.muster.signal.rules.RuleReferences;
import dev.muster.signal.rules.Ruling;
import dev.muster.signal.source.RawJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Raw events as they were received, with what became of each.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Events")
final class EventResource {
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(31);

  /// Events looked at for one answer, some seconds' work; a narrower time finds the rest.
  private static final int MOST_LOOKED_AT = 500_000;

  private final Funnel funnel;
  private final Catalog catalog;
  private final RuleNames rules;
  private final Directory directory;
  private final InstantSource clock;

  EventResource(
      Funnel funnel, Catalog catalog, RuleNames rules, Directory directory, InstantSource clock) {
    this.funnel = funnel;
    this.catalog = catalog;
    this.rules = rules;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param effect what it did: `opened`, `deduplicated`, `dropped`...
  /// @param ruleId key of the rule that had the last word; null when none matched
  /// @param rule the same as a reference with its name
  /// @param reasons the rules that matched, in plain words
  /// @param happenedAt as the sender says; null when it does not say
  /// @param eventClass of the event, `class` in the Events API
  /// @param customDetails what the sender said beyond the fields that are known here, as rules and tables left it
  /// @param raw as it was sent
  record EventView(
      String type,
      Instant receivedAt,
      String format,
      @Nullable Object integration,
      @Nullable Object service,
      String dedupKey,
      String action,
      String summary,
      String source,
      @Nullable String severity,
      @Nullable Instant happenedAt,
      @Nullable String component,
      @Nullable String group,
      @Nullable String eventClass,
      @Nullable JsonNode customDetails,
      String effect,
      @Nullable String quiet,
      @Nullable String ruleId,
      @Nullable Object rule,
      @Nullable String stage,
      List<String> reasons,
      @Nullable JsonNode raw) {}

  private static final class Search {
    final List<EventView> found = new ArrayList<>();
    int looked;
    int passed;
    boolean whole = true;
  }

  @GetMapping("/events")
  @Asks({
    "since: received at or after, an hour ago unless told",
    "until: received before, now unless told; 31 days after since at most",
    "integration_ids[]: only events of these doors",
    "service_ids[]: only events of these services; an empty value for those that no rule routed",
    "rule_ids[]: only events of which these rules had the last word, by rule_id or by the id in the"
        + " rule's set; 'none' for those that no rule matched",
    "effects[]: only events that did this: opened, suppressed, held, demoted, deduplicated,"
        + " changed, released, acknowledged, resolved, nothing, dropped, unrouted",
    "dedup_key: only events with that key",
    "query: a part of the summary, in any case"
  })
  Map<String, @Nullable Object> listEvents(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    Instant given = query.time("until");
    Instant until = given == null ? clock.instant().plusSeconds(1) : given;
    Instant from = query.time("since");
    Instant since = from == null ? until.minus(USUAL) : from;
    Query.checkSpan(since, until, LONGEST);
    Set<String> integrations = Set.copyOf(query.list("integration_ids"));
    Set<String> services = new HashSet<>(query.list("service_ids"));
    if (services.remove("none")) {
      services.add("");
    }
    Set<String> deciders = new HashSet<>(query.list("rule_ids"));
    if (deciders.remove("none")) {
      deciders.add("");
    }
    Set<Effect> effects = effects(query.list("effects"));
    String key = query.text("dedup_key");
    String text = query.text("query");
    String part = text == null ? null : text.toLowerCase(Locale.ROOT);
    var search = new Search();
    funnel.events(
        since,
        until,
        event -> {
          if (++search.looked > MOST_LOOKED_AT) {
            search.whole = false;
            return false;
          }
          Signal signal = event.signal();
          boolean fits =
              (integrations.isEmpty() || integrations.contains(signal.integrationId()))
                  && (services.isEmpty() || services.contains(signal.serviceId()))
                  && (deciders.isEmpty() || decided(deciders, signal))
                  && (effects.isEmpty() || effects.contains(event.effect()))
                  && (key == null || key.equals(signal.dedupKey()))
                  && (part == null
                      || signal.report().summary().toLowerCase(Locale.ROOT).contains(part));
          if (fits && search.passed++ >= paging.offset() && search.found.size() <= paging.limit()) {
            search.found.add(view(event));
          }
          return paging.wantsTotal() || search.found.size() <= paging.limit();
        });
    Map<String, @Nullable Object> page = paging.page("events", search.found, () -> search.passed);
    page.put("searched_all", search.whole);
    return page;
  }

  private static String rule(Signal signal) {
    return signal.ruling() == null ? "" : signal.ruling().deciding();
  }

  private static boolean decided(Set<String> asked, Signal signal) {
    Ruling ruling = signal.ruling();
    return ruling == null ? asked.contains("") : asked.stream().anyMatch(ruling::decidedBy);
  }

  private static Set<Effect> effects(List<String> words) {
    var effects = new HashSet<Effect>();
    for (String word : words) {
      effects.add(
          Words.find(Effect.class, word)
              .orElseThrow(() ->
                  ApiException.invalid(
                      "'effects' must be of opened, suppressed, held, demoted, deduplicated,"
                          + " changed, released, acknowledged, resolved, nothing, dropped,"
                          + " unrouted")));
    }
    return effects;
  }

  private EventView view(Funnel.Event event) {
    Signal signal = event.signal();
    String rule = rule(signal);
    String details = RawJson.textOf(signal.report().details());
    return new EventView(
        "event",
        signal.receivedAt(),
        event.entry().format().name().toLowerCase(Locale.ROOT),
        integration(signal.integrationId()),
        signal.serviceId().isEmpty() ? null : directory.reference("service", signal.serviceId()),
        signal.dedupKey(),
        signal.report().action().name().toLowerCase(Locale.ROOT),
        signal.report().summary(),
        signal.report().source(),
        signal.report().severity() == null ? null : signal.report().severity().wire(),
        signal.eventAt(),
        signal.report().component(),
        signal.report().group(),
        signal.report().eventClass(),
        details == null ? null : Json.mapper().readTree(details),
        event.effect().wire(),
        signal.quiet(),
        rule.isEmpty() ? null : rule,
        rule.isEmpty() ? null : RuleReferences.rule(rules, rule, directory.links()),
        signal.ruling() == null ? signal.report().stage() : signal.ruling().stage(),
        signal.ruling() == null ? List.of() : signal.ruling().words(),
        raw(event));
  }

  private @Nullable Object integration(String id) {
    return catalog.integration(id).isPresent()
        ? directory.reference("service_integration", id)
        : RuleReferences.door(rules, id, directory.links());
  }

  private static @Nullable JsonNode raw(Funnel.Event event) {
    try {
      return Json.mapper().readTree(event.entry().raw(event.index()));
    } catch (JacksonException unreadable) {
      return null;
    }
  }
}
