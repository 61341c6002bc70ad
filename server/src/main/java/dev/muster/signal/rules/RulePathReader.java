package dev.muster.signal.rules;

import com.google.re2j.Pattern;
import dev.muster.kernel.Severity;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Body;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a path of an orchestration from its wire shape. Every fault names the field and, in a condition, the character; nothing is
/// taken when there is one.
final class RulePathReader {
  /// Rules of one path; the first that matches ends the search, so a long list costs time for every event.
  static final int MOST_RULES = 1_000;

  private static final int MOST_CONDITIONS = 100;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  /// Two weeks; whoever wants to wait longer wants no page.
  private static final int LONGEST_SUSPENSION = 1_209_600;

  private static final Set<String> TARGETS =
      Set.of(
          "summary",
          "source",
          "severity",
          "component",
          "group",
          "class",
          "dedup_key",
          "stage",
          "event_action");

  /// What the rules may name.
  interface Known {
    boolean service(String id);

    boolean priority(String id);

    boolean policy(String id);
  }

  private final RulePath.Kind kind;
  private final String owner;
  private final @Nullable Known known;
  private final @Nullable Set<String> standing;
  private final Map<String, String> routes = new HashMap<>();
  private int rules;

  /// @param owner id of the orchestration or service, under which its counters are kept
  /// @param known what may be named; null takes every name, for what was read once already
  /// @param standing conditions that were saved before, word for word: they are taken although they can never do what they say, so that
  ///     the other rules beside them can be changed; null takes all
  RulePathReader(
      RulePath.Kind kind, String owner, @Nullable Known known, @Nullable Set<String> standing) {
    this.standing = standing;
    this.kind = kind;
    this.owner = owner;
    this.known = known;
  }

  /// The conditions of a path as it is stored, word for word.
  static Set<String> conditions(Orchestration.@Nullable Path stored) {
    var found = new HashSet<String>();
    if (stored != null) {
      for (JsonNode text : Json.mapper().readTree(stored.body()).findValues("expression")) {
        found.add(text.asString(""));
      }
    }
    return found;
  }

  /// Reads the path; what is faulty is noted in the body and left out.
  RulePath read(Body body, String where) {
    var sets = new LinkedHashMap<String, List<RulePath.Rule>>();
    var given = body.objects("sets");
    for (Body set : given) {
      String id = set.required("id", 64);
      checkId(set, id);
      if (!id.isEmpty() && sets.containsKey(id)) {
        set.fault("id", "is there twice");
      }
      sets.put(id, rules(set, id));
    }
    if (!sets.containsKey("start")) {
      body.fault("sets", "must have a set with the id 'start'");
    }
    if (kind == RulePath.Kind.ROUTER && sets.size() > 1) {
      body.fault("sets", "has only the set 'start' in a router");
    }
    if (rules > MOST_RULES) {
      body.fault("sets", "has more than " + MOST_RULES + " rules");
    }
    checkRoutes(body, sets.keySet());
    Body catchAll = body.object("catch_all");
    Body actions = catchAll == null ? null : catchAll.object("actions");
    return new RulePath(
        kind, owner, where, sets, actions == null ? Actions.NONE : actions(actions, null));
  }

  private List<RulePath.Rule> rules(Body set, String setId) {
    var found = new ArrayList<RulePath.Rule>();
    Set<String> ids = new HashSet<>();
    List<Body> all = set.objects("rules");
    for (Body rule : all) {
      String given = given(rule);
      if (given != null) {
        checkId(rule, given);
        if (!ids.add(given)) {
          rule.fault("id", "is there twice");
        }
      }
    }
    int number = 0;
    for (Body rule : all) {
      rules++;
      String id = given(rule);
      while (id == null) {
        number++;
        String free = setId + "-" + number;
        id = ids.add(free) ? free : null;
      }
      var conditions = new ArrayList<Condition>();
      List<Body> written = rule.objects("conditions");
      if (written.size() > MOST_CONDITIONS) {
        rule.fault("conditions", "has more than " + MOST_CONDITIONS + " conditions");
      }
      for (Body each : written) {
        String text = each.required("expression", ConditionParser.LONGEST);
        if (!text.isEmpty()) {
          switch (Condition.read(
              text, owner + "/" + kind + "/" + setId + "/" + id + "/" + conditions.size())) {
            case Condition.Read.Fine(Condition condition) -> {
              ConditionFault doubt = condition.doubt();
              if (standing != null && doubt != null && !standing.contains(text)) {
                each.fault("expression", "can never do what it says, " + doubt.words());
              }
              conditions.add(condition);
            }
            case Condition.Read.Faulty(ConditionFault fault) ->
                each.fault("expression", "is no condition, " + fault.words());
          }
        }
      }
      Body actions = rule.object("actions");
      found.add(
          new RulePath.Rule(
              id,
              RuleKey.of(owner, kind, setId, id),
              rule.text("label"),
              List.copyOf(conditions),
              actions == null ? Actions.NONE : actions(actions, setId),
              rule.flag("disabled", false)));
    }
    return List.copyOf(found);
  }

