package dev.muster.signal.rules;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Texts with places that are filled from a body as it was sent: `Disk of {{raw_event.host.name}} is full`. A place of which the
/// body says nothing is left empty. Compiled once, filled often, by any thread.
public final class EventTexts {
  private final Map<String, Template> templates;

  private EventTexts(Map<String, Template> templates) {
    this.templates = templates;
  }

  /// Reads texts by name.
  ///
  /// @throws Unreadable for the first one that has a place which is none
  public static EventTexts read(Map<String, String> texts) {
    var templates = new LinkedHashMap<String, Template>();
    texts.forEach((name, text) -> {
      try {
        templates.put(name, Template.read(text));
      } catch (ConditionFault.Found found) {
        throw new Unreadable(name, found.fault().words());
      }
    });
    return new EventTexts(templates);
  }

  /// The texts by name; those that came out blank, and those none of whose places holds anything, are left away.
  ///
  /// @param raw the body, JSON
  public Map<String, String> fill(byte[] raw) {
    var subject = Subject.ofRaw(raw, Instant.EPOCH);
    var filled = new LinkedHashMap<String, String>();
    templates.forEach((name, template) -> {
      // The words around places that hold nothing would be the same for every call: as a key they
      // would make one
      // alert of all.
      String text = template.says(subject) ? template.fill(subject).strip() : "";
      if (!text.isEmpty()) {
        filled.put(name, text);
      }
    });
    return filled;
  }

  /// A text with a place that cannot be read.
  public static final class Unreadable extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String name;

    Unreadable(String name, String words) {
      super(words);
      this.name = name;
    }

    /// Which text.
    public String name() {
      return name;
    }
  }
}
