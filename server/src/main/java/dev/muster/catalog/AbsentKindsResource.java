package dev.muster.catalog;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Paging;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Kinds of objects that clients of the REST API ask for on their way to others, and that are not kept here: the lists are empty,
/// there is never one of them, and whoever makes one reads what does its work here.
@RestController
@Tag(name = "Not kept here")
@SuppressWarnings(
    "DoNotCallSuggester") // the framework calls them, and answers with what they throw
final class AbsentKindsResource {
  private static final String WORKFLOWS =
      "Incident workflows are not made here: POST /event_orchestrations says what an event sets off,"
          + " and POST /webhook_subscriptions tells your own tools of each step of an incident.";
  private static final String AUTOMATION =
      "Nothing is run on other machines from here: POST /webhook_subscriptions tells the tool that"
          + " runs it of each step of an incident.";

  private static Map<String, @Nullable Object> none(String plural, Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice(plural, List.of());
  }

  /// A list that is read by cursor.
  private static Map<String, @Nullable Object> noneByCursor(String plural, Paging paging) {
    Actor.current().require(Permission.READ);
    var page = new LinkedHashMap<String, @Nullable Object>();
    page.put(plural, List.of());
    page.put("limit", paging.limit());
    page.put("next_cursor", null);
    return page;
  }

  private static ApiException missing(String what) {
    Actor.current().require(Permission.READ);
    return ApiException.notFound(what);
  }

  private static ApiException instead(String words) {
    Actor.current().require(Permission.CONFIGURE);
    return ApiException.invalid(words);
  }

  @GetMapping("/addons")
  Map<String, @Nullable Object> listAddons(Paging paging) {
    return none("addons", paging);
  }

  @GetMapping("/addons/{id}")
  Map<String, Object> getAddon(@PathVariable String id) {
    throw missing("Add-on " + id);
  }

  @PostMapping("/addons")
  Map<String, Object> createAddon(Body body) {
    throw instead("Add-ons are not shown here: the pages load nothing from elsewhere.");
  }

  @GetMapping("/rulesets")
  Map<String, @Nullable Object> listRulesets(Paging paging) {
    return none("rulesets", paging);
  }

  @GetMapping("/rulesets/{id}")
  Map<String, Object> getRuleset(@PathVariable String id) {
    throw missing("Ruleset " + id);
  }

  @GetMapping("/rulesets/{id}/rules")
  Map<String, Object> listRules(@PathVariable String id) {
    throw missing("Ruleset " + id);
  }

  @PostMapping("/rulesets")
  Map<String, Object> createRuleset(Body body) {
    throw instead("Rulesets are not made here; POST /event_orchestrations does the same.");
  }

  @GetMapping("/response_plays")
  Map<String, @Nullable Object> listPlays(Paging paging) {
    return none("response_plays", paging);
  }

  @GetMapping("/response_plays/{id}")
  Map<String, Object> getPlay(@PathVariable String id) {
    throw missing("Response play " + id);
  }

  @PostMapping("/response_plays")
  Map<String, Object> createPlay(Body body) {
    throw instead(
        "Response plays are not made here: escalation policies say who is called, and POST"
            + " /incidents/{id}/responder_requests asks others in.");
  }

  @GetMapping("/incident_workflows")
  Map<String, @Nullable Object> listWorkflows(Paging paging) {
    return none("incident_workflows", paging);
  }

  @GetMapping("/incident_workflows/{id}")
  Map<String, Object> getWorkflow(@PathVariable String id) {
    throw missing("Incident workflow " + id);
  }

  @PostMapping("/incident_workflows")
  Map<String, Object> createWorkflow(Body body) {
    throw instead(WORKFLOWS);
  }

  @GetMapping("/incident_workflows/actions")
  Map<String, @Nullable Object> listWorkflowActions(Paging paging) {
    return noneByCursor("actions", paging);
  }

  @GetMapping("/incident_workflows/triggers")
  Map<String, @Nullable Object> listWorkflowTriggers(Paging paging) {
    return noneByCursor("triggers", paging);
  }

  @GetMapping("/incident_workflows/triggers/{id}")
  Map<String, Object> getWorkflowTrigger(@PathVariable String id) {
    throw missing("Incident workflow trigger " + id);
  }

  @PostMapping("/incident_workflows/triggers")
  Map<String, Object> createWorkflowTrigger(Body body) {
    throw instead(WORKFLOWS);
  }

  @GetMapping("/automation_actions/actions")
  Map<String, @Nullable Object> listAutomationActions(Paging paging) {
    return noneByCursor("actions", paging);
  }

  @GetMapping("/automation_actions/actions/{id}")
  Map<String, Object> getAutomationAction(@PathVariable String id) {
    throw missing("Automation action " + id);
  }

  @PostMapping("/automation_actions/actions")
  Map<String, Object> createAutomationAction(Body body) {
    throw instead(AUTOMATION);
  }

  @GetMapping("/automation_actions/runners")
  Map<String, @Nullable Object> listAutomationRunners(Paging paging) {
    return noneByCursor("runners", paging);
  }

  @GetMapping("/automation_actions/runners/{id}")
  Map<String, Object> getAutomationRunner(@PathVariable String id) {
    throw missing("Automation runner " + id);
  }

  @PostMapping("/automation_actions/runners")
  Map<String, Object> createAutomationRunner(Body body) {
    throw instead(AUTOMATION);
  }

  @GetMapping("/status_pages")
  Map<String, @Nullable Object> listStatusPages(Paging paging) {
    return none("status_pages", paging);
  }

  @GetMapping("/status_pages/{id}")
  Map<String, Object> getStatusPage(@PathVariable String id) {
    throw missing("Status page " + id);
  }

  @PostMapping("/status_pages")
  Map<String, Object> createStatusPage(Body body) {
    throw instead(
        "Status pages are not made here: POST /incidents/{id}/status_updates tells its subscribers how"
            + " things stand.");
  }
}
