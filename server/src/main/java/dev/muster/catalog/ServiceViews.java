package dev.muster.catalog;

import dev.muster.platform.web.Links;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/// Services and integrations as the REST API shows them.
final class ServiceViews {
  record ServiceView(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      String name,
      @Nullable String description,
      Instant createdAt,
      String status,
      List<Object> teams,
      @Nullable Integer autoResolveTimeout,
      @Nullable Integer acknowledgementTimeout,
      @Nullable Instant lastIncidentTimestamp,
      Object escalationPolicy,
      Object incidentUrgencyRule,
      @Nullable Object supportHours,
      List<?> scheduledActions,
      List<Object> integrations,
      String alertCreation,
      @Nullable Object alertGrouping,
      @Nullable Object alertGroupingTimeout,
      Object alertGroupingParameters,
      Object autoPauseNotificationsParameters,
      @Nullable Object responsePlay,
      List<Object> addons,
      @Nullable String contact,
      @Nullable String runbook,
      String recoveryMode,
      int watchSeconds) {}

  record IntegrationView(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      String name,
      Reference service,
      Instant createdAt,
      @Nullable Object vendor,
      String integrationKey,
      @Nullable String integrationEmail,
      boolean mailNotifications,
      @Nullable String emailIncidentCreation,
      @Nullable Boolean mailComesIn,
      @Nullable String dropFolder) {}

  /// How the types of integrations that are made for mails begin.
  static final String MAIL_TYPE = "generic_email_";

  private final LiveCatalog catalog;
  private final References references;
  private final ObjectProvider<ServiceLoad> loads;
  private final ObjectProvider<MailAddresses> mailAddresses;
  private final ObjectProvider<DropFolders> dropFolders;
  private final Links links;
  private final InstantSource clock;

  ServiceViews(
      LiveCatalog catalog,
      References references,
      ObjectProvider<ServiceLoad> loads,
      ObjectProvider<MailAddresses> mailAddresses,
      ObjectProvider<DropFolders> dropFolders,
      Links links,
      InstantSource clock) {
    this.catalog = catalog;
    this.references = references;
    this.loads = loads;
    this.mailAddresses = mailAddresses;
    this.dropFolders = dropFolders;
    this.links = links;
    this.clock = clock;
  }

  /// In the order of the services.
  ///
  /// @param includes `escalation_policies`, `teams`, `integrations` to have them in full
  List<ServiceView> services(List<Service> services, Set<String> includes) {
    List<String> ids = services.stream().map(Service::id).toList();
    ServiceLoad load = loads.getIfAvailable();
    Map<String, ServiceLoad.Load> running = load == null ? Map.of() : load.loads(ids);
    Map<String, Object> policies =
        references.of(
            "escalation_policy",
            new HashSet<>(services.stream().map(Service::escalationPolicyId).toList()),
            includes.contains("escalation_policies"));
    Map<String, Object> teams =
        references.of(
            "team",
            new HashSet<>(services.stream().map(Service::teamId).filter(Objects::nonNull).toList()),
            includes.contains("teams"));
    return services.stream()
        .map(service ->
            view(
                service,
                running.getOrDefault(service.id(), ServiceLoad.Load.NONE),
                policies,
                teams,
                includes.contains("integrations")))
        .toList();
  }

  ServiceView service(Service service, Set<String> includes) {
    return services(List.of(service), includes).getFirst();
  }

  private ServiceView view(
      Service service,
      ServiceLoad.Load load,
      Map<String, Object> policies,
      Map<String, Object> teams,
      boolean fullIntegrations) {
    String teamId = service.teamId();
    Object team = teamId == null ? null : teams.get(teamId);
    var autoPause = new LinkedHashMap<String, @Nullable Object>();
    autoPause.put("enabled", service.autoPauseSeconds() != null);
    autoPause.put("timeout", service.autoPauseSeconds());
    return new ServiceView(
        service.id(),
        "service",
        service.name(),
        links.self("services", service.id()),
        links.html("services", service.id()),
        service.name(),
        service.description(),
        service.createdAt(),
        status(service, load),
        team == null ? List.of() : List.of(team),
        service.autoResolveTimeoutSeconds(),
        service.acknowledgementTimeoutSeconds(),
        load.lastIncidentAt(),
        policies.getOrDefault(service.escalationPolicyId(), Map.of()),
        ServiceWire.write(service.urgencyRule()),
        service.supportHours() == null ? null : ServiceWire.write(service.supportHours()),
        service.scheduledActions().stream().map(ServiceWire::write).toList(),
        catalog.integrations(service.id()).stream()
            .map(integration ->
                fullIntegrations ? (Object) integration(integration) : reference(integration))
            .toList(),
        service.alertCreation(),
        ServiceWire.write(service.alertGrouping()).get("type"),
        service.alertGrouping() instanceof AlertGrouping.Time(int minutes) ? minutes : null,
        ServiceWire.write(service.alertGrouping()),
        autoPause,
        null,
        List.of(),
        service.contact(),
        service.runbook(),
        service.recoveryMode().wire(),
        service.watchSeconds());
  }

  private String status(Service service, ServiceLoad.Load load) {
    if (service.disabled()) {
      return "disabled";
    }
    if (catalog.inMaintenance(service.id(), clock.instant())) {
      return "maintenance";
    }
    return load.triggered() > 0 ? "critical" : load.acknowledged() > 0 ? "warning" : "active";
  }

  Reference reference(Service service) {
    return new Reference(
        service.id(),
        "service_reference",
        service.name(),
        links.self("services", service.id()),
        links.html("services", service.id()));
  }

  IntegrationView integration(Integration integration) {
    Reference service =
        catalog
            .service(integration.serviceId())
            .map(this::reference)
            .orElseGet(() ->
                new Reference(integration.serviceId(), "service_reference", null, null, null));
    MailAddresses addresses = mailAddresses.getIfAvailable(() -> new MailAddresses(null));
    boolean isMail = integration.email() != null || integration.type().startsWith(MAIL_TYPE);
    return new IntegrationView(
        integration.id(),
        integration.type(),
        integration.name(),
        self(integration),
        html(integration),
        integration.name(),
        service,
        integration.createdAt(),
        references.maybe("vendor", integration.vendorId()),
        integration.key(),
        isMail && integration.email() == null ? addresses.of(integration) : integration.email(),
        integration.mails(),
        isMail ? integration.mailRule().wire() : null,
        isMail ? (Boolean) (addresses.domain() != null && hasItsAddress(integration)) : null,
        dropFolders.getIfAvailable(() -> new DropFolders(null)).of(integration));
  }

  /// Whether no older integration has the same.
  private boolean hasItsAddress(Integration integration) {
    String email = integration.email();
    return email == null
        || catalog
            .integrationByMail(email)
            .map(holder -> holder.id().equals(integration.id()))
            .orElse(true);
  }

  private Reference reference(Integration integration) {
    return new Reference(
        integration.id(),
        integration.type() + "_reference",
        integration.name(),
        self(integration),
        html(integration));
  }

  private String self(Integration integration) {
    return links.self("services", integration.serviceId()) + "/integrations/" + integration.id();
  }

  private String html(Integration integration) {
    return links.html("services", integration.serviceId()) + "/integrations/" + integration.id();
  }

  Map<String, Object> full(java.util.Collection<String> ids) {
    var found = new HashMap<String, Object>();
    for (ServiceView view : services(List.copyOf(catalog.services(ids).values()), Set.of())) {
      found.put(view.id(), view);
    }
    return found;
  }
}
