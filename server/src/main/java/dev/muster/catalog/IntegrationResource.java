package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The doors through which monitors speak for a service.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Services")
final class IntegrationResource {
  /// Clients invent types, so every well-formed one is kept; senders only need the key.
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{2,80}");

  private static final Pattern KEY = Pattern.compile("[0-9A-Za-z]{32}");

  private static final String KEY_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

  private final PostgresServices store;
  private final LiveCatalog catalog;
  private final ServiceViews views;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final RandomGenerator random;
  private final InstantSource clock;

  IntegrationResource(
      PostgresServices store,
      LiveCatalog catalog,
      ServiceViews views,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      RandomGenerator random,
      InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.views = views;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.random = random;
    this.clock = clock;
  }

  @GetMapping("/services/{id}/integrations")
  Map<String, List<ServiceViews.IntegrationView>> listIntegrations(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    service(id);
    return Map.of(
        "integrations", catalog.integrations(id).stream().map(views::integration).toList());
  }

  @GetMapping("/services/{id}/integrations/{integrationId}")
  Map<String, ServiceViews.IntegrationView> getIntegration(
      @PathVariable String id, @PathVariable String integrationId) {
    Actor.current().require(Permission.READ);
    return Map.of("integration", views.integration(find(id, integrationId)));
  }

  @PostMapping("/services/{id}/integrations")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, ServiceViews.IntegrationView> createIntegration(@PathVariable String id, Body body) {
    TeamRights.requireForService(catalog, Permission.CONFIGURE, id);
    service(id);
    Body given = body.envelope("integration");
    String key = given.text("integration_key");
    if (key != null && !key.isEmpty() && !KEY.matcher(key).matches()) {
      given.fault("integration_key", "must have 32 letters and digits");
    }
    Integration integration =
        read(
            given,
            new Integration(
                ids.next('P'),
                id,
                "",
                "",
                key == null || key.isEmpty() ? newKey() : key,
                null,
                null,
                true,
                MailRule.usual(),
                clock.instant()));
    transactions.run(() -> {
      if (store.keyTaken(integration.key())) {
        throw ApiException.invalid("'integration_key' is taken");
      }
      catalog
          .changed(); // first: two at the same time wait for each other, so both see what is taken
      checkMail(integration, null);
      store.save(integration);
      audit.record(
          "create",
          "service_integration",
          integration.id(),
          Map.of("service", id, "name", integration.name(), "type", integration.type()));
    });
    return Map.of("integration", views.integration(integration));
  }

  @PutMapping("/services/{id}/integrations/{integrationId}")
  Map<String, ServiceViews.IntegrationView> updateIntegration(
      @PathVariable String id, @PathVariable String integrationId, Body body) {
    TeamRights.requireForService(catalog, Permission.CONFIGURE, id);
    Integration before = find(id, integrationId);
    Integration after = read(body.envelope("integration"), before);
    transactions.run(() -> {
      catalog.changed(); // first, as above
      checkMail(after, before.email());
      store.save(after);
      audit.record("update", "service_integration", integrationId, Changes.between(before, after));
    });
    return Map.of("integration", views.integration(after));
  }

  @DeleteMapping("/services/{id}/integrations/{integrationId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteIntegration(@PathVariable String id, @PathVariable String integrationId) {
    TeamRights.requireForService(catalog, Permission.CONFIGURE, id);
    Integration integration = find(id, integrationId);
    transactions.run(() -> {
      directory.deleted("service_integration", integrationId);
      store.deleteIntegration(integrationId);
      catalog.changed();
      audit.record(
          "delete",
          "service_integration",
          integrationId,
          Map.of("service", id, "name", integration.name()));
    });
  }

  private Integration read(Body body, Integration before) {
    String vendor = body.has("vendor") ? body.reference("vendor") : before.vendorId();
    Vendors.Vendor known = vendor == null ? null : Vendors.find(vendor);
    if (vendor != null && known == null) {
      body.fault("vendor.id", "names no vendor");
    }
    String type = body.text("type");
    if (type == null || type.isBlank()) {
      type =
          !before.type().isEmpty()
              ? before.type()
              : known == null ? "events_api_v2_inbound_integration" : known.integrationType();
    }
    type = type.replaceFirst("_reference$", "");
    if (!TYPE.matcher(type).matches()) {
      body.fault("type", "must be a type such as events_api_v2_inbound_integration");
    }
    String name = body.text("name", before.name());
    if (name.isBlank()) {
      name = known == null ? "Events API v2" : known.name();
    }
    UserResource.limit(body, "name", name, 255);
    String email = body.has("integration_email") ? body.text("integration_email") : before.email();
    if (email != null && email.isBlank()) {
      email = null;
    }
    if (email != null && !Users.EMAIL.matcher(email).matches()) {
      body.fault("integration_email", "must be an e-mail address");
    }
    MailRule rule =
        body.word(
            "email_incident_creation",
            MailRule::of,
            "on_new_email, on_new_email_subject, only_if_no_open_incidents; rules of its own are event"
                + " rules here");
    boolean mails = body.flag("mail_notifications", before.mails());
    body.check();
    return new Integration(
        before.id(),
        before.serviceId(),
        name.strip(),
        type,
        before.key(),
        email,
        vendor,
        mails,
        rule == null ? before.mailRule() : rule,
        before.createdAt());
  }

  /// Two integrations with one address could not be told apart. One that has its address already keeps it: what was given long ago
  /// must not stand in the way of other changes.
  private void checkMail(Integration integration, @Nullable String before) {
    String email = integration.email();
    if (email == null || email.equalsIgnoreCase(before)) {
      return;
    }
    String local = email.substring(0, email.lastIndexOf('@'));
    boolean isKeyOfAnother =
        KEY.matcher(local).matches()
            && !local.equalsIgnoreCase(integration.key())
            && (store.keyTaken(local) || store.keyTaken(local.toLowerCase(Locale.ROOT)));
    if (isKeyOfAnother || store.mailTaken(email, integration.id())) {
      throw ApiException.invalid(
          "'integration.integration_email' is taken: it is the address of another integration");
    }
  }

  private String newKey() {
    var key = new StringBuilder(32);
    for (int i = 0; i < 32; i++) {
      key.append(KEY_ALPHABET.charAt(random.nextInt(KEY_ALPHABET.length())));
    }
    return key.toString();
  }

  private void service(String id) {
    if (store.service(id).isEmpty()) {
      throw ApiException.notFound("Service " + id);
    }
  }

  private Integration find(String serviceId, String id) {
    return catalog
        .integration(id)
        .filter(integration -> integration.serviceId().equals(serviceId))
        .orElseThrow(() -> ApiException.notFound("Integration " + id));
  }
}