  private static @Nullable String given(Body rule) {
    String id = rule.text("id");
    return id == null || id.isBlank() ? null : id;
  }

  /// Ids stand in addresses and beside counts; what was saved before is taken as it is.
  private void checkId(Body body, String id) {
    if (known != null && !id.isEmpty() && !ID.matcher(id).matches()) {
      body.fault("id", "must be up to 64 letters, digits, '.', '_', ':' or '-'");
    }
  }

  /// @param setId the set in which the rule stands; null for the catch-all
  private Actions actions(Body body, @Nullable String setId) {
    Severity severity = body.word("severity", Severity::of, "critical, error, warning, info");
    String action = body.text("event_action");
    if (action != null && !action.equals("trigger") && !action.equals("resolve")) {
      body.fault("event_action", "must be one of trigger, resolve");
      action = null;
    }
    Long suspend = body.number("suspend", 0, LONGEST_SUSPENSION);
    boolean drop = body.flag("drop_event", false);
    if (drop && kind != RulePath.Kind.GLOBAL && kind != RulePath.Kind.SERVICE) {
      body.fault("drop_event", "is for global and service rules");
    }
    String priority = body.text("priority");
    if (priority != null && known != null && !known.priority(priority)) {
      body.fault("priority", "names no priority");
    }
    String policy = body.text("escalation_policy");
    if (policy != null && known != null && !known.policy(policy)) {
      body.fault("escalation_policy", "names no escalation policy");
    }
    if (known != null) {
      for (String foreign : List.of("automation_actions", "pagerduty_automation_actions")) {
        if (!body.objects(foreign).isEmpty()) {
          body.fault(
              foreign,
              "cannot be run by Muster, and a rule that leaves out what it promises would do harm;"
                  + " take it out, or let a webhook of the service run it");
        }
      }
    }
    String annotate = body.text("annotate");
    return new Actions(
        severity,
        action,
        body.flag("suppress", false),
        suspend == null ? null : suspend.intValue(),
        drop,
        annotate == null ? null : template(body, "annotate", annotate),
        priority,
        policy,
        routeTo(body, setId),
        dynamicRoute(body),
        variables(body),
        extractions(body),
        customFields(body));
  }

  private @Nullable String routeTo(Body body, @Nullable String setId) {
    String routeTo = body.text("route_to");
    if (routeTo == null) {
      return null;
    }
    if (kind == RulePath.Kind.ROUTER) {
      if (!routeTo.equals("unrouted") && known != null && !known.service(routeTo)) {
        body.fault("route_to", "names no service");
      }
      return routeTo;
    }
    if (setId == null) {
      body.fault("route_to", "is not for the catch-all");
      return null;
    }
    if (routeTo.equals("start")) {
      body.fault("route_to", "must not lead back to 'start'");
      return null;
    }
    routes.merge(setId, routeTo, (a, b) -> a + "\n" + b);
    return routeTo;
  }

  /// Every set that is routed to is there, and no event can go round in circles.
  private void checkRoutes(Body body, Set<String> sets) {
    for (String targets : routes.values()) {
      for (String target : targets.split("\n", -1)) {
        if (!sets.contains(target)) {
          body.fault("sets", "has no set '" + target + "' that a rule routes to");
        }
      }
    }
    for (String from : routes.keySet()) {
      if (reaches(from, from, new HashSet<>())) {
        body.fault("sets", "lead in a circle through '" + from + "'");
        return;
      }
    }
  }

