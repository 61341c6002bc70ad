package dev.muster.signal.hook;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.TeamRights;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Proof;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How an integration takes webhooks: proof, mapping, trial, test, and the log of calls.
@RestController
@Tag(name = "Webhooks in")
final class HookResource {
  private static final String HOOK = "/services/{id}/integrations/{integrationId}/webhook";

  private static final String REVOKE = "revoke_previous";

  private static final String GIVE_ANEW = "cannot be read any more and must be given anew";

  /// How long the secret before the newest is good, so that senders can be changed in peace.
  static final Duration OVERLAP = Duration.ofHours(24);

  private final HookRepository repository;
  private final LiveHooks live;
  private final HookDoor door;
  private final Catalog catalog;
  private final Directory directory;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  HookResource(
      HookRepository repository,
      LiveHooks live,
      HookDoor door,
      Catalog catalog,
      Directory directory,
      AuditTrail audit,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.repository = repository;
    this.live = live;
    this.door = door;
    this.catalog = catalog;
    this.directory = directory;
    this.audit = audit;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  /// @param type `none`, `hmac_sha256` or `token`
  /// @param encoding `hex` or `base64`
  record ProofView(
      String type,
      @Nullable String header,
      String prefix,
      String encoding,
      @Nullable String timestampHeader) {}

  /// @param url where the tool posts to
  /// @param secret in the answer that made it, and never again
  /// @param previousSecretUntil until then the secret before is good as well; null when there is none
  /// @param unreadable what was set up and cannot be read any more: `signature`, `secret`, `previous_secret`, `mapping`; calls that it
  ///     would decide about are refused until it is given anew
  record HookView(
      String type,
      Object integration,
      String url,
      ProofView signature,
      boolean secretSet,
      @Nullable String secret,
      @Nullable Instant previousSecretUntil,
      Map<String, String> mapping,
      Map<String, String> severityWords,
      Map<String, String> actionWords,
      @Nullable Instant changedAt,
      List<String> unreadable) {}

  record CallView(
      String id,
      String type,
      Instant at,
      String outcome,
      int status,
      String words,
      @Nullable String eventAction,
      @Nullable String dedupKey,
      @Nullable String summary,
      String body) {
    static CallView of(Call call) {
      return new CallView(
          call.id(),
          "webhook_call",
          call.at(),
          call.outcome().wire(),
          call.status(),
          call.words(),
          call.action(),
          call.dedupKey(),
          call.summary(),
          call.body());
    }
  }

  /// @param outcome `event`, `ignored` or `unreadable`
  /// @param event of the Events API v2; null when there is none
  record TrialView(String outcome, String words, @Nullable JsonNode event) {}

  /// @param status what the tool would have been told
  record TestView(int status, JsonNode answer, Map<String, String> headers, JsonNode body) {}

  @GetMapping(HOOK)
  Map<String, HookView> getInboundWebhook(
      @PathVariable String id, @PathVariable String integrationId) {
    Actor.current().require(Permission.READ);
    return Map.of("webhook", view(hook(find(id, integrationId)), null));
  }

  /// Fields that are not given stay as they are, also what cannot be read any more. A `secret` that is given is good alone and at once;
  /// `revoke_previous` ends the one before the newest.
  @PutMapping(HOOK)
  Map<String, HookView> updateInboundWebhook(
      @PathVariable String id, @PathVariable String integrationId, Body request) {
    TeamRights.requireForService(catalog, Permission.CONFIGURE, id);
    Integration integration = find(id, integrationId);
    Body body = request.envelope("webhook");
    return transactions.inTransaction(() -> {
      live.changing();
      Hook before = hook(integration);
      Proof proof =
          HookForm.proof(body, before.lost().contains(Hook.Part.PROOF) ? null : before.proof());
      Mapping mapping = HookForm.mapping(body, before.mapping());
      String given = HookForm.secret(body);
      boolean alone = body.flag(REVOKE, false) || given != null;
      var lost = new TreeSet<>(before.lost());
      lost.removeIf(part ->
          switch (part) {
            case PROOF -> body.has("signature") && !body.isNull("signature");
            case SECRET -> given != null;
            case OLD_SECRET -> alone;
            case MAPPING -> body.has("mapping") && !body.isNull("mapping");
          });
      if (lost.contains(Hook.Part.MAPPING)
          && (body.has("severity_words") || body.has("action_words"))) {
        body.fault("mapping", GIVE_ANEW);
      }
      body.check();
      String made =
          given == null
                  && before.secret() == null
                  && !lost.contains(Hook.Part.SECRET)
                  && proof.kind() != Proof.Kind.NONE
              ? newSecret()
              : null;
      Hook after =
          new Hook(
              integrationId,
              proof,
              given != null ? given : made != null ? made : before.secret(),
              alone ? null : before.oldSecret(),
              alone ? null : before.oldUntil(),
              mapping,
              clock.instant(),
              lost);
      repository.save(after);
      audit.record(
          "update",
          "inbound_webhook",
          integrationId,
          Map.of(
              "service",
              id,
              "signature",
              proof.kind().wire(),
              "mapping",
              mapping.texts(),
              "secret_changed",
              given != null || made != null,
              "previous_secret_revoked",
              alone && before.oldSecret() != null));
      return Map.of("webhook", view(after, made));
    });
  }

  /// Makes a new secret, which stands in this answer alone. The one before is good for another day, unless `revoke_previous` is
  /// true: then it, which may be in wrong hands, ends at once.
  @PostMapping(HOOK + "/secret")
  Map<String, HookView> renewInboundWebhookSecret(
      @PathVariable String id, @PathVariable String integrationId, @Nullable Body request) {
    TeamRights.requireForService(catalog, Permission.CONFIGURE, id);
    Integration integration = find(id, integrationId);
    boolean alone = request != null && request.flag(REVOKE, false);
    if (request != null) {
      request.check();
    }
    return transactions.inTransaction(() -> {
      live.changing();
      Hook before = hook(integration);
      var lost = new TreeSet<>(before.lost());
      List.of(Hook.Part.SECRET, Hook.Part.OLD_SECRET).forEach(lost::remove); // it replaces them
      Instant now = clock.instant();
      String secret = newSecret();
      Hook after =
          new Hook(
              integrationId,
              before.proof(),
              secret,
              alone ? null : before.secret(),
              alone || before.secret() == null ? null : now.plus(OVERLAP),
              before.mapping(),
              now,
              lost);
      repository.save(after);
      audit.record(
          "update",
          "inbound_webhook",
          integrationId,
          Map.of("service", id, "secret", "renewed", "previous_secret_revoked", alone));
      return Map.of("webhook", view(after, secret));
    });
  }

  /// What a body would become, with the settings that are kept or with those that are sent along; nothing happens.
  @PostMapping(HOOK + "/trial")
  Map<String, TrialView> tryInboundWebhook(
      @PathVariable String id, @PathVariable String integrationId, Body request) {
    Actor.current().require(Permission.READ);
    Hook hook = hook(find(id, integrationId));
    Mapping mapping = HookForm.mapping(request, hook.mapping());
    byte[] sample = sample(request);
    if (hook.lost().contains(Hook.Part.MAPPING) && !request.has("mapping")) {
      request.fault("mapping", GIVE_ANEW);
    }
    request.check();
    return Map.of("trial", trial(mapping.read(sample)));
  }

  private static TrialView trial(Mapping.Outcome outcome) {
    return switch (outcome) {
      case Mapping.Outcome.Event(ObjectNode event) ->
          new TrialView("event", "It becomes this event.", event);
      case Mapping.Outcome.Ignored(String why) -> new TrialView("ignored", why + ".", null);
      case Mapping.Outcome.Unreadable(List<String> faults) ->
          new TrialView("unreadable", String.join("; ", faults) + ".", null);
    };
  }

  /// Sends a body through the door as the tool would, signed as it is asked for. What it opens is real.
  @PostMapping(HOOK + "/test")
  Map<String, TestView> testInboundWebhook(
      @PathVariable String id, @PathVariable String integrationId, Body request) {
    TeamRights.requireForService(catalog, Permission.CONFIGURE, id);
    Integration integration = find(id, integrationId);
    byte[] sample = sample(request);
    request.check();
    Hook hook = hook(integration);
    live.load();
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/json");
    String secret = hook.secret();
    if (secret != null) {
      headers.putAll(hook.proof().sign(secret, sample, clock.instant()));
    }
    Annex.Answer answer =
        door.answer(
            new Annex.Request(
                "POST", HookDoor.PATH + integration.key(), null, headers::get, sample));
    if (hook.proof().kind() == Proof.Kind.TOKEN) {
      headers.put(hook.proof().header(), "<redacted>");
    }
    return Map.of(
        "test",
        new TestView(
            answer.status(),
            Json.mapper().readTree(answer.body()),
            headers,
            Json.mapper().readTree(sample)));
  }

  private static byte[] sample(Body request) {
    JsonNode body = request.raw("body");
    if (body == null) {
      request.fault("body", "is missing");
    }
    return Objects.requireNonNullElse(body, Json.mapper().nullNode())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  @GetMapping(HOOK + "/calls")
  @Asks("outcome: accepted, ignored, unproven, unreadable or refused")
  Map<String, @Nullable Object> listInboundWebhookCalls(
      @PathVariable String id, @PathVariable String integrationId, Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    find(id, integrationId);
    String word = query.text("outcome");
    Call.Outcome outcome =
        word == null
            ? null
            : Call.Outcome.of(word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'outcome' must be one of accepted, ignored, unproven, unreadable,"
                            + " refused."));
    return paging.page(
        "calls",
        repository.calls(integrationId, outcome, paging.offset(), paging.limit() + 1).stream()
            .map(CallView::of)
            .toList(),
        () -> repository.count(integrationId, outcome));
  }

  private Hook hook(Integration integration) {
    return repository.hook(integration.id()).orElseGet(() -> Hook.usual(integration.id()));
  }

  private String newSecret() {
    return ids.next('S') + ids.next('S') + ids.next('S') + ids.next('S');
  }

  private Integration find(String serviceId, String id) {
    return catalog
        .integration(id)
        .filter(integration -> integration.serviceId().equals(serviceId))
        .orElseThrow(() -> ApiException.notFound("Integration " + id));
  }

  private HookView view(Hook hook, @Nullable String secret) {
    Integration integration = catalog.integration(hook.integrationId()).orElseThrow();
    Proof proof = hook.proof();
    Instant until = hook.oldUntil();
    return new HookView(
        "inbound_webhook",
        directory.reference("service_integration", integration.id()),
        directory.links().apiBase() + HookDoor.PATH + integration.key(),
        new ProofView(
            proof.kind().wire(),
            proof.header().isEmpty() ? null : proof.header(),
            proof.prefix(),
            proof.base64() ? "base64" : "hex",
            proof.timestampHeader()),
        hook.secret() != null,
        secret,
        until != null && clock.instant().isBefore(until) ? until : null,
        new java.util.TreeMap<>(hook.mapping().texts()),
        new java.util.TreeMap<>(hook.mapping().severityWords()),
        new java.util.TreeMap<>(hook.mapping().actionWords()),
        hook.changedAt(),
        hook.lost().stream().sorted().map(Hook.Part::wire).toList());
  }
}
