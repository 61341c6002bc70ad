package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.catalog.User;
import dev.muster.correlate.ChangeAuthors;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.analysis.RelatedChanges;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The authors of the changes that may be behind an incident, the suspected ones first, and asking them to help in one action.
@RestController
@Tag(name = "Incidents")
@RequestMapping("/incidents/{id}/change_authors")
final class AuthorResource {
  private final ResponderDesk desk;
  private final Mobilize mobilize;
  private final Incidents incidents;
  private final RelatedChanges related;
  private final ChangeAuthors authors;
  private final Catalog catalog;
  private final Directory directory;
  private final InstantSource clock;

  AuthorResource(
      ResponderDesk desk,
      Mobilize mobilize,
      Incidents incidents,
      RelatedChanges related,
      ChangeAuthors authors,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    this.desk = desk;
    this.mobilize = mobilize;
    this.incidents = incidents;
    this.related = related;
    this.authors = authors;
    this.catalog = catalog;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param probability that the change did it; null when it is only near
  /// @param author as the change names him; null when it names nobody
  /// @param user the person of this house; null when nobody is known by that name
  /// @param asked whether that person has the incident, or was asked to help with it
  record AuthorView(
      Object change,
      @Nullable Double probability,
      List<String> reasons,
      @Nullable String author,
      @Nullable Object user,
      boolean asked) {}

  @GetMapping
  Map<String, List<AuthorView>> listAuthors(@PathVariable("id") String id, Query query) {
    Actor.current().require(Permission.READ);
    Response response = existing(id);
    Incident incident =
        incidents
            .incident(response.incidentId())
            .orElseThrow(() -> ApiException.notFound("Incident " + id));
    var asked = asked(response);
    List<RelatedChanges.Related> listed =
        related.of(
            incident,
            service -> !query.isKept() || query.shows(directory.owners("services", service)));
    var namesOf = new HashMap<String, Set<String>>();
    listed.forEach(one -> namesOf.put(one.changeId(), ChangeAuthors.of(one.change())));
    // together: the page asks whenever its incident moves
    Map<String, User> known =
        catalog.usersCalled(
            namesOf.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    var views = new ArrayList<AuthorView>();
    for (RelatedChanges.Related one : listed) {
      String change = one.changeId();
      Set<String> names = namesOf.getOrDefault(change, Set.of());
      Optional<User> user = person(names, known);
      var reference = new LinkedHashMap<String, @Nullable Object>();
      reference.put("id", change);
      reference.put("type", "change_event_reference");
      reference.put("summary", one.summary());
      views.add(
          new AuthorView(
              reference,
              one.probability(),
              one.reasons(),
              names.isEmpty() ? null : names.iterator().next(),
              user.map(person -> (Object) directory.reference("user", person.id())).orElse(null),
              user.map(person -> asked.contains(person.id())).orElse(false)));
    }
    return Map.of("change_authors", views);
  }

  private static Optional<User> person(Set<String> names, Map<String, User> known) {
    return names.stream().map(known::get).flatMap(Stream::ofNullable).findFirst();
  }

  /// Asks the author of that change to help: `{"change_id": "..."}`.
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> addAuthor(@PathVariable("id") String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Response response = existing(id);
    TeamRights.requireForService(catalog, Permission.RESPOND, response.serviceId());
    String change = body.required("change_id", 64);
    body.check();
    Set<String> names = authors.of(change);
    if (names.isEmpty()) {
      throw ApiException.invalid("'change_id' names no change that says who made it");
    }
    User author =
        person(names, catalog.usersCalled(names))
            .orElseThrow(() ->
                ApiException.invalid(
                    "'change_id' is a change of %s, whom nobody here is known as"
                        .formatted(String.join(", ", names))));
    if (asked(response).contains(author.id())) {
      throw ApiException.refused(
          1016, "Asked Already", author.name() + " has the incident or was asked to help already.");
    }
    desk.ask(
        response.incidentId(),
        List.of(new ResponderDesk.Asked(false, author.id())),
        "Your change \u201c%s\u201d is suspected to be behind it."
            .formatted(authors.summary(change)),
        Who.of(Actor.current()),
        clock.instant());
    return Map.of("user", directory.reference("user", author.id()));
  }

  private Set<String> asked(Response response) {
    var asked = new java.util.HashSet<String>();
    response.assignments().forEach(assignment -> asked.add(assignment.userId()));
    for (ResponderRequest request : desk.ofIncident(response.incidentId())) {
      request.responders().forEach(responder -> asked.add(responder.userId()));
    }
    return asked;
  }

  private Response existing(String id) {
    return mobilize
        .response(id)
        .or(() ->
            id.matches("[0-9]{1,18}") ? mobilize.byNumber(Long.parseLong(id)) : Optional.empty())
        .orElseThrow(() -> ApiException.notFound("Incident " + id));
  }
}
