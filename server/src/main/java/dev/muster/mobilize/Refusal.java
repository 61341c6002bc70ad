package dev.muster.mobilize;

import dev.muster.platform.web.ApiException;
import java.util.List;

/// The refusals of the incident-state family, codes 1001-1020.
final class Refusal {
  private Refusal() {}

  static ApiException resolved() {
    return ApiException.refused(
        1001, "Incident Already Resolved", "The incident is resolved; reopen it first.");
  }

  static ApiException cannotEscalate(String why) {
    return ApiException.refused(1005, "Cannot Escalate", why);
  }

  static ApiException nobodyToAssign(String why) {
    return ApiException.refused(1006, "Assigned To User Not Found", why);
  }

  static ApiException snooze(String why) {
    return ApiException.refused(1010, "Invalid Snooze Duration", why);
  }

  static ApiException unproven(List<String> doubts) {
    return ApiException.refused(
        1020,
        "Recovery Not Verified",
        "The service asks for proof of recovery, but %s. To resolve it anyway, say why: on its page, in a chat by `resolve NUMBER anyway because ...`, or by REST with 'force': true and a 'resolution'."
            .formatted(String.join("; ", doubts)));
  }

  /// @param into what people call the incident that it is part of
  static ApiException merged(String into) {
    return ApiException.refused(
        1018,
        "Incident Already Merged",
        "The incident was merged into %1$s: go on there, or split its alerts off %1$s."
            .formatted(into));
  }
}
