package dev.muster.catalog.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Entity descriptors of a Backstage software catalogue (`catalog-info.yaml`), after the format that its documentation describes:
/// components, resources, APIs and systems become entities under their references `kind:namespace/name`; `dependsOn`,
/// `dependencyOf`, `subcomponentOf`, `providesApis` and `consumesApis` become dependencies. A component is a service. Other kinds,
/// such as groups and users, are passed over.
final class BackstageImport {
  private BackstageImport() {}

  static Imported read(String text) {
    var gathering = new Gathering();
    List<Map<?, ?>> documents = Yaml.documents(text);
    var providers = new HashMap<String, String>();
    int index = 0;
    for (Map<?, ?> document : documents) {
      String place = "document " + ++index;
      String kind = lower(Yaml.text(document, "kind"));
      String name = Yaml.text(document, "metadata", "name");
      if (name == null) {
        gathering.skip(place, null, "it has no metadata.name");
        continue;
      }
      switch (kind) {
        case "component", "resource", "api", "system" ->
            entity(gathering, place, document, kind, name, providers);
        default -> gathering.skip(place, name, "its kind '" + kind + "' runs nothing");
      }
    }
    index = 0;
    for (Map<?, ?> document : documents) {
      links(gathering, "document " + ++index, document, providers);
    }
    return gathering.done();
  }

  private static void entity(
      Gathering gathering,
      String place,
      Map<?, ?> document,
      String kind,
      String name,
      Map<String, String> providers) {
    String id = reference(name, kind, namespace(document));
    String type = lower(Yaml.text(document, "spec", "type"));
    var aliases = new TreeSet<String>();
    aliases.add(id);
    Map<String, String> annotations = Yaml.texts(document, "metadata", "annotations");
    annotations.forEach((key, value) -> {
      if (key.endsWith("kubernetes-id")
          || key.endsWith("project-slug")
          || key.endsWith("service-id")) {
        aliases.add(value);
      }
    });
    var attributes = new TreeMap<>(Yaml.texts(document, "metadata", "labels"));
    put(attributes, "owner", Yaml.text(document, "spec", "owner"));
    put(attributes, "lifecycle", Yaml.text(document, "spec", "lifecycle"));
    put(attributes, "system", Yaml.text(document, "spec", "system"));
    put(attributes, "runbook", runbook(document));
    put(attributes, "title", Yaml.text(document, "metadata", "title"));
    put(attributes, SameThings.KUBERNETES_ID, annotations.get(SameThings.KUBERNETES_ID));
    put(
        attributes,
        SameThings.KUBERNETES_NAMESPACE,
        annotations.get(SameThings.KUBERNETES_NAMESPACE));
    boolean service = kind.equals("component");
    String entityKind = service && !type.isEmpty() ? type : kind.equals("resource") ? type : kind;
    gathering.entity(
        place,
        new Entity(
            id,
            entityKind.isEmpty() ? kind : entityKind,
            name,
            service ? id : null,
            attributes.get("region"),
            attributes.get("lifecycle"),
            aliases,
            attributes));
    for (Object api : Yaml.list(document, "spec", "providesApis")) {
      providers.put(reference(String.valueOf(api), "api", namespace(document)), id);
    }
  }

  /// The address under `metadata.links` whose type, or else whose title, says that it is a runbook; null when there is none.
  private static @Nullable String runbook(Map<?, ?> document) {
    List<?> links = Yaml.list(document, "metadata", "links");
    for (String field : List.of("type", "title")) {
      for (Object link : links) {
        if (lower(Yaml.text(link, field)).contains("runbook")) {
          return Yaml.text(link, "url");
        }
      }
    }
    return null;
  }

  private static void links(
      Gathering gathering, String place, Map<?, ?> document, Map<String, String> providers) {
    String name = Yaml.text(document, "metadata", "name");
    String kind = lower(Yaml.text(document, "kind"));
    String id = name == null ? null : reference(name, kind, namespace(document));
    if (id == null || gathering.known(id) == null) {
      return;
    }
    String namespace = namespace(document);
    for (String other : named(gathering, place, document, "dependsOn")) {
      gathering.dependency(place, id, reference(other, "component", namespace), "depends-on", 1);
    }
    for (String other : named(gathering, place, document, "dependencyOf")) {
      gathering.dependency(place, reference(other, "component", namespace), id, "depends-on", 1);
    }
    String whole = Yaml.text(document, "spec", "subcomponentOf");
    if (whole != null) {
      gathering.dependency(place, reference(whole, "component", namespace), id, "part", 1);
    }
    for (String other : named(gathering, place, document, "consumesApis")) {
      String api = reference(other, "api", namespace);
      gathering.dependency(place, id, providers.getOrDefault(api, api), "consumes-api", 1);
    }
    for (String other : named(gathering, place, document, "providesApis")) {
      String api = reference(other, "api", namespace);
      if (gathering.known(api) != null) {
        gathering.dependency(place, api, id, "provided-by", 1);
      }
    }
  }

  /// What a relation names; what is no list of texts is told of.
  private static List<String> named(
      Gathering gathering, String place, Map<?, ?> document, String relation) {
    Object given = Yaml.at(document, "spec", relation);
    var names = new ArrayList<String>();
    boolean right = given == null || given instanceof List<?>;
    for (Object each : Yaml.list(document, "spec", relation)) {
      if (each instanceof String name && !name.isBlank()) {
        names.add(name);
      } else {
        right = false;
      }
    }
    if (!right) {
      gathering.skip(
          place,
          Yaml.text(document, "metadata", "name"),
          "'spec.%s' is no list of references".formatted(relation));
    }
    return names;
  }

  /// A reference in its full form; kind and namespace may be left out in the text.
  private static String reference(String text, String kind, String namespace) {
    String rest = text.strip().toLowerCase(Locale.ROOT);
    String fullKind = kind;
    String fullNamespace = namespace;
    int colon = rest.indexOf(':');
    if (colon >= 0) {
      fullKind = rest.substring(0, colon);
      rest = rest.substring(colon + 1);
    }
    int slash = rest.indexOf('/');
    if (slash >= 0) {
      fullNamespace = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
    }
    return fullKind + ":" + fullNamespace + "/" + rest;
  }

  private static String namespace(Map<?, ?> document) {
    String namespace = Yaml.text(document, "metadata", "namespace");
    return namespace == null ? "default" : lower(namespace);
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static void put(Map<String, String> into, String key, @Nullable String value) {
    if (value != null) {
      into.put(key, value);
    }
  }
}
