package dev.muster.catalog.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Hosts that a program's environment names, and the things of any source that they are. Only what stands where a host stands is read:
/// in a URL, in a connection string, before a port, in a variable that is called so. A user name or a password in front of a host is
/// passed over, and so are variables that hold secrets; the value of a variable is never kept.
final class MentionedHosts {
  /// A dependency that rests on a host's full name, because a name in a variable says that it could be called and not that it is.
  static final double NAMED = 0.6;

  /// One that rests on the first part of it alone, which is looked at only below a domain of one's own: `api.stripe.example` is
  /// nothing of this house because something here is called `api`.
  static final double SHORTENED = 0.4;

  /// Below these nobody else can have a host.
  private static final Pattern PRIVATE =
      Pattern.compile("(.*\\.)?(svc|local|internal|intranet|lan|localdomain|home\\.arpa)");

  /// A name directly below one of these says whose it is, and nothing of its neighbours.
  private static final Pattern PUBLIC =
      Pattern.compile("[a-z]{2}|com|net|org|info|biz|app|dev|cloud|online|tech");

  /// Things that stand for others' systems; where they are is no domain of one's own.
  private static final Set<String> OF_OTHERS =
      Set.of("supplier", "vendor", "provider", "saas", "external", "third_party", "third-party");

  private static final String NAMESPACE = "namespace";

  /// What follows name and namespace of a Service.
  private static final Pattern IN_CLUSTER =
      Pattern.compile("[a-z0-9-]+\\.svc(\\.cluster\\.local)?");

  /// Longer values are documents.
  private static final int LONGEST = 4_000;

