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

  /// What tells one thing from another; the words around its places alone would make one of all.
  private static final String KEY = "dedup_key";

  /// The texts by name; those that came out blank are left away, and so is a key none of whose places holds anything.
  ///
  /// @param raw the body, JSON
  public Map<String, String> fill(byte[] raw) {
    var subject = Subject.ofRaw(raw, Instant.EPOCH);
    var filled = new LinkedHashMap<String, String>();
    templates.forEach((name, template) -> {
      boolean nothing = name.equals(KEY) && !template.says(subject);
      String text = nothing ? "" : template.fill(subject).strip();
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
