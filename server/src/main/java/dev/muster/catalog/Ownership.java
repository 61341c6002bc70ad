package dev.muster.catalog;

import dev.muster.kernel.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The standard that every service has one owning team with somebody in it, an escalation path, and a contact. What is missing is
/// named; nothing is filled in. A runbook that is missing is named, too, but a service without one has somebody who answers for it: it
/// passes. Pure.
final class Ownership {
  private Ownership() {}

  /// What has to be there.
  enum Rule {
    TEAM,
    MEMBERS,
    ESCALATION_POLICY,
    CONTACT,
    RUNBOOK;

    /// Whether nobody fully answers for a service that breaks it.
    boolean fails() {
      return this != RUNBOOK;
    }

    String wire() {
      return Words.of(this);
    }

    static Optional<Rule> of(String word) {
      return Words.find(Rule.class, word);
    }
  }

  /// Something that is missing.
  ///
  /// @param mend what to do about it, in plain words
  record Violation(Rule rule, String message, String mend) {}

  /// What is known of what the service names.
  ///
  /// @param team null when the service names none or it does not exist any more
  /// @param staffed whether anybody is in the team
  /// @param policyThere whether its escalation policy exists
  record Facts(@Nullable Team team, boolean staffed, boolean policyThere) {}

  static List<Violation> violations(Service service, Facts facts) {
    var violations = new ArrayList<Violation>();
    Team team = facts.team();
    if (team == null) {
      violations.add(
          new Violation(
              Rule.TEAM,
              service.teamId() == null
                  ? "No team owns this service."
                  : "The team that owned this service does not exist any more.",
              "Name the one team that owns it."));
    } else if (!facts.staffed()) {
      violations.add(
          new Violation(
              Rule.MEMBERS,
              "Nobody is in " + team.name() + ", which owns it.",
              "Add people to the team, or give the service to another team."));
    }
    if (!facts.policyThere()) {
      violations.add(
          new Violation(
              Rule.ESCALATION_POLICY,
              "Its escalation policy does not exist any more.",
              "Choose the escalation policy that says who is paged."));
    }
    if (service.contact() == null) {
      violations.add(
          new Violation(
              Rule.CONTACT,
              "Nothing says how others reach the people behind it.",
              "Enter a contact, such as a chat channel, a mailing list or a number."));
    }
    if (service.runbook() == null) {
      violations.add(
          new Violation(
              Rule.RUNBOOK,
              "No runbook says what to do when it breaks.",
              "Enter a runbook: the address of a page, or a few plain words."));
    }
    return violations;
  }
}