  private static final Pattern SECRET =
      Pattern.compile("PASSW|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY|SIGNING|SALT");
  private static final Pattern NAMES_HOSTS =
      Pattern.compile(
          "(^|_)(HOST|HOSTS|HOSTNAME|ADDR|ADDRS|ADDRESS|ADDRESSES|ENDPOINT|ENDPOINTS|SERVER|SERVERS|BROKER|BROKERS|NODES|PEERS|UPSTREAM|UPSTREAMS|URL|URI|DSN|BOOTSTRAP)(_|$)");
  private static final Pattern AUTHORITY =
      Pattern.compile("[a-z][a-z0-9+.:-]*://([^/?#\\s\"';]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern AFTER_AT =
      Pattern.compile("@(?://)?(?:[a-z]+\\()?([^/?#\\s\"';)@]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern FIELD =
      Pattern.compile(
          "(?:^|[;\\s])(?:host|hostaddr|server|data source|addr|address|network address|endpoint)\\s*=\\s*(?:tcp:)?([^;\\s]+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))*\\.?");
  private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
  private static final Set<String> ITSELF =
      Set.of("localhost", "127.0.0.1", "0.0.0.0", "::1", "host.docker.internal");

  private MentionedHosts() {}

  /// The hosts that a variable names, in lower case and without ports.
  static Set<String> in(String variable, String value) {
    var hosts = new TreeSet<String>();
    String name = variable.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    if (value.length() > LONGEST || SECRET.matcher(name).find()) {
      return hosts;
    }
    boolean structured = false;
    Matcher authority = AUTHORITY.matcher(value);
    while (authority.find()) {
      structured = true;
      String all = authority.group(1);
      add(hosts, all.substring(all.lastIndexOf('@') + 1));
    }
    if (!structured && value.indexOf('@') > 0) {
      Matcher after = AFTER_AT.matcher(value);
      while (after.find()) {
        structured = true;
        add(hosts, after.group(1));
      }
    }
    Matcher field = FIELD.matcher(value);
    while (field.find()) {
      structured = true;
      add(hosts, field.group(1));
    }
    if (!structured && value.indexOf('=') < 0) {
      boolean said = NAMES_HOSTS.matcher(name).find();
      for (String piece : value.split("[,;\\s]+", -1)) {
        String plain = piece.indexOf('/') > 0 ? piece.substring(0, piece.indexOf('/')) : piece;
        if (said || (PORT.matcher(plain).find() && !plain.matches("[0-9:]+"))) {
          add(hosts, plain);
        }
      }
    }
    return hosts;
  }

  private static void add(Set<String> hosts, String list) {
    for (String one : list.split(",", -1)) {
      String whole = one.strip().toLowerCase(Locale.ROOT);
      String host = whole.indexOf(':') > 0 ? whole.substring(0, whole.indexOf(':')) : whole;
      if (host.endsWith(".")) {
        host = host.substring(0, host.length() - 1);
      }
      if (host.length() >= 2
          && HOST.matcher(host).matches()
          && !host.matches("[0-9]+")
          && !ITSELF.contains(host)) {
        hosts.add(host);
      }
    }
  }

  /// A dependency that a mention became.
  record Link(String source, Dependency dependency) {}

  /// The dependencies that those mentions are, as far as the things are known. A host that could be two things is none.
  ///
  /// @param counted the id under which an entity counts that does not stand for itself
  static List<Link> links(
      Collection<PostgresSameThings.Kept> mentions,
      Collection<EntityRow> all,
      Map<String, String> counted) {
    if (mentions.isEmpty()) {
      return List.of();
    }
    var known = new HashMap<String, Entity>();
    var index = new HashMap<String, Set<Entity>>();
    var domains = new HashSet<String>();
    var namespaces = new HashSet<String>();
    for (EntityRow row : all) {
      Entity entity = row.entity();
      known.put(entity.id(), entity);
      var names = new TreeSet<>(entity.aliases());
      names.add(entity.id());
      names.add(entity.name());
      for (String name : names) {
        String text = name.toLowerCase(Locale.ROOT);
        index.computeIfAbsent(text, _ -> new LinkedHashSet<>()).add(entity);
        if (!OF_OTHERS.contains(entity.kind().toLowerCase(Locale.ROOT))
            && HOST.matcher(text).matches()) {
          domain(text).filter(one -> !PUBLIC.matcher(one).matches()).ifPresent(domains::add);
        }
      }
      String namespace = entity.attributes().get(NAMESPACE);
      if (namespace != null) {
        namespaces.add(namespace.toLowerCase(Locale.ROOT));
      }
    }
    var links = new ArrayList<Link>();
    for (PostgresSameThings.Kept kept : mentions) {
      Imported.Mention mention = kept.mention();
      String from = counted.getOrDefault(mention.from(), mention.from());
      String host = mention.host();
      Entity caller = known.get(mention.from());
      if (caller == null) {
        continue;
      }
      String domain = domain(host).orElse(null);
      String own = caller.attributes().get(NAMESPACE);
      Set<Entity> named = index.getOrDefault(host, Set.of());
      String to =
          only(domain == null ? nearby(named, SameThings.stageOf(caller), own) : named, counted);
      double confidence = NAMED;
      if (to == null && domain != null && host.indexOf('.') >= 3) {
        boolean cluster = namespaces.contains(domain) || IN_CLUSTER.matcher(domain).matches();
        if (cluster || PRIVATE.matcher(domain).matches() || domains.contains(domain)) {
          Set<Entity> shortened =
              index.getOrDefault(host.substring(0, host.indexOf('.')), Set.of());
          String namespace = cluster ? domain.split("\\.", 2)[0] : null;
          String stage =
              namespace == null
                  ? SameThings.stageOf(caller)
                  : SameThings.stageOfNamespace(namespace);
          to = only(nearby(shortened, stage, namespace), counted);
          confidence = SHORTENED;
        }
      }
      if (to != null && !to.equals(from)) {
        links.add(new Link(kept.source(), new Dependency(mention.from(), to, "calls", confidence)));
      }
    }
    return links;
  }

  /// What follows the first part of a host name; empty for an address.
  private static Optional<String> domain(String host) {
    int dot = host.indexOf('.');
    return dot < 0 || host.matches("[0-9.]+")
        ? Optional.empty()
        : Optional.of(host.substring(dot + 1));
  }

  /// Those, or none when one of them is elsewhere: a short name means what is near, in the same stage and in that namespace.
  ///
  /// @param stage the stage that is meant; null when that is not known
  /// @param namespace the namespace that is meant; null when none is
  private static Set<Entity> nearby(
      Set<Entity> named, @Nullable String stage, @Nullable String namespace) {
    boolean near =
        named.stream()
            .allMatch(one ->
                SameThings.agree(stage, SameThings.stageOf(one))
                    && (namespace == null
                        || namespace.equalsIgnoreCase(
                            one.attributes().getOrDefault(NAMESPACE, namespace))));
    return near ? named : Set.of();
  }

  /// The id under which all of them count; null when that is not one.
  private static @Nullable String only(Set<Entity> named, Map<String, String> counted) {
    List<String> ids =
        named.stream()
            .map(one -> counted.getOrDefault(one.id(), one.id()))
            .distinct()
            .limit(2)
            .toList();
    return ids.size() == 1 ? ids.getFirst() : null;
  }
}
