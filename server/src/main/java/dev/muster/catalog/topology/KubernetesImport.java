package dev.muster.catalog.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Kubernetes manifests, as files or as `kubectl get -o yaml` writes them. A workload (Deployment, StatefulSet, DaemonSet, CronJob,
/// Job) is a service; a Service that selects its pods lends it its names; a Pod belongs to the workload that its labels fit and runs
/// on its Node; an Ingress rests on what it leads to. A workload whose environment names another one's Service rests on it, with a
/// confidence of 0.6, because a name in a variable says that it could be called and not that it is. Hosts in its environment that are
/// nothing of this text are noted, as another source may know them ({@link MentionedHosts}).
final class KubernetesImport {
  private static final Set<String> WORKLOADS =
      Set.of("deployment", "statefulset", "daemonset", "cronjob", "job", "rollout");

  /// Names of hosts in a text: `name`, `name.namespace` or `name.namespace.svc...`.
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9-]{1,63})*");

  private final Gathering gathering = new Gathering();
  private final Map<String, Map<String, String>> labels = new LinkedHashMap<>();
  private final Map<String, String> namespaces = new HashMap<>();

  /// `namespace/service` to the workload behind it.
  private final Map<String, String> behind = new HashMap<>();

  /// `namespace/service` to the host outside that it is another name for.
  private final Map<String, String> outside = new HashMap<>();

  /// `namespace/name` of a ConfigMap to what is in it.
  private final Map<String, Map<String, String>> configurations = new HashMap<>();

  private KubernetesImport() {}

  static Imported read(String text) {
    return new KubernetesImport().take(Yaml.documents(text));
  }

  private Imported take(List<Map<?, ?>> documents) {
    var later = new ArrayList<Map<?, ?>>();
    int index = 0;
    for (Map<?, ?> document : documents) {
      String place = "document " + ++index;
      String kind = kind(document);
      String name = Yaml.text(document, "metadata", "name");
      if (name == null) {
        gathering.skip(place, null, "it has no metadata.name");
      } else if (WORKLOADS.contains(kind)) {
        workload(place, document, kind, name);
      } else if (kind.equals("node")) {
        node(place, document, name);
      } else {
        later.add(document);
      }
    }
    later.stream().filter(one -> kind(one).equals("service")).forEach(this::service);
    later.stream()
        .filter(one -> kind(one).equals("configmap"))
        .forEach(one ->
            configurations.put(
                namespace(one) + "/" + Yaml.text(one, "metadata", "name"),
                Yaml.texts(one, "data")));
    for (Map<?, ?> document : later) {
      switch (kind(document)) {
        case "service" -> {
          // taken before
        }
        case "pod" -> pod(document);
        case "ingress" -> ingress(document);
        case "configmap" -> {
          // read with what names it
        }
        default ->
            gathering.skip(
                "kind " + Yaml.text(document, "kind"),
                Yaml.text(document, "metadata", "name"),
                "it runs nothing by itself");
      }
    }
    documents.stream()
        .filter(one -> WORKLOADS.contains(kind(one)))
        .forEach(this::linksOfEnvironment);
    return gathering.done();
  }

  private static String kind(Map<?, ?> document) {
    String kind = Yaml.text(document, "kind");
    return kind == null ? "" : kind.toLowerCase(Locale.ROOT);
  }

  private static String namespace(Map<?, ?> document) {
    String namespace = Yaml.text(document, "metadata", "namespace");
    return namespace == null ? "default" : namespace;
  }

  private static String id(Map<?, ?> document) {
    return namespace(document)
        + "/"
        + kind(document)
        + "/"
        + Yaml.text(document, "metadata", "name");
  }

  private static @Nullable Object template(Map<?, ?> document) {
    return kind(document).equals("cronjob")
        ? Yaml.at(document, "spec", "jobTemplate", "spec", "template")
        : Yaml.at(document, "spec", "template");
  }

  private void workload(String place, Map<?, ?> document, String kind, String name) {
    String id = id(document);
    String namespace = namespace(document);
    var own = new TreeMap<>(Yaml.texts(document, "metadata", "labels"));
    Map<String, String> ofPods = Yaml.texts(template(document), "metadata", "labels");
    var attributes = new TreeMap<>(own);
    attributes.put("namespace", namespace);
    attributes.put("workload", kind);
    var aliases = new TreeSet<String>();
    aliases.add(namespace + "/" + name);
    for (String label : List.of("app.kubernetes.io/name", "app.kubernetes.io/instance", "app")) {
      if (own.get(label) != null) {
        aliases.add(namespace + "/" + own.get(label));
      }
    }
    gathering.entity(
        place,
        new Entity(id, "service", name, id, null, own.get("environment"), aliases, attributes));
    labels.put(id, ofPods.isEmpty() ? own : ofPods);
    namespaces.put(id, namespace);
  }

  private void node(String place, Map<?, ?> document, String name) {
    Map<String, String> own = Yaml.texts(document, "metadata", "labels");
    var aliases = new TreeSet<String>();
    for (Object address : Yaml.list(document, "status", "addresses")) {
      String text = Yaml.text(address, "address");
      if (text != null && !text.equals(name)) {
        aliases.add(text);
      }
    }
    String provider = Yaml.text(document, "spec", "providerID");
    if (provider != null) {
      aliases.add(provider.substring(provider.lastIndexOf('/') + 1));
    }
    gathering.entity(
        place,
        new Entity(
            "node/" + name,
            "host",
            name,
            null,
            own.get("topology.kubernetes.io/region"),
            null,
            aliases,
            own));
  }

  private void service(Map<?, ?> document) {
    String namespace = namespace(document);
    String name = String.valueOf(Yaml.text(document, "metadata", "name"));
    String external = Yaml.text(document, "spec", "externalName");
    if (external != null) {
      outside.put(namespace + "/" + name, external.toLowerCase(Locale.ROOT));
      return;
    }
    Map<String, String> selector = Yaml.texts(document, "spec", "selector");
    String workload = selector.isEmpty() ? null : fitting(namespace, selector);
    if (workload == null) {
      gathering.skip("kind Service", name, "no workload here has the labels that it selects");
      return;
    }
    behind.put(namespace + "/" + name, workload);
    gathering.alsoKnownAs(
        workload,
        Set.of(
            namespace + "/" + name,
            name + "." + namespace,
            name + "." + namespace + ".svc",
            name + "." + namespace + ".svc.cluster.local"));
  }

  /// The workload whose pods have all those labels; null when none or more than one has.
  private @Nullable String fitting(String namespace, Map<String, String> selector) {
    String found = null;
    for (Map.Entry<String, Map<String, String>> one : labels.entrySet()) {
      if (namespace.equals(namespaces.get(one.getKey()))
          && one.getValue().entrySet().containsAll(selector.entrySet())) {
        if (found != null) {
          return null;
        }
        found = one.getKey();
      }
    }
    return found;
  }

  private void pod(Map<?, ?> document) {
    String namespace = namespace(document);
    String name = String.valueOf(Yaml.text(document, "metadata", "name"));
    Map<String, String> own = Yaml.texts(document, "metadata", "labels");
    String workload = null;
    for (Map.Entry<String, Map<String, String>> one : labels.entrySet()) {
      if (namespace.equals(namespaces.get(one.getKey()))
          && !one.getValue().isEmpty()
          && own.entrySet().containsAll(one.getValue().entrySet())) {
        workload = one.getKey();
        break;
      }
    }
    String id = namespace + "/pod/" + name;
    var aliases = new TreeSet<String>();
    aliases.add(namespace + "/" + name);
    String address = Yaml.text(document, "status", "podIP");
    if (address != null) {
      aliases.add(address);
    }
    gathering.entity(
        "kind Pod",
        new Entity(id, "pod", name, workload, null, null, aliases, Map.of("namespace", namespace)));
    if (workload != null) {
      gathering.dependency("kind Pod", workload, id, "pod", 1);
    }
    String node = Yaml.text(document, "spec", "nodeName");
    if (node != null) {
      gathering.dependency("kind Pod", id, "node/" + node, "runs-on", 1);
    }
  }

  private void ingress(Map<?, ?> document) {
    String namespace = namespace(document);
    String name = String.valueOf(Yaml.text(document, "metadata", "name"));
    String id = id(document);
    var hosts = new TreeSet<String>();
    var backends = new TreeSet<String>();
    backends.add(String.valueOf(Yaml.text(document, "spec", "defaultBackend", "service", "name")));
    for (Object rule : Yaml.list(document, "spec", "rules")) {
      String host = Yaml.text(rule, "host");
      if (host != null) {
        hosts.add(host);
      }
      for (Object path : Yaml.list(rule, "http", "paths")) {
        backends.add(String.valueOf(Yaml.text(path, "backend", "service", "name")));
      }
    }
    gathering.entity(
        "kind Ingress",
        new Entity(id, "ingress", name, null, null, null, hosts, Map.of("namespace", namespace)));
    for (String backend : backends) {
      String workload = behind.get(namespace + "/" + backend);
      if (workload != null) {
        gathering.dependency("kind Ingress", id, workload, "routes-to", 1);
      }
    }
  }

  private void linksOfEnvironment(Map<?, ?> document) {
    String id = id(document);
    for (String containers : List.of("containers", "initContainers")) {
      for (Object container : Yaml.list(template(document), "spec", containers)) {
        for (Map.Entry<String, String> variable :
            environment(container, namespace(document)).entrySet()) {
          links(id, namespace(document), variable.getKey(), variable.getValue());
        }
      }
    }
  }

  /// The variables of a container that are written down in this text, in configuration maps too.
  private Map<String, String> environment(@Nullable Object container, String namespace) {
    var variables = new TreeMap<String, String>();
    for (Object from : Yaml.list(container, "envFrom")) {
      variables.putAll(
          configurations.getOrDefault(
              namespace + "/" + Yaml.text(from, "configMapRef", "name"), Map.of()));
    }
    for (Object variable : Yaml.list(container, "env")) {
      String name = Yaml.text(variable, "name");
      String value = Yaml.text(variable, "value");
      if (value == null) {
        value =
            configurations
                .getOrDefault(
                    namespace + "/" + Yaml.text(variable, "valueFrom", "configMapKeyRef", "name"),
                    Map.of())
                .get(String.valueOf(Yaml.text(variable, "valueFrom", "configMapKeyRef", "key")));
      }
      if (name != null && value != null) {
        variables.put(name, value);
      }
    }
    return variables;
  }

  private void links(String id, String namespace, String variable, String value) {
    if (value.length() <= 2_000) {
      Matcher host = HOST.matcher(value.toLowerCase(Locale.ROOT));
      while (host.find()) {
        String target = behind(namespace, host.group());
        if (target != null && !target.equals(id)) {
          gathering.dependency("env of " + id, id, target, "calls", MentionedHosts.NAMED);
        }
      }
    }
    for (String host : MentionedHosts.in(variable, value)) {
      if (behind(namespace, host) == null) {
        mention(id, namespace, variable, host);
      }
    }
  }

  /// The workload behind the Service that a host in that namespace is; null when it is none of this text.
  private @Nullable String behind(String namespace, String host) {
    return behind.get(serviceOf(namespace, host));
  }

  private static String serviceOf(String namespace, String host) {
    String[] parts = host.split("\\.", 3);
    return parts.length == 1 ? namespace + "/" + parts[0] : parts[1] + "/" + parts[0];
  }

  /// A host that another source may know: what a Service of another name stands for, or a Service of another text.
  private void mention(String id, String namespace, String variable, String host) {
    String place = "env " + variable;
    String known = outside.get(serviceOf(namespace, host));
    if (known != null) {
      gathering.mention(id, known, place);
    } else if (host.indexOf('.') < 0) {
      gathering.mention(id, host + "." + namespace, place);
      gathering.mention(id, host, place);
    } else {
      gathering.mention(id, host, place);
    }
  }
}
