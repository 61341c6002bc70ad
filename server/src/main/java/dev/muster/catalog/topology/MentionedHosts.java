package dev.muster.catalog.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /// One that rests on the first part of it alone.
  static final double SHORTENED = 0.4;

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
        if (said || PORT.matcher(plain).find() && !plain.matches("[0-9:]+")) {
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
    var ids = new HashSet<String>();
    var index = new HashMap<String, Set<String>>();
    for (EntityRow row : all) {
      Entity entity = row.entity();
      ids.add(entity.id());
      String standing = counted.getOrDefault(entity.id(), entity.id());
      index(index, entity.id(), standing);
      index(index, entity.name(), standing);
      entity.aliases().forEach(alias -> index(index, alias, standing));
    }
    var links = new ArrayList<Link>();
    for (PostgresSameThings.Kept kept : mentions) {
      Imported.Mention mention = kept.mention();
      String from = counted.getOrDefault(mention.from(), mention.from());
      String host = mention.host();
      String to = only(index, host);
      double confidence = NAMED;
      int dot = host.indexOf('.');
      if (to == null && dot >= 3 && !host.matches("[0-9.]+")) {
        to = only(index, host.substring(0, dot));
        confidence = SHORTENED;
      }
      if (to != null && ids.contains(mention.from()) && !to.equals(from)) {
        links.add(new Link(kept.source(), new Dependency(mention.from(), to, "calls", confidence)));
      }
    }
    return links;
  }

  private static void index(Map<String, Set<String>> index, String text, String id) {
    index.computeIfAbsent(text.toLowerCase(Locale.ROOT), _ -> new TreeSet<>()).add(id);
  }

  private static @Nullable String only(Map<String, Set<String>> index, String text) {
    Set<String> ids = index.getOrDefault(text, Set.of());
    return ids.size() == 1 ? ids.iterator().next() : null;
  }
}
