package dev.muster.detect.check;

import dev.muster.platform.web.Body;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// From where something is tried, and how many places must agree that it fails.
///
/// @param sites ids of sites, and {@link #HERE}; at least one
/// @param agree from 1 to the number of sites
record Places(List<String> sites, int agree) {
  /// This house itself.
  static final String HERE = "here";

  /// Only from here.
  static final Places USUAL = new Places(List.of(HERE), 1);

  private static final int MOST = 20;

  /// A result that is older than so many intervals says nothing any more.
  private static final int FRESH = 3;

  /// What a place that is slow to report is granted beyond that.
  private static final Duration REPORTING = Duration.ofMinutes(1);

  Places {
    sites = List.copyOf(sites);
    if (sites.isEmpty() || agree < 1 || agree > sites.size()) {
      throw new IllegalArgumentException("at least one site, and no more agree than there are");
    }
  }

  /// How it is seen from one place.
  ///
  /// @param site id, or {@link #HERE}
  /// @param history the last runs, the newest in the lowest bit, 1 for a failure
  record Seen(
      String site,
      Check.State state,
      long history,
      long runs,
      Instant at,
      double millis,
      String word) {}

  boolean onlyHere() {
    return sites.equals(USUAL.sites());
  }

  boolean here() {
    return sites.contains(HERE);
  }

  /// The places that say now that it fails; those that have said nothing for long do not count.
  List<Seen> failing(List<Seen> seen, Duration every, Instant now) {
    Instant since = now.minus(every.multipliedBy(FRESH)).minus(REPORTING);
    return seen.stream()
        .filter(one ->
            sites.contains(one.site())
                && one.state() == Check.State.DOWN
                && !one.at().isBefore(since))
        .toList();
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("sites", sites);
    json.put("agree", agree);
    return json;
  }

  static Places of(JsonNode json) {
    var sites = new ArrayList<String>();
    json.path("sites").forEach(site -> sites.add(site.asString("")));
    return sites.isEmpty()
        ? USUAL
        : new Places(sites, Math.clamp(json.path("agree").asInt(1), 1, sites.size()));
  }

  /// Reads them from a request.
  ///
  /// @param known whether there is a site of that id
  static Places read(Body given, @Nullable Places before, Predicate<String> known) {
    Places usual = before == null ? USUAL : before;
    List<String> sites = usual.sites();
    JsonNode raw = given.raw("sites");
    if (raw != null) {
      var named = new ArrayList<String>();
      for (JsonNode one : raw) {
        String site = one.isObject() ? one.path("id").asString("") : one.asString("");
        if (!site.equals(HERE) && !known.test(site)) {
          given.fault("sites", "'" + site + "' names no site");
        } else if (!named.contains(site)) {
          named.add(site);
        }
      }
      if (!raw.isArray() || raw.isEmpty()) {
        given.fault("sites", "must be a list of sites; 'here' is this Muster itself");
      } else if (raw.size() > MOST) {
        given.fault("sites", "must not hold more than " + MOST);
      } else if (!named.isEmpty()) {
        sites = named;
      }
    }
    Long agree = given.number("agree", 1, MOST);
    if (agree != null && agree > sites.size()) {
      given.fault("agree", "must not be more than the sites, which are " + sites.size());
    }
    int least = Math.min(sites.size(), agree == null ? usual.agree() : agree.intValue());
    return new Places(sites, least);
  }
}
