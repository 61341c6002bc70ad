package dev.muster.respond.webhook;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/webhook_subscriptions`.
@RestController
@Tag(name = "Webhooks")
final class SubscriptionResource {
  private static final int HEADERS_MAX = 10;
  private static final String HIDDEN = "<redacted>";

  /// A header of the subscription, without its value.
  record HeaderView(String name, String value) {}

  /// Headers that are ours to set.
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "content-type",
          "connection",
          "expect",
          "upgrade",
          "user-agent",
          "x-webhook-id",
          "x-webhook-subscription",
          "x-pagerduty-signature");

  private final SubscriptionRepository subscriptions;
  private final Webhooks webhooks;
  private final Transactions transactions;
  private final Directory directory;
  private final AuditTrail audit;
  private final GuardedHttp http;
  private final Ids ids;
  private final InstantSource clock;

  SubscriptionResource(
      SubscriptionRepository subscriptions,
      Webhooks webhooks,
      Transactions transactions,
      Directory directory,
      AuditTrail audit,
      GuardedHttp http,
      Ids ids,
      InstantSource clock) {
    this.subscriptions = subscriptions;
    this.webhooks = webhooks;
    this.transactions = transactions;
    this.directory = directory;
    this.audit = audit;
    this.http = http;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/webhook_subscriptions")
  @Asks({
    "filter_type: account, service or team",
    "filter_id: the service or team; needs filter_type"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String type = query.text("filter_type");
    Subscription.Filter filter =
        type == null
            ? null
            : Subscription.Filter.of(type.endsWith("_reference") ? type : type + "_reference")
                .orElseThrow(() ->
                    ApiException.invalid("'filter_type' must be one of account, service, team."));
    String id = query.text("filter_id");
    return paging.page(
        "webhook_subscriptions",
        subscriptions.list(filter, id, paging.offset(), paging.limit() + 1).stream()
            .map(subscription -> view(subscription, null))
            .toList(),
        () -> subscriptions.count(filter, id));
  }

  @GetMapping("/webhook_subscriptions/{id}")
  Map<String, Object> show(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return envelope(find(id), null);
  }

  @PostMapping("/webhook_subscriptions")
  Map<String, Object> create(Body request) {
    Actor.current().require(Permission.CONFIGURE);
    Body body = request.envelope("webhook_subscription");
    Body method = body.object("delivery_method");
    String url = "";
    Map<String, String> headers = Map.of();
    if (method == null) {
      body.fault("delivery_method", "is missing");
    } else {
      String type = method.text("type", "http_delivery_method");
      if (!type.equals("http_delivery_method")) {
        method.fault("type", "must be http_delivery_method");
      }
      url = method.required("url", 2_048);
      checkAddress(method, url);
      headers = headers(method);
    }
    List<String> events = events(body);
    if (events.isEmpty()) {
      body.fault("events", "must name at least one event");
    }
    Target target = target(body);
    String description = body.text("description", "");
    boolean active = body.flag("active", true);
    body.check();
    String secret = ids.next('S') + ids.next('S') + ids.next('S') + ids.next('S');
    var subscription =
        new Subscription(
            ids.next('P'),
            url,
            headers,
            List.of(secret),
            events,
            target.filter(),
            target.id(),
            description,
            active,
            0,
            null,
            clock.instant());
    transactions.run(() -> {
      subscriptions.save(subscription);
      audit.record(
          "create",
          "webhook_subscription",
          subscription.id(),
          Map.of("url", subscription.url(), "events", subscription.events()));
    });
    return envelope(subscription, secret);
  }

  @PutMapping("/webhook_subscriptions/{id}")
  Map<String, Object> update(@PathVariable String id, Body request) {
    Actor.current().require(Permission.CONFIGURE);
    Body body = request.envelope("webhook_subscription");
    return transactions.inTransaction(() -> {
      Subscription before = hold(id);
      Body method = body.object("delivery_method");
      String url = method == null ? null : method.text("url");
      if (method != null && url != null && !url.equals(before.url())) {
        method.fault("url", "cannot be changed; make another subscription");
      }
      List<String> events = body.has("events") ? events(body) : before.events();
      if (events.isEmpty()) {
        body.fault("events", "must name at least one event");
      }
      Target target =
          body.raw("filter") == null
              ? new Target(before.filter(), before.filterId())
              : target(body);
      String description = body.text("description", before.description());
      boolean active = body.flag("active", before.active());
      body.check();
      var after =
          new Subscription(
              id,
              before.url(),
              before.customHeaders(),
              before.secrets(),
              events,
              target.filter(),
              target.id(),
              description,
              active,
              before.drops(),
              before.disabledUntil(),
              before.createdAt());
      subscriptions.save(after);
      audit.record(
          "update",
          "webhook_subscription",
          id,
          Map.of("events", events, "active", active, "description", description));
      return envelope(after, null);
    });
  }

  @DeleteMapping("/webhook_subscriptions/{id}")
  ResponseEntity<Void> delete(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    transactions.run(() -> {
      if (!subscriptions.delete(id)) {
        throw ApiException.notFound("Webhook subscription " + id);
      }
      audit.record("delete", "webhook_subscription", id, Map.of());
    });
    return ResponseEntity.noContent().build();
  }

  @PostMapping("/webhook_subscriptions/{id}/enable")
  Map<String, Object> enable(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    return transactions.inTransaction(() -> {
      Subscription enabled = hold(id).enabled();
      subscriptions.save(enabled);
      audit.record("update", "webhook_subscription", id, Map.of("active", true));
      return envelope(enabled, null);
    });
  }

  @PostMapping("/webhook_subscriptions/{id}/ping")
  ResponseEntity<Void> ping(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    transactions.run(() -> webhooks.ping(find(id), clock.instant()));
    return ResponseEntity.status(HttpStatus.ACCEPTED).build();
  }

  private Subscription find(String id) {
    return subscriptions
        .find(id)
        .orElseThrow(() -> ApiException.notFound("Webhook subscription " + id));
  }

  private Subscription hold(String id) {
    return subscriptions
        .hold(id)
        .orElseThrow(() -> ApiException.notFound("Webhook subscription " + id));
  }

  private void checkAddress(Body method, String url) {
    if (url.isEmpty()) {
      return;
    }
    try {
      http.check(new URI(url));
    } catch (URISyntaxException malformed) {
      method.fault("url", "is not an address");
    } catch (UnknownHostException _) {
      // may come to exist; each delivery looks it up anew
    } catch (IOException forbidden) {
      method.fault("url", "cannot be used: " + forbidden.getMessage());
    }
  }

  private static Map<String, String> headers(Body method) {
    var headers = new LinkedHashMap<String, String>();
    List<Body> given = method.objects("custom_headers");
    if (given.size() > HEADERS_MAX) {
      method.fault("custom_headers", "may hold " + HEADERS_MAX + " headers");
    }
    for (Body header : given) {
      String name = header.required("name", 128);
      String value = header.required("value", 1_024);
      if ((!name.isEmpty() && !name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"))
          || OURS.contains(name.toLowerCase(Locale.ROOT))) {
        header.fault("name", "cannot be used as a header");
      }
      if (value.chars().anyMatch(letter -> letter < ' ' || letter == 127 || letter > 255)) {
        header.fault("value", "must not hold control characters, nor any beyond ISO 8859-1");
      }
      headers.put(name, value);
    }
    return headers;
  }

  private static List<String> events(Body body) {
    JsonNode given = body.raw("events");
    var events = new TreeSet<String>();
    if (given != null && !given.isArray()) {
      body.fault("events", "must be a list");
    } else if (given != null) {
      for (JsonNode event : given) {
        String word = event.isString() ? event.stringValue() : event.toString();
        if (Subscription.EVENTS.contains(word) || Subscription.KNOWN.contains(word)) {
          events.add(word);
        } else {
          body.fault("events", "holds '" + word + "', which is no event");
        }
      }
    }
    return new ArrayList<>(events);
  }

  private record Target(Subscription.Filter filter, @Nullable String id) {}

  private Target target(Body body) {
    Body filter = body.object("filter");
    if (filter == null) {
      body.fault("filter", "is missing");
      return new Target(Subscription.Filter.ACCOUNT, null);
    }
    Subscription.Filter type =
        filter.word(
            "type",
            Subscription.Filter::of,
            "account_reference, service_reference, team_reference");
    if (type == null) {
      if (!filter.has("type") || filter.isNull("type")) {
        filter.fault("type", "is missing");
      }
      return new Target(Subscription.Filter.ACCOUNT, null);
    }
    return switch (type) {
      case ACCOUNT -> new Target(type, null);
      case SERVICE -> new Target(type, existing(filter, "service"));
      case TEAM -> new Target(type, existing(filter, "team"));
    };
  }

  private String existing(Body filter, String type) {
    String id = filter.required("id", 64);
    if (!id.isEmpty() && !directory.exists(type, id)) {
      filter.fault("id", "names no " + type);
    }
    return id;
  }

  private Map<String, Object> envelope(Subscription subscription, @Nullable String secret) {
    return Map.of("webhook_subscription", view(subscription, secret));
  }

  /// @param secret shown in the answer to the creation, and never again
  private Map<String, @Nullable Object> view(Subscription subscription, @Nullable String secret) {
    var method = new LinkedHashMap<String, @Nullable Object>();
    method.put("id", subscription.id());
    method.put("type", "http_delivery_method");
    method.put("url", subscription.url());
    method.put("temporarily_disabled", subscription.resting(clock.instant()));
    method.put("disabled_until", subscription.disabledUntil());
    method.put(
        "custom_headers",
        subscription.customHeaders().keySet().stream()
            .sorted()
            .map(name -> new HeaderView(name, HIDDEN))
            .toList());
    if (secret != null) {
      method.put("secret", secret);
    }
    var filter = new LinkedHashMap<String, @Nullable Object>();
    filter.put("type", subscription.filter().wire());
    if (subscription.filter() != Subscription.Filter.ACCOUNT) {
      filter.put("id", Objects.requireNonNullElse(subscription.filterId(), ""));
    }
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", subscription.id());
    view.put("type", "webhook_subscription");
    view.put("active", subscription.active());
    view.put("description", subscription.description());
    view.put("delivery_method", method);
    view.put("events", subscription.events());
    view.put("filter", filter);
    view.put("created_at", subscription.createdAt());
    view.put("self", directory.links().self("webhook_subscriptions", subscription.id()));
    return view;
  }
}
