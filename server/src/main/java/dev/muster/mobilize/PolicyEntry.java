package dev.muster.mobilize;

import dev.muster.platform.web.Directory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What other rooms may learn of escalation policies by their ids alone, and what the deletion of others means here.
final class PolicyEntry implements Directory.Entry {
  private final PolicyDesk desk;
  private final PolicyResource resource;
  private final ResponseRepository responses;

  PolicyEntry(PolicyDesk desk, PolicyResource resource, ResponseRepository responses) {
    this.desk = desk;
    this.resource = resource;
    this.responses = responses;
  }

  @Override
  public String type() {
    return "escalation_policy";
  }

  @Override
  public String collection() {
    return "escalation_policies";
  }

  @Override
  public Map<String, String> summaries(Collection<String> ids) {
    var names = new HashMap<String, String>();
    desk.find(ids).forEach((id, policy) -> names.put(id, policy.name()));
    return names;
  }

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    var full = new HashMap<String, Object>();
    for (PolicyResource.PolicyView view : resource.views(desk.find(ids).values(), Set.of())) {
      full.put(view.id(), view);
    }
    return full;
  }

  @Override
  public Collection<String> owners(String id) {
    Policy policy = desk.find(List.of(id)).get(id);
    String team = policy == null ? null : policy.teamId();
    return team == null ? List.of() : List.of(team);
  }

  @Override
  public List<String> blockers(String type, String id) {
    return switch (type) {
      case "user" -> {
        var blockers =
            new ArrayList<>(desk.blockers(new Policy.Target(Policy.Target.Kind.USER, id)));
        long open = responses.count(ResponseFilter.all().withAssignees(Set.of(id)));
        if (open > 0) {
          blockers.add(
              "The user has " + open + (open == 1 ? " open incident." : " open incidents."));
        }
        yield blockers;
      }
      case "schedule" -> desk.blockers(new Policy.Target(Policy.Target.Kind.SCHEDULE, id));
      default -> List.of();
    };
  }

  @Override
  public void deleted(String type, String id) {
    if (type.equals("team")) {
      desk.forgetTeam(id);
    }
  }
}
