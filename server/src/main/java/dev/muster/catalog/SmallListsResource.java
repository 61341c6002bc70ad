package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Lists that hardly change: priorities, vendors, and what this Muster can do.
@RestController
final class SmallListsResource {
  /// In the words of the REST API; what is not here is not there.
  static final List<String> ABILITIES =
      List.of(
          "teams",
          "urgencies",
          "service_support_hours",
          "read_only_users",
          "team_responders",
          "manage_schedules",
          "manage_api_keys",
          "permissions_service",
          "coordinated_responding",
          "time_based_alert_grouping",
          "content_based_alert_grouping");

  private static final Pattern COLOR = Pattern.compile("[0-9a-f]{6}");

  private final PostgresServices store;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Links links;

  SmallListsResource(
      PostgresServices store, AuditTrail audit, Transactions transactions, Links links) {
    this.store = store;
    this.audit = audit;
    this.transactions = transactions;
    this.links = links;
  }

  record PriorityView(
      String id,
      String type,
      String summary,
      String self,
      @Nullable String htmlUrl,
      String name,
      String description,
      String color,
      int order) {
    static PriorityView of(Priority priority, Links links) {
      return new PriorityView(
          priority.id(),
          "priority",
          priority.name(),
          links.self("priorities", priority.id()),
          null,
          priority.name(),
          priority.description(),
          priority.color(),
          priority.position());
    }
  }

  @GetMapping("/priorities")
  @io.swagger.v3.oas.annotations.tags.Tag(name = "Priorities")
  Map<String, @Nullable Object> listPriorities(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice(
        "priorities",
        store.priorities().stream().map(priority -> PriorityView.of(priority, links)).toList());
  }

  @PutMapping("/priorities/{id}")
  @io.swagger.v3.oas.annotations.tags.Tag(name = "Priorities")
  Map<String, PriorityView> updatePriority(@PathVariable String id, Body body) {
    Actor.current().require(Permission.ADMINISTER);
    Priority before =
        store.priorities().stream()
            .filter(priority -> priority.id().equals(id))
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("Priority " + id));
    Body given = body.envelope("priority");
    String name = given.has("name") ? given.required("name", 40).strip() : before.name();
    String description = given.text("description", before.description());
    String color =
        given.text("color", before.color()).replaceFirst("^#", "").toLowerCase(Locale.ROOT);
    UserResource.limit(given, "description", description, 500);
    if (!COLOR.matcher(color).matches()) {
      given.fault("color", "must have six hexadecimal digits");
    }
    given.check();
    var after = new Priority(id, name, description, color, before.position());
    transactions.run(() -> {
      store.save(after);
      audit.record("update", "priority", id, Changes.between(before, after));
    });
    return Map.of("priority", PriorityView.of(after, links));
  }

  @GetMapping("/abilities")
  @io.swagger.v3.oas.annotations.tags.Tag(name = "Abilities")
  Map<String, List<String>> listAbilities() {
    Actor.current().require(Permission.READ);
    return Map.of("abilities", ABILITIES);
  }

  @GetMapping("/abilities/{name}")
  @io.swagger.v3.oas.annotations.tags.Tag(name = "Abilities")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void testAbility(@PathVariable String name) {
    Actor.current().require(Permission.READ);
    if (!ABILITIES.contains(name)) {
      throw new ApiException(
          402,
          2012,
          "Payment Required",
          List.of("This Muster does not have the ability " + name + "."));
    }
  }

  record VendorView(
      String id,
      String type,
      String summary,
      String self,
      @Nullable String htmlUrl,
      String name,
      String description,
      @Nullable String websiteUrl,
      @Nullable String logoUrl,
      @Nullable String thumbnailUrl,
      String genericServiceType,
      @Nullable String integrationGuideUrl) {
    static VendorView of(Vendors.Vendor vendor, Links links) {
      return new VendorView(
          vendor.id(),
          "vendor",
          vendor.name(),
          links.self("vendors", vendor.id()),
          null,
          vendor.name(),
          vendor.description(),
          vendor.website().isEmpty() ? null : vendor.website(),
          null,
          null,
          vendor.integrationType(),
          null);
    }
  }

  @GetMapping("/vendors")
  @io.swagger.v3.oas.annotations.tags.Tag(name = "Vendors")
  @Asks("query: only vendors whose name holds this text")
  Map<String, @Nullable Object> listVendors(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String text =
        query.text("query") == null
            ? ""
            : String.valueOf(query.text("query")).toLowerCase(Locale.ROOT);
    return paging.slice(
        "vendors",
        Vendors.ALL.stream()
            .filter(vendor -> vendor.name().toLowerCase(Locale.ROOT).contains(text))
            .map(vendor -> VendorView.of(vendor, links))
            .toList());
  }

  @GetMapping("/vendors/{id}")
  @io.swagger.v3.oas.annotations.tags.Tag(name = "Vendors")
  Map<String, VendorView> getVendor(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    Vendors.Vendor vendor = Vendors.find(id);
    if (vendor == null) {
      throw ApiException.notFound("Vendor " + id);
    }
    return Map.of("vendor", VendorView.of(vendor, links));
  }
}
