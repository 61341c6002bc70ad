package dev.muster.mobilize;

import dev.muster.platform.web.ApiException;

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

  static ApiException merged(String intoIncidentId) {
    return ApiException.refused(
        1018, "Incident Already Merged", "The incident was merged into " + intoIncidentId + ".");
  }
}
