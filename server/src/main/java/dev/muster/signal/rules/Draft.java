package dev.muster.signal.rules;

import dev.muster.kernel.Urgency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A ruling while it is being made.
final class Draft {
  /// Where rules stand that only say where an event goes, and tables, which decide nothing.
  static final String ROUTER = "router";

  static final String ENRICHMENT = "enrichment";

  private final List<Ruling.Applied> applied = new ArrayList<>();
  private final Map<String, String> customFields = new LinkedHashMap<>();
  private boolean drop;
  private int hold;
  private @Nullable String quiet;
  private @Nullable String quietBy;
  private @Nullable String priorityId;
  private @Nullable String policyId;
  private @Nullable String note;
  private @Nullable String serviceId;
  private @Nullable Urgency urgency;
  private @Nullable String stage;
  private boolean toDo;
  private @Nullable String decider;
  private @Nullable String shaper;
  private @Nullable String router;

  Draft(@Nullable String serviceId) {
    this.serviceId = serviceId;
  }

  void take(Actions actions) {
    drop |= actions.drop();
    if (actions.suspendSeconds() != null) {
      hold = actions.suspendSeconds();
    }
    if (actions.priorityId() != null) {
      priorityId = actions.priorityId();
    }
    if (actions.policyId() != null) {
      policyId = actions.policyId();
    }
    customFields.putAll(actions.customFields());
  }

  boolean dropped() {
    return drop;
  }

  void note(String text) {
    note = note == null ? text : note + "\n" + text;
  }

  void silence(String why, String by) {
    if (quiet == null) {
      quiet = why;
      quietBy = by;
    }
  }

  void applied(String set, String ruleId, String words) {
    applied.add(new Ruling.Applied(set, ruleId, words));
    switch (set) {
      case ROUTER -> router = ruleId;
      case ENRICHMENT -> {}
      default -> shaper = ruleId;
    }
  }

  /// That rule settles what becomes of the event, whatever else is said of it. What drops it is the end; of what keeps it quiet, the
  /// first counts.
  void decided(String ruleId) {
    if (decider == null || drop) {
      decider = ruleId;
    }
  }

  /// Whoever drops or quiets it; or else nobody knew its service; or else the last that made something of it; or else where it was led.
  private @Nullable String decider() {
    if (decider != null) {
      return decider;
    }
    String led = serviceId == null || shaper == null ? router : shaper;
    return led == null ? shaper : led;
  }

  void routed(@Nullable String toServiceId) {
    serviceId = toServiceId;
  }

  void urgent(Urgency of) {
    urgency = of;
  }

  /// An incident of it pages nobody.
  void toDo() {
    toDo = true;
  }

  void staged(String name) {
    stage = name;
  }

  @Nullable Ruling done(Subject subject) {
    Ruling.Fate fate =
        drop ? Ruling.Fate.DROP : serviceId == null ? Ruling.Fate.UNROUTED : Ruling.Fate.PASS;
    boolean nothing =
        fate == Ruling.Fate.PASS
            && applied.isEmpty()
            && stage == null
            && urgency == null
            && quiet == null
            && subject.fields().isEmpty()
            && subject.details().isEmpty();
    return nothing
        ? null
        : new Ruling(
            fate,
            serviceId,
            quiet,
            quietBy,
            hold,
            urgency,
            toDo,
            stage,
            priorityId,
            policyId,
            note,
            subject.fields(),
            subject.details(),
            customFields,
            applied,
            decider());
  }
}
