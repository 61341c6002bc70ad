package dev.muster.signal.rules;

import dev.muster.platform.web.Links;
import dev.muster.platform.web.Reference;

/// Pointers to rules and to doors of orchestrations, as the REST API writes them.
public final class RuleReferences {
  private RuleReferences() {}

  /// @param ruleKey of {@link Ruling#deciding}; one that is gone has only its key
  public static Reference rule(RuleNames names, String ruleKey, Links links) {
    return names
        .name(ruleKey)
        .map(name ->
            new Reference(
                ruleKey,
                "event_rule_reference",
                name.words(),
                links.apiBase() + name.self(),
                links.page(name.page())))
        .orElseGet(() -> new Reference(ruleKey, "event_rule_reference", null, null, null));
  }

  /// The door of an orchestration with that id; one that is gone has only its id.
  public static Reference door(RuleNames names, String integrationId, Links links) {
    String type = "event_orchestration_integration_reference";
    return names
        .labelled(integrationId)
        .map(door ->
            new Reference(
                integrationId,
                type,
                door.orchestration() + ": " + door.label(),
                links.self(
                    "event_orchestrations/" + door.orchestrationId() + "/integrations",
                    integrationId),
                links.page("/event_rules/" + door.orchestrationId())))
        .orElseGet(() -> new Reference(integrationId, type, null, null, null));
  }
}
