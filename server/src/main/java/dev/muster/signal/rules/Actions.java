package dev.muster.signal.rules;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.muster.kernel.Severity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a rule does to an event that it matches, in the shape of the REST API's event orchestrations.
///
/// @param eventAction `trigger` or `resolve`; null leaves it
/// @param suspendSeconds how long an alert waits for its own end; null leaves it, 0 takes an earlier wait back
/// @param routeTo in a router a service or `unrouted`, elsewhere another set of the same path; null for neither
/// @param route how a router finds the service in the event itself; null when it does not
record Actions(
    @Nullable Severity severity,
    @Nullable String eventAction,
    boolean suppress,
    @Nullable Integer suspendSeconds,
    boolean drop,
    @Nullable Template annotate,
    @Nullable String priorityId,
    @Nullable String policyId,
    @Nullable String routeTo,
    @Nullable DynamicRoute route,
    List<Variable> variables,
    List<Extraction> extractions,
    Map<String, String> customFields) {
  static final Actions NONE =
      new Actions(
          null, null, false, null, false, null, null, null, null, null, List.of(), List.of(),
          Map.of());

  /// A part of the event under a name of its own.
  record Variable(String name, Path path, Pattern regex) {
    void set(Subject subject) {
      String found = group(subject, path, regex);
      if (found != null) {
        subject.setVariable(name, found);
      }
    }
  }

  /// Rewrites a field of the event.
  sealed interface Extraction {
    /// Name of a field, or a dotted path below `custom_details.`.
    String target();

    record ByTemplate(String target, Template template) implements Extraction {}

    record ByRegex(String target, Path source, Pattern regex) implements Extraction {}
  }

  /// The service that the event itself names.
  ///
  /// @param byName true for its name, false for its id
  record DynamicRoute(boolean byName, Path source, Pattern regex) {
    @Nullable String wanted(Subject subject) {
      return group(subject, source, regex);
    }
  }

  /// The first group of the first match, or all of it when the expression has no group; null when there is no match.
  private static @Nullable String group(Subject subject, Path path, Pattern regex) {
    String text = Values.text(subject.value(path));
    if (text == null) {
      return null;
    }
    Matcher matcher = regex.matcher(text);
    if (!matcher.find()) {
      return null;
    }
    return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
  }

  /// Applies everything but routing.
  void apply(Subject subject, Draft draft) {
    for (Variable variable : variables) {
      variable.set(subject);
    }
    for (Extraction extraction : extractions) {
      String value =
          switch (extraction) {
            case Extraction.ByTemplate(String _, Template template) -> template.fill(subject);
            case Extraction.ByRegex(String _, Path source, Pattern regex) ->
                group(subject, source, regex);
          };
      if (value != null && !value.isBlank()) {
        String target = extraction.target();
        if (target.startsWith("custom_details.")) {
          subject.setDetail(target.substring("custom_details.".length()), value);
        } else {
          subject.set(target, value);
        }
      }
    }
    if (severity != null) {
      subject.set("severity", severity.wire());
    }
    if (eventAction != null) {
      subject.set("event_action", eventAction);
    }
    if (annotate != null) {
      draft.note(annotate.fill(subject));
    }
    draft.take(this);
  }
}
