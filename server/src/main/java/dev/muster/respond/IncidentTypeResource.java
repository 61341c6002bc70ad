package dev.muster.respond;

import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Types of incidents, for clients that ask which there are: the one that every incident names.
@RestController
@Tag(name = "Incidents")
final class IncidentTypeResource {
  /// What `incident_type` of every incident says.
  static final String NAME = "incident_default";

  private static final String ID = "PMUSTERTYPE0";

  private final Links links;

  IncidentTypeResource(Links links) {
    this.links = links;
  }

  record TypeView(
      String id,
      String type,
      String summary,
      String self,
      @Nullable String htmlUrl,
      String name,
      String displayName,
      String description,
      @Nullable Object parent,
      boolean enabled) {}

  private TypeView base() {
    return new TypeView(
        ID,
        "incident_type",
        "Incident",
        links.self("incidents/types", ID),
        null,
        NAME,
        "Incident",
        "What every incident is.",
        null,
        true);
  }

  @GetMapping("/incidents/types")
  Map<String, @Nullable Object> list(Paging paging) {
    Desk.reader();
    return paging.slice("incident_types", List.of(base()));
  }

  @GetMapping("/incidents/types/{id}")
  Map<String, TypeView> show(@PathVariable String id) {
    return Map.of("incident_type", find(id));
  }

  /// Values of custom fields are kept with the incident; no type asks for any.
  @GetMapping("/incidents/types/{id}/custom_fields")
  Map<String, List<Object>> listFields(@PathVariable String id) {
    find(id);
    return Map.of("fields", List.of());
  }

  private TypeView find(String idOrName) {
    Desk.reader();
    if (!idOrName.equals(ID) && !idOrName.equals(NAME)) {
      throw ApiException.notFound("Incident type " + idOrName);
    }
    return base();
  }
}
