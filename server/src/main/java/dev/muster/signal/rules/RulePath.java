package dev.muster.signal.rules;

import dev.muster.kernel.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A path of an orchestration: sets of rules, of which the first is `start`. In a set the first rule that matches applies; it may
/// send the event on to another set. When none matches, the catch-all of the path applies.
final class RulePath {
  /// Which path of an orchestration it is.
  enum Kind {
    GLOBAL,
    ROUTER,
    UNROUTED,
    SERVICE;

    String wire() {
      return Words.of(this);
    }
  }

  /// @param key names it and no other rule of the house
  /// @param conditions one of them is enough; none means always
  record Rule(
      String id,
      String key,
      @Nullable String label,
      List<Condition> conditions,
      Actions actions,
      boolean disabled) {
    boolean matches(Subject subject) {
      if (disabled) {
        return false;
      }
      if (conditions.isEmpty()) {
        return true;
      }
      for (Condition condition : conditions) {
        if (condition.holds(subject)) {
          return true;
        }
      }
      return false;
    }

    String name() {
      return label == null || label.isBlank() ? id : label;
    }
  }

  private final Kind kind;
  private final String owner;
  private final String where;
  private final Map<String, List<Rule>> sets;
  private final Actions catchAll;

  /// @param owner id of the orchestration or service
  /// @param where whose path it is, for reasons in words, for example `orchestration 'Shop'`
  /// @param sets by id, `start` among them; routes between them make no circle
  RulePath(Kind kind, String owner, String where, Map<String, List<Rule>> sets, Actions catchAll) {
    this.kind = kind;
    this.owner = owner;
    this.where = where;
    this.sets = new LinkedHashMap<>(sets);
    this.catchAll = catchAll;
  }

  Kind kind() {
    return kind;
  }

  boolean isIdle() {
    return catchAll.equals(Actions.NONE) && sets.values().stream().allMatch(List::isEmpty);
  }

  int rules() {
    return sets.values().stream().mapToInt(List::size).sum();
  }

  /// Lets the rules work on the event.
  ///
  /// @param last told the actions of the last rule that applied, and a name for it; for routers
  void run(Subject subject, Draft draft, BiConsumer<Actions, String> last) {
    String set = "start";
    while (true) {
      Rule found = null;
      for (Rule rule : sets.getOrDefault(set, List.of())) {
        if (rule.matches(subject)) {
          found = rule;
          break;
        }
      }
      if (found == null) {
        if (!catchAll.equals(Actions.NONE)) {
          apply(catchAll, catchAllKey(), "The catch-all", subject, draft);
        }
        last.accept(catchAll, "catch_all");
        return;
      }
      apply(found.actions(), found.key(), "Rule '" + found.name() + "'", subject, draft);
      String next = kind == Kind.ROUTER ? null : found.actions().routeTo();
      if (next == null || draft.dropped()) {
        last.accept(found.actions(), found.id());
        return;
      }
      set = next;
    }
  }

  private void apply(Actions actions, String id, String name, Subject subject, Draft draft) {
    actions.apply(subject, draft);
    draft.applied(kind.wire(), id, "%s of %s applied%s.".formatted(name, where, effect(actions)));
    if (actions.suppress()) {
      draft.silence("%s of %s suppresses it".formatted(decapitalised(name), where), "rule");
    }
    if (actions.suppress() || actions.drop()) {
      draft.decided(id);
    }
  }

  private String catchAllKey() {
    return RuleKey.of(owner, kind, "catch_all");
  }

  /// Every rule and the catch-all, by key.
  Map<String, RuleNames.Name> names() {
    var names = new LinkedHashMap<String, RuleNames.Name>();
    for (List<Rule> rules : sets.values()) {
      for (Rule rule : rules) {
        names.put(rule.key(), named("Rule '" + rule.name() + "'"));
      }
    }
    names.put(catchAllKey(), named("The catch-all"));
    return names;
  }

  private RuleNames.Name named(String name) {
    boolean service = kind == Kind.SERVICE;
    return new RuleNames.Name(
        name + " of " + where,
        service
            ? "/event_orchestrations/services/" + owner
            : "/event_orchestrations/" + owner + "/" + kind.wire(),
        (service ? "/event_rules/services/" : "/event_rules/") + owner);
  }

  private static String decapitalised(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static String effect(Actions actions) {
    var words = new java.util.ArrayList<String>();
    if (actions.drop()) {
      words.add("dropped it");
    }
    if (actions.suppress()) {
      words.add("suppressed it");
    }
    if (actions.suspendSeconds() != null) {
      words.add("lets it wait " + actions.suspendSeconds() + " s for its own end");
    }
    if (actions.severity() != null) {
      words.add("made it " + actions.severity().wire());
    }
    if (actions.eventAction() != null) {
      words.add("made it a " + actions.eventAction());
    }
    if (actions.priorityId() != null) {
      words.add("set the priority");
    }
    if (actions.policyId() != null) {
      words.add("chose the escalation policy");
    }
    for (Actions.Extraction extraction : actions.extractions()) {
      words.add("rewrote " + extraction.target());
    }
    return words.isEmpty() ? "" : ": " + String.join(", ", words);
  }
}
