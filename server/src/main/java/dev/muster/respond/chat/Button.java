package dev.muster.respond.chat;

import java.util.Locale;
import java.util.Optional;

/// The buttons of a page.
enum Button {
  ACKNOWLEDGE("Acknowledge"),
  RESOLVE("Resolve");

  private final String label;

  Button(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Button> of(String word) {
    for (Button button : values()) {
      if (button.wire().equals(word)) {
        return Optional.of(button);
      }
    }
    return Optional.empty();
  }

  Ask ask(String incidentId) {
    return switch (this) {
      case ACKNOWLEDGE -> new Ask.Acknowledge(incidentId, null);
      case RESOLVE -> new Ask.Resolve(incidentId, null);
    };
  }
}
