package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Business services, and what rests on what.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Business services")
final class BusinessServiceResource {
  private final PostgresServices store;
  private final LiveCatalog catalog;
  private final ObjectProvider<LearnedDependencies> learned;
  private final References references;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  BusinessServiceResource(
      PostgresServices store,
      LiveCatalog catalog,
      ObjectProvider<LearnedDependencies> learned,
      References references,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.learned = learned;
    this.references = references;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  record BusinessServiceView(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      String name,
      @Nullable String description,
      @Nullable String pointOfContact,
      @Nullable Object team) {
    static BusinessServiceView of(BusinessService service, Links links, References references) {
      return new BusinessServiceView(
          service.id(),
          "business_service",
          service.name(),
          links.self("business_services", service.id()),
          links.html("business_services", service.id()),
          service.name(),
          service.description(),
          service.pointOfContact(),
          references.maybe("team", service.teamId()));
    }
  }

  @GetMapping("/business_services")
  Map<String, @Nullable Object> listBusinessServices(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice(
        "business_services", store.businessServices().stream().map(this::view).toList());
  }

  @GetMapping("/business_services/{id}")
  Map<String, BusinessServiceView> getBusinessService(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("business_service", view(find(id)));
  }

  @PostMapping("/business_services")
  Map<String, BusinessServiceView> createBusinessService(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    BusinessService service =
        read(
            body.envelope("business_service"),
            new BusinessService(ids.next('P'), "", null, null, null, clock.instant()));
    transactions.run(() -> {
      store.save(service);
      audit.record("create", "business_service", service.id(), Map.of("name", service.name()));
    });
    return Map.of("business_service", view(service));
  }

  @PutMapping("/business_services/{id}")
  Map<String, BusinessServiceView> updateBusinessService(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    BusinessService before = find(id);
    BusinessService after = read(body.envelope("business_service"), before);
    transactions.run(() -> {
      store.save(after);
      audit.record("update", "business_service", id, Changes.between(before, after));
    });
    return Map.of("business_service", view(after));
  }

  @DeleteMapping("/business_services/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteBusinessService(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    BusinessService service = find(id);
    transactions.run(() -> {
      directory.deleted("business_service", id);
      store.deleteBusinessService(id);
      audit.record("delete", "business_service", id, Map.of("name", service.name()));
    });
  }

  private BusinessService read(Body body, BusinessService before) {
    String name =
        body.has("name") || before.name().isEmpty()
            ? body.required("name", 255).strip()
            : before.name();
    String description = body.has("description") ? body.text("description") : before.description();
    String contact =
        body.has("point_of_contact") ? body.text("point_of_contact") : before.pointOfContact();
    UserResource.limit(body, "description", description, 10_000);
    UserResource.limit(body, "point_of_contact", contact, 500);
    String team = body.has("team") ? body.reference("team") : before.teamId();
    if (team != null && catalog.team(team).isEmpty()) {
      body.fault("team.id", "names no team");
    }
    body.check();
    return new BusinessService(before.id(), name, description, contact, team, before.createdAt());
  }

  private BusinessService find(String id) {
    return store
        .businessService(id)
        .orElseThrow(() -> ApiException.notFound("Business service " + id));
  }

  private BusinessServiceView view(BusinessService service) {
    return BusinessServiceView.of(service, directory.links(), references);
  }

  // Dependencies

  record EndView(String id, String type) {
    static EndView of(Dependency.End end) {
      return new EndView(
          end.id(),
          end.type().equals("service")
              ? "technical_service_reference"
              : "business_service_reference");
    }
  }

  record RelationshipView(
      String id, String type, EndView supportingService, EndView dependentService) {
    static RelationshipView of(Dependency dependency) {
      return new RelationshipView(
          dependency.id(),
          "service_dependency",
          EndView.of(dependency.supporting()),
          EndView.of(dependency.dependent()));
    }
  }

  /// One that Muster found out by itself and nobody has judged.
  ///
  /// @param confidence 0..1, fading
  /// @param used whether decisions rest on it
  record LearnedView(
      String id,
      String type,
      EndView supportingService,
      EndView dependentService,
      boolean learned,
      double confidence,
      String evidence,
      boolean used) {
    static LearnedView of(LearnedDependencies.Learned one) {
      return new LearnedView(
          "learned:" + one.dependentId() + ":" + one.supportingId(),
          "service_dependency",
          new EndView(one.supportingId(), "technical_service_reference"),
          new EndView(one.dependentId(), "technical_service_reference"),
          true,
          one.confidence(),
          one.evidence(),
          one.used());
    }
  }

  /// What people entered, and what was learned and is not among it, unless the caller wants none of that.
  ///
  /// @param entered what the call is about, as people entered it
  /// @param of the service that it is about; null for all
  private List<Object> withLearned(List<Dependency> entered, @Nullable String of, Query query) {
    var all = new ArrayList<Object>(entered.stream().map(RelationshipView::of).toList());
    LearnedDependencies known = learned.getIfAvailable();
    if (known == null || !query.flag("learned", true)) {
      return all;
    }
    var pairs = new HashSet<String>();
    for (Dependency one : entered) {
      pairs.add(one.dependent().id() + " " + one.supporting().id());
    }
    for (LearnedDependencies.Learned one : known.betweenServices(clock.instant())) {
      boolean asked = of == null || one.dependentId().equals(of) || one.supportingId().equals(of);
      if (asked && !pairs.contains(one.dependentId() + " " + one.supportingId())) {
        all.add(LearnedView.of(one));
      }
    }
    return all;
  }

  @GetMapping("/service_dependencies/business_services/{id}")
  Map<String, List<RelationshipView>> getBusinessServiceDependencies(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    find(id);
    return relationshipsOf(new Dependency.End("business_service", id));
  }

  /// What was learned and nobody has judged is among them, marked `learned` with its confidence.
  @GetMapping("/service_dependencies/technical_services/{id}")
  @Asks("learned: false leaves out what was learned and nobody has confirmed")
  Map<String, List<Object>> getServiceDependencies(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    if (catalog.service(id).isEmpty()) {
      throw ApiException.notFound("Service " + id);
    }
    var end = new Dependency.End("service", id);
    return Map.of(
        "relationships",
        withLearned(
            store.dependencies().stream()
                .filter(one -> one.supporting().equals(end) || one.dependent().equals(end))
                .toList(),
            id,
            query));
  }

  /// All of them, for drawing the whole map at once.
  @GetMapping("/service_dependencies")
  @Asks("learned: false leaves out what was learned and nobody has confirmed")
  Map<String, List<Object>> listDependencies(Query query) {
    Actor.current().require(Permission.READ);
    return Map.of("relationships", withLearned(store.dependencies(), null, query));
  }

  private Map<String, List<RelationshipView>> relationshipsOf(Dependency.End end) {
    return Map.of(
        "relationships",
        store.dependencies().stream()
            .filter(dependency ->
                dependency.supporting().equals(end) || dependency.dependent().equals(end))
            .map(RelationshipView::of)
            .toList());
  }

  @PostMapping("/service_dependencies/associate")
  Map<String, List<RelationshipView>> associate(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    List<Pair> wanted = read(body);
    return transactions.inTransaction(() -> {
      store.lockDependencies();
      var known = new HashMap<Pair, Dependency>();
      store.dependencies().forEach(dependency -> known.put(Pair.of(dependency), dependency));
      var answer = new ArrayList<RelationshipView>();
      for (Pair pair : wanted) {
        Dependency dependency = known.get(pair);
        if (dependency == null) {
          if (reaches(known.keySet(), pair.supporting(), pair.dependent())) {
            throw ApiException.invalid(
                "%s already rests on %s, so the opposite would close a circle."
                    .formatted(pair.supporting().id(), pair.dependent().id()));
          }
          dependency = new Dependency(ids.next('D'), pair.supporting(), pair.dependent());
          store.save(dependency);
          known.put(pair, dependency);
          audit.record(
              "create",
              "service_dependency",
              dependency.id(),
              Map.of("supporting", pair.supporting().id(), "dependent", pair.dependent().id()));
        }
        answer.add(RelationshipView.of(dependency));
      }
      return Map.of("relationships", answer);
    });
  }

  @PostMapping("/service_dependencies/disassociate")
  Map<String, List<RelationshipView>> disassociate(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    List<Pair> unwanted = read(body);
    return transactions.inTransaction(() -> {
      store.lockDependencies();
      var answer = new ArrayList<RelationshipView>();
      for (Dependency dependency : store.dependencies()) {
        if (unwanted.contains(Pair.of(dependency))) {
          store.deleteDependency(dependency.id());
          audit.record("delete", "service_dependency", dependency.id(), Map.of());
          answer.add(RelationshipView.of(dependency));
        }
      }
      return Map.of("relationships", answer);
    });
  }

  private record Pair(Dependency.End supporting, Dependency.End dependent) {
    static Pair of(Dependency dependency) {
      return new Pair(dependency.supporting(), dependency.dependent());
    }
  }

  /// True when the first rests, over however many steps, on the second.
  private static boolean reaches(Set<Pair> known, Dependency.End first, Dependency.End second) {
    var seen = new HashSet<Dependency.End>();
    var open = new ArrayDeque<Dependency.End>();
    open.add(first);
    while (!open.isEmpty()) {
      Dependency.End end = open.remove();
      if (end.equals(second)) {
        return true;
      }
      if (seen.add(end)) {
        known.stream()
            .filter(pair -> pair.dependent().equals(end))
            .forEach(pair -> open.add(pair.supporting()));
      }
    }
    return false;
  }

  private List<Pair> read(Body body) {
    var pairs = new LinkedHashMap<Pair, Boolean>();
    List<Body> relationships = body.objects("relationships");
    if (relationships.isEmpty()) {
      body.fault("relationships", "must name a relationship at least");
    }
    for (Body relationship : relationships) {
      Optional<Dependency.End> supporting = end(relationship, "supporting_service");
      Optional<Dependency.End> dependent = end(relationship, "dependent_service");
      if (supporting.isPresent() && dependent.isPresent()) {
        if (supporting.equals(dependent)) {
          relationship.fault("dependent_service", "is the supporting service itself");
        }
        pairs.put(new Pair(supporting.get(), dependent.get()), true);
      }
    }
    body.check();
    return List.copyOf(pairs.keySet());
  }

  /// A service or a business service; clients name the type in several ways, and some do not name it.
  private Optional<Dependency.End> end(Body relationship, String field) {
    Body given = relationship.object(field);
    if (given == null) {
      relationship.fault(field, "is missing");
      return Optional.empty();
    }
    String id = given.required("id", 64);
    boolean business =
        given.text("type", "").contains("business")
            || (catalog.service(id).isEmpty() && store.businessService(id).isPresent());
    boolean exists =
        business ? store.businessService(id).isPresent() : catalog.service(id).isPresent();
    if (!id.isEmpty() && !exists) {
      given.fault("id", "names no service");
    }
    return exists
        ? Optional.of(new Dependency.End(business ? "business_service" : "service", id))
        : Optional.empty();
  }
}
