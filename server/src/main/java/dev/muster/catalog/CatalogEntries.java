package dev.muster.catalog;

import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tells the house which objects the catalog owns, and what of them hangs on objects of other rooms.
final class CatalogEntries {
  private final PostgresPeople people;
  private final PostgresServices store;
  private final LiveCatalog catalog;
  private final UserViews userViews;
  private final ServiceViews serviceViews;
  private final References references;
  private final Links links;

  CatalogEntries(
      PostgresPeople people,
      PostgresServices store,
      LiveCatalog catalog,
      UserViews userViews,
      ServiceViews serviceViews,
      References references,
      Links links) {
    this.people = people;
    this.store = store;
    this.catalog = catalog;
    this.userViews = userViews;
    this.serviceViews = serviceViews;
    this.references = references;
    this.links = links;
  }

  /// An integration is found below its service.
  private final class Integrations implements Directory.Entry {
    @Override
    public String type() {
      return "service_integration";
    }

    @Override
    public String collection() {
      return "integrations";
    }

    @Override
    public String path(String id) {
      return catalog
          .integration(id)
          .map(found -> "services/" + found.serviceId() + "/integrations/" + id)
          .orElse("integrations/" + id);
    }

    @Override
    public Map<String, String> summaries(Collection<String> ids) {
      return found(ids).stream()
          .collect(Collectors.toMap(Integration::id, Integration::name, (a, _) -> a));
    }

    @Override
    public Map<String, Object> full(Collection<String> ids) {
      var full = new HashMap<String, Object>();
      found(ids).forEach(one -> full.put(one.id(), serviceViews.integration(one)));
      return full;
    }

    private List<Integration> found(Collection<String> ids) {
      return ids.stream().flatMap(id -> catalog.integration(id).stream()).toList();
    }
  }

  /// A type whose objects are few or quickly found.
  private record Plain<T>(
      String type,
      String collection,
      Function<Collection<String>, List<T>> find,
      Function<T, String> id,
      Function<T, String> summary,
      Function<List<T>, List<?>> views)
      implements Directory.Entry {
    @Override
    public Map<String, String> summaries(Collection<String> ids) {
      return find.apply(ids).stream().collect(Collectors.toMap(id, summary, (a, _) -> a));
    }

    @Override
    public Map<String, Object> full(Collection<String> ids) {
      List<T> found = find.apply(ids);
      List<?> shown = views.apply(found);
      var full = new HashMap<String, Object>();
      for (int i = 0; i < found.size(); i++) {
        full.put(id.apply(found.get(i)), shown.get(i));
      }
      return full;
    }
  }

  private static <T> List<T> among(List<T> all, Function<T, String> id, Collection<String> ids) {
    return all.stream().filter(item -> ids.contains(id.apply(item))).toList();
  }

  void register(Directory directory) {
    directory.register(
        new Plain<>(
            "user",
            "users",
            people::users,
            User::id,
            User::name,
            users -> userViews.users(users, Set.of())));
    directory.register(
        new Plain<>(
            "team",
            "teams",
            people::teams,
            Team::id,
            Team::name,
            teams -> teams.stream().map(userViews::team).toList()));
    directory.register(new Services());
    directory.register(new Integrations());
    directory.register(
        new Plain<>(
            "priority",
            "priorities",
            ids -> among(store.priorities(), Priority::id, ids),
            Priority::id,
            Priority::name,
            found ->
                found.stream()
                    .map(priority -> SmallListsResource.PriorityView.of(priority, links))
                    .toList()));
    directory.register(
        new Plain<>(
            "business_service",
            "business_services",
            ids -> among(store.businessServices(), BusinessService::id, ids),
            BusinessService::id,
            BusinessService::name,
            found ->
                found.stream()
                    .map(service ->
                        BusinessServiceResource.BusinessServiceView.of(service, links, references))
                    .toList()));
    directory.register(
        new Plain<>(
            "vendor",
            "vendors",
            ids -> among(Vendors.ALL, Vendors.Vendor::id, ids),
            Vendors.Vendor::id,
            Vendors.Vendor::name,
            found ->
                found.stream()
                    .map(vendor -> SmallListsResource.VendorView.of(vendor, links))
                    .toList()));
    directory.register(
        new Plain<>(
            "tag",
            "tags",
            ids -> among(store.tags(), Tag::id, ids),
            Tag::id,
            Tag::label,
            found -> found.stream().map(tag -> TagResource.TagView.of(tag, links)).toList()));
  }

  /// Services, which also stand for the catalog in deletions elsewhere.
  private final class Services implements Directory.Entry {
    @Override
    public String type() {
      return "service";
    }

    @Override
    public String collection() {
      return "services";
    }

    @Override
    public Map<String, String> summaries(Collection<String> ids) {
      return catalog.services(ids).values().stream()
          .collect(Collectors.toMap(Service::id, Service::name));
    }

    @Override
    public Map<String, Object> full(Collection<String> ids) {
      return serviceViews.full(ids);
    }

    @Override
    public Collection<String> owners(String id) {
      return catalog.service(id).map(Service::teamId).stream().toList();
    }

    @Override
    public List<String> blockers(String type, String id) {
      return type.equals("escalation_policy")
          ? catalog.servicesOfPolicy(id).stream()
              .map(service -> "Service '" + service.name() + "' still uses it.")
              .toList()
          : List.of();
    }

    @Override
    public void deleted(String type, String id) {
      store.removeAllTags(type, id);
      if (type.equals("service") || type.equals("business_service")) {
        store.deleteDependenciesOf(id);
      }
    }
  }
}
