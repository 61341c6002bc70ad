package dev.muster.respond.chat;

import dev.muster.kernel.Words;
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
    return Words.of(this);
  }

  static Optional<Button> of(String word) {
    return Words.find(Button.class, word);
  }

  Ask ask(String incidentId) {
    return switch (this) {
      case ACKNOWLEDGE -> new Ask.Acknowledge(incidentId, null);
      case RESOLVE -> new Ask.Resolve(incidentId, null);
    };
  }
}
