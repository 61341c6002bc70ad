package dev.muster.respond.chat;

import dev.muster.kernel.Words;
import dev.muster.mobilize.channel.Telling;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The buttons of a page.
enum Button {
  ACKNOWLEDGE("Acknowledge"),
  RESOLVE("Resolve"),
  NOISE("This was noise"),
  JOIN("I can help"),
  DECLINE("Decline");

  /// Of somebody's own incident.
  private static final List<Button> OWN = List.of(ACKNOWLEDGE, RESOLVE, NOISE);

  /// Of one that somebody is asked to help with.
  private static final List<Button> ASKED = List.of(JOIN, DECLINE);

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

  /// What belongs below that.
  static List<Button> of(Telling telling) {
    return telling.requestId() == null ? OWN : ASKED;
  }

  /// What one most probably wants.
  boolean first() {
    return this == ACKNOWLEDGE || this == JOIN;
  }

  /// What pressing it asks for.
  ///
  /// @param requestId the request for help that it stands below; null for none
  Ask ask(String incidentId, @Nullable String requestId) {
    return switch (this) {
      case ACKNOWLEDGE -> new Ask.Acknowledge(incidentId, null);
      case RESOLVE -> new Ask.Resolve(incidentId, null, false);
      case NOISE -> new Ask.Judge(incidentId, false);
      case JOIN -> new Ask.Answer(incidentId, requestId, true);
      case DECLINE -> new Ask.Answer(incidentId, requestId, false);
    };
  }
}
