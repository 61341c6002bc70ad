package dev.muster.practice;

import dev.muster.kernel.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an experiment expects to see: an alert that fits all that is given here. What is null or blank fits any.
///
/// @param words that the summary holds, whatever their case
/// @param eventClass the alert's class, whatever its case
/// @param serviceId the service it is about
/// @param most the worst severity that is expected
record Effect(
    @Nullable String words,
    @Nullable String eventClass,
    @Nullable String serviceId,
    @Nullable Severity most) {
  /// An alert as far as experiments look at it.
  ///
  /// @param services those that it came in through and that answers for what it speaks of
  record Seen(
      String summary, @Nullable String eventClass, Severity severity, List<String> services) {}

  boolean fits(Seen alert) {
    return (words == null
            || alert.summary().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT)))
        && (eventClass == null || eventClass.equalsIgnoreCase(alert.eventClass()))
        && (serviceId == null || alert.services().contains(serviceId))
        && (most == null || !alert.severity().worseThan(most));
  }

  /// In plain words.
  ///
  /// @param serviceName of the service that it names
  String said(@Nullable String serviceName) {
    var parts = new ArrayList<String>();
    if (words != null) {
      parts.add("\"" + words + "\" in the summary");
    }
    if (eventClass != null) {
      parts.add("class " + eventClass);
    }
    if (serviceId != null) {
      parts.add("about " + (serviceName == null ? serviceId : serviceName));
    }
    if (most != null) {
      parts.add("no worse than " + most.wire());
    }
    return parts.isEmpty() ? "any alert" : String.join(", ", parts);
  }
}
