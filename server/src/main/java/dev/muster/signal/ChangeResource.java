package dev.muster.signal;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.Service;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Changes over the REST API.
@RestController
@Tag(name = "Change events")
final class ChangeResource {
  private final Changes changes;
  private final Catalog catalog;
  private final Directory directory;

  ChangeResource(Changes changes, Catalog catalog, Directory directory) {
    this.changes = changes;
    this.catalog = catalog;
    this.directory = directory;
  }

  @GetMapping("/change_events")
  Map<String, @Nullable Object> all(HttpServletRequest request, Paging paging) {
    var query = new Query(request.getParameterMap());
    List<String> services = query.list("service_ids");
    List<String> teams = query.list("team_ids");
    if (!teams.isEmpty()) {
      List<String> ofTeams =
          teams.stream()
              .flatMap(team -> catalog.servicesOfTeam(team).stream())
              .map(service -> service.id())
              .toList();
      services =
          services.isEmpty() ? ofTeams : services.stream().filter(ofTeams::contains).toList();
      if (services.isEmpty()) {
        return paging.slice("change_events", List.of());
      }
    }
    return list(query, services, paging);
  }

  @GetMapping("/services/{id}/change_events")
  Map<String, @Nullable Object> ofService(
      @PathVariable String id, HttpServletRequest request, Paging paging) {
    if (catalog.service(id).isEmpty()) {
      throw ApiException.notFound("Service " + id);
    }
    return list(new Query(request.getParameterMap()), List.of(id), paging);
  }

  @GetMapping("/change_events/{id}")
  Map<String, Object> one(@PathVariable String id, Query query) {
    Change change =
        changes
            .change(id)
            .filter(found ->
                query.shows(
                    catalog.service(found.serviceId()).map(Service::teamId).stream().toList()))
            .orElseThrow(() -> ApiException.notFound("Change event " + id));
    return Map.of("change_event", view(change));
  }

  private Map<String, @Nullable Object> list(Query query, List<String> services, Paging paging) {
    var filter =
        new Changes.Filter(
            services, query.list("integration_ids"), query.time("since"), query.time("until"));
    List<ChangeView> found =
        changes.search(filter, paging.offset(), paging.limit() + 1).stream()
            .map(this::view)
            .toList();
    return paging.page("change_events", found, () -> changes.count(filter));
  }

  private ChangeView view(Change change) {
    String name = catalog.integration(change.integrationId()).map(Integration::name).orElse(null);
    String path = "services/" + change.serviceId() + "/integrations";
    var integration =
        new Reference(
            change.integrationId(),
            "inbound_integration_reference",
            name,
            directory.links().self(path, change.integrationId()),
            directory.links().html(path, change.integrationId()));
    return ChangeView.of(
        change,
        directory.reference("service", change.serviceId()),
        integration,
        directory.links().self("change_events", change.id()));
  }
}
