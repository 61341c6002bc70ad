package dev.muster.mobilize;

import dev.muster.correlate.Declared;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Decision.Page;
import dev.muster.mobilize.Response.Acknowledgement;
import dev.muster.mobilize.Response.AssignedVia;
import dev.muster.mobilize.Response.Assignment;
import dev.muster.mobilize.Response.PendingAction;
import dev.muster.mobilize.Response.Phase;
import dev.muster.mobilize.Response.ResolveReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A response while a step works on it, and what the step has decided so far.
abstract class ResponseDraft {
  final World world;
  final Instant now;
  final Response was;
  final List<MobilizeEvent> events = new ArrayList<>();
  final List<Page> pages = new ArrayList<>();
  final Map<String, Long> rings = new HashMap<>();
  @Nullable String hush;

  String serviceId;
  String title;
  ResponseStatus status;
  Urgency urgency;
  @Nullable String priorityId;
  List<Assignment> assignments;
  List<Acknowledgement> acknowledgements;
  @Nullable String policyId;
  int level;
  int loop;
  @Nullable Instant resolvedAt;
  Instant lastStatusChangeAt;
  Who lastStatusChangeBy;
  @Nullable Instant snoozedUntil;

  /// Why whoever asks for the running step asks for it; null when nothing was said.
  @Nullable String said;

  AssignedVia via;
  Phase phase;
  @Nullable ResolveReason resolveReason;
  Reason reason;
  @Nullable Policy ladder;
  int step;
  final Map<String, Long> picks;
  final List<Due> due;
  @Nullable Severity severity;
  boolean urgencyByHand;
  boolean urgencyByRule;

  /// Nobody is paged of it by itself.
  boolean toDo;

  /// By user id, who was told of its alerts before. The running step sends them only what they were not sent yet.
  Map<String, Declared.Told> spared = Map.of();

  ResponseDraft(ResponseState before, World world, Instant now) {
    this.world = world;
    this.now = now;
    Response response = before.response();
    was = response;
    serviceId = response.serviceId();
    title = response.title();
    status = response.status();
    urgency = response.urgency();
    priorityId = response.priorityId();
    assignments = response.assignments();
    acknowledgements = response.acknowledgements();
    policyId = response.policyId();
    level = response.level();
    loop = response.loop();
    resolvedAt = response.resolvedAt();
    lastStatusChangeAt = response.lastStatusChangeAt();
    lastStatusChangeBy = response.lastStatusChangeBy();
    snoozedUntil = response.snoozedUntil();
    via = response.assignedVia();
    phase = response.phase();
    resolveReason = response.resolveReason();
    reason = response.reason();
    ladder = before.ladder();
    step = before.step();
    picks = new HashMap<>(before.picks());
    due = new ArrayList<>(before.due());
    severity = before.severity();
    urgencyByHand = before.urgencyByHand();
    urgencyByRule = before.heldByRule();
    toDo = response.pagesNobody();
  }

  void become(ResponseStatus next, Who by) {
    if (status == next) {
      return;
    }
    if (!status.mayBecome(next)) {
      throw new IllegalStateException(status + " cannot become " + next);
    }
    status = next;
    lastStatusChangeAt = now;
    lastStatusChangeBy = by;
  }

  void set(Due one) {
    cancel(one.kind());
    due.add(one);
  }

  void cancel(Due.Kind kind) {
    due.removeIf(one -> one.kind() == kind);
  }

  void hand(List<String> users) {
    if (hush == null && step > 0) {
      hush = "it went to other people";
    }
    nextStep();
    Map<String, Assignment> standing =
        assignments.stream()
            .collect(Collectors.toMap(Assignment::userId, one -> one, (first, _) -> first));
    assignments =
        users.stream().map(user -> standing.getOrDefault(user, new Assignment(user, now))).toList();
  }

  /// What this very decision wanted to tell is void with the rest.
  void nextStep() {
    step++;
    pages.clear();
  }

  void page(List<String> users) {
    Map<String, Declared.Told> known = known(users);
    pages.add(
        new Page(
            users.stream().filter(user -> !known.containsKey(user)).toList(),
            urgency,
            step,
            reason,
            List.copyOf(known.values())));
  }

  /// Who of them is spared, asked when the timers of the step are set. Nobody is when all of them would be and it goes no further by itself:
  /// what they have been sent is of the other incident, and whoever acknowledges that one would leave this one to nobody.
  Map<String, Declared.Told> known(List<String> users) {
    var known = new LinkedHashMap<String, Declared.Told>();
    for (String user : users) {
      Declared.Told told = spared.get(user);
      if (told != null && (told.urgency() == Urgency.HIGH || urgency == Urgency.LOW)) {
        known.put(user, told);
      }
    }
    boolean goesOn = due.stream().anyMatch(one -> one.kind() == Due.Kind.ESCALATE);
    return known.size() == users.size() && !goesOn ? Map.of() : known;
  }

  List<String> userIds() {
    return assignments.stream().map(Assignment::userId).toList();
  }

  String id() {
    return was.incidentId();
  }

  /// {@link #reason(String, int, String)} with what the one who asked gave as the reason.
  Reason because(String rule, int version, String words) {
    return reason(rule, version, said == null ? words : words + " Reason given: " + sentence(said));
  }

  private static String sentence(String words) {
    return words.matches("(?s).*[.!?]") ? words : words + ".";
  }

  /// {@link #because(String, int, String)} of the rule's first version.
  Reason because(String rule, String words) {
    return because(rule, 1, words);
  }

  static Reason reason(String rule, String words) {
    return reason(rule, 1, words);
  }

  static Reason reason(String rule, int version, String words) {
    return new Reason(rule, version, words);
  }

  Decision decided() {
    due.sort(Comparator.comparing(Due::at).thenComparing(Due::kind));
    List<PendingAction> pending = due.stream().flatMap(one -> pending(one).stream()).toList();
    var response =
        new Response(
            was.incidentId(),
            was.number(),
            serviceId,
            title,
            was.incidentKey(),
            status,
            urgency,
            priorityId,
            assignments,
            acknowledgements,
            policyId,
            level,
            loop,
            was.createdAt(),
            resolvedAt,
            lastStatusChangeAt,
            lastStatusChangeBy,
            snoozedUntil,
            via,
            pending,
            phase,
            resolveReason,
            toDo,
            reason);
    return new Decision(
        new ResponseState(
            response, ladder, step, picks, due, severity, urgencyByHand, urgencyByRule),
        List.copyOf(events),
        List.copyOf(pages),
        hush,
        Map.copyOf(rings));
  }

  static List<PendingAction> pending(Due one) {
    return switch (one.kind()) {
      case ESCALATE -> List.of(new PendingAction(PendingAction.Type.ESCALATE, one.at(), null));
      case UNACKNOWLEDGE, UNSNOOZE ->
          List.of(new PendingAction(PendingAction.Type.UNACKNOWLEDGE, one.at(), null));
      case RESOLVE, WATCHED ->
          List.of(new PendingAction(PendingAction.Type.RESOLVE, one.at(), null));
      case URGENCY ->
          List.of(new PendingAction(PendingAction.Type.URGENCY_CHANGE, one.at(), one.to()));
      case EXHAUST -> List.of();
    };
  }
}