  private boolean reaches(String from, String wanted, Set<String> seen) {
    for (String target : routes.getOrDefault(from, "").split("\n", -1)) {
      if (target.equals(wanted) || (seen.add(target) && reaches(target, wanted, seen))) {
        return true;
      }
    }
    return false;
  }

  private Actions.@Nullable DynamicRoute dynamicRoute(Body body) {
    Body given = body.object("dynamic_route_to");
    if (given == null) {
      return null;
    }
    if (kind != RulePath.Kind.ROUTER) {
      body.fault("dynamic_route_to", "is for routers");
      return null;
    }
    if (known != null && body.text("route_to") != null) {
      body.fault("dynamic_route_to", "cannot stand beside 'route_to': an event goes one way");
    }
    String by = given.required("lookup_by", 64);
    if (!by.isEmpty() && !by.equals("service_name") && !by.equals("service_id")) {
      given.fault("lookup_by", "must be one of service_id, service_name");
    }
    Path source = path(given, "source");
    Pattern regex = regex(given, "regex");
    return source == null || regex == null
        ? null
        : new Actions.DynamicRoute(by.equals("service_name"), source, regex);
  }

  private List<Actions.Variable> variables(Body body) {
    var found = new ArrayList<Actions.Variable>();
    for (Body each : body.objects("variables")) {
      String name = each.required("name", 64);
      String type = each.text("type", "regex");
      if (!type.equals("regex")) {
        each.fault("type", "must be regex");
      }
      Path path = path(each, "path");
      Pattern regex = regex(each, "value");
      if (!name.isEmpty() && path != null && regex != null) {
        found.add(new Actions.Variable(name, path, regex));
      }
    }
    return List.copyOf(found);
  }

  private List<Actions.Extraction> extractions(Body body) {
    var found = new ArrayList<Actions.Extraction>();
    for (Body each : body.objects("extractions")) {
      String target = target(each);
      String text = each.text("template");
      if (text != null) {
        if (known != null && each.text("regex") != null) {
          each.fault("regex", "cannot stand beside 'template': a value is made by one of them");
        }
        Template template = template(each, "template", text);
        if (target != null && template != null) {
          found.add(new Actions.Extraction.ByTemplate(target, template));
        }
      } else {
        Path source = path(each, "source");
        Pattern regex = regex(each, "regex");
        if (target != null && source != null && regex != null) {
          found.add(new Actions.Extraction.ByRegex(target, source, regex));
        }
      }
    }
    return List.copyOf(found);
  }

  private static @Nullable String target(Body body) {
    String given = body.required("target", 256);
    if (given.isEmpty()) {
      return null;
    }
    String name = given.startsWith("event.") ? given.substring("event.".length()) : given;
    if (TARGETS.contains(name)) {
      return name;
    }
    try {
      var below = Path.whole("event." + name).inDetails();
      if (below.isPresent()) {
        return "custom_details." + below.get();
      }
    } catch (ConditionFault.Found _) {
      // told below
    }
    body.fault(
        "target",
        "must be event.summary, source, severity, component, group, class, dedup_key, stage,"
            + " event_action or below event.custom_details");
    return null;
  }

  private static Map<String, String> customFields(Body body) {
    var found = new LinkedHashMap<String, String>();
    for (Body each : body.objects("incident_custom_field_updates")) {
      String id = each.required("id", 64);
      String value = each.required("value", 3_000);
      if (!id.isEmpty() && !value.isEmpty()) {
        found.put(id, value);
      }
    }
    return found;
  }

  private static @Nullable Path path(Body body, String field) {
    String text = body.required(field, 512);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Path.whole(text);
    } catch (ConditionFault.Found found) {
      body.fault(field, "is no path, " + found.fault().words());
      return null;
    }
  }

  private static @Nullable Pattern regex(Body body, String field) {
    String text = body.required(field, ConditionParser.LONGEST_REGEX);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return ConditionParser.regex(text, true, 0);
    } catch (ConditionFault.Found found) {
      body.fault(field, found.fault().what());
      return null;
    }
  }

  private static @Nullable Template template(Body body, String field, String text) {
    if (text.length() > 4_096) {
      body.fault(field, "is longer than 4096 characters");
      return null;
    }
    try {
      return Template.read(text);
    } catch (ConditionFault.Found found) {
      body.fault(field, "cannot be read, " + found.fault().words());
      return null;
    }
  }
}
