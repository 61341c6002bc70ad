package dev.muster.signal.rules;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A condition of an event rule, compiled once and asked for every event: the condition language of the REST API's event
/// orchestrations. Never throws while it is asked: what cannot be compared is false, as in that language.
///
/// ```
/// event.summary matches part 'disk' and not event.severity matches 'info'
/// event.custom_details['queue depth'] > 1000 and now in Mon,Tue 09:00:00 to 17:00:00 Europe/Berlin
/// trigger_count over 10 minutes > 5
/// ```
public final class Condition {
  /// A value in a subject: text, whole number, decimal, boolean, moment, JSON object or list, or null for nothing.
  @FunctionalInterface
  interface Term {
    @Nullable Object value(Subject subject);
  }

  private final String text;
  private final Term term;
  private final List<Long> windows;
  private final @Nullable ConditionFault doubt;

  private Condition(String text, Term term, List<Long> windows, @Nullable ConditionFault doubt) {
    this.text = text;
    this.term = term;
    this.windows = List.copyOf(windows);
    this.doubt = doubt;
  }

  /// What came of reading a text: a condition or a fault.
  public sealed interface Read {
    record Fine(Condition condition) implements Read {}

    record Faulty(ConditionFault fault) implements Read {}
  }

  /// Reads a condition. Never throws, whatever the text.
  ///
  /// @param name under which its counters are kept; unique among all conditions
  public static Read read(String text, String name) {
    try {
      var parser = new ConditionParser(text, name);
      Term term = parser.whole();
      return new Read.Fine(new Condition(text, term, parser.windows(), parser.doubt()));
    } catch (ConditionFault.Found found) {
      return new Read.Faulty(found.fault());
    }
  }

  boolean holds(Subject subject) {
    return Boolean.TRUE.equals(term.value(subject));
  }

  /// Whether it holds for an alert, of which nothing is known but its fields. Details that are written as numbers are numbers.
  ///
  /// @param fields `summary`, `source`, `severity` and so on, and details by dotted path
  public boolean holds(Map<String, String> fields, Instant at) {
    return holds(Subject.ofAlert(fields, at));
  }

  /// Whether it counts events over time, which makes no sense for an alert.
  public boolean counts() {
    return !windows.isEmpty();
  }

  /// Why it can be read and yet never does what it says; null for nothing. Who writes it is told, and what was saved before stays as it is.
  @Nullable ConditionFault doubt() {
    return doubt;
  }

  /// As it was written.
  public String text() {
    return text;
  }

  /// The seconds over which it counts events; empty when it does not count.
  List<Long> windows() {
    return windows;
  }
}
