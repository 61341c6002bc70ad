package dev.muster.respond.chat;

import dev.muster.kernel.Urgency;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody in a chat wants. Incidents are named by their number or id.
sealed interface Ask {
  /// Asks what can be asked.
  record Help() implements Ask {}

  /// Wants to be known as a person of Muster.
  record Link() implements Ask {}

  /// Wants to be forgotten.
  record Unlink() implements Ask {}

  /// Who am I here?
  record Me() implements Ask {}

  /// @param mine only what the asker has
  record Open(boolean mine) implements Ask {}

  record Show(String incident) implements Ask {}

  /// Wants to see one side of an incident.
  sealed interface Look extends Ask {
    String incident();
  }

  /// Which alerts it is made of.
  record Alerts(String incident) implements Look {}

  /// Who was asked to help, and what they said.
  record Helping(String incident) implements Look {}

  record Fields(String incident) implements Look {}

  /// What customers feel of it.
  record Impact(String incident) implements Look {}

  record ShowTicket(String incident) implements Look {}

  /// @param name of a service, policy or schedule, or a part of it; null for all
  record OnCall(@Nullable String name) implements Ask {}

  /// What changes something, so that it is done in somebody's name, and once.
  sealed interface Deed extends Ask {}

  /// Opens an incident.
  ///
  /// @param service by its name, or a part of it that no other has
  record Declare(String service, String title) implements Deed {}

  /// What changes an incident.
  sealed interface Change extends Deed {
    String incident();
  }

  /// Says yes or no to having been asked to help.
  ///
  /// @param request the one that is answered, which a button knows; null for those that wait for an answer
  record Answer(String incident, @Nullable String request, boolean joins) implements Change {}

  /// Asks somebody to help.
  ///
  /// @param message may be empty
  record Invite(String incident, Whom whom, String message) implements Change {}

  /// Asks whoever a policy finds to help.
  ///
  /// @param policy by its name, or a part of it that no other has
  record Summon(String incident, String policy, String message) implements Change {}

  /// Makes it as urgent as that.
  record Press(String incident, Urgency urgency, @Nullable String why) implements Change {}

  /// @param incident becomes part of the other
  record Merge(String incident, String into) implements Change {}

  /// Tells those who follow it how it stands.
  record Tell(String incident, String words) implements Change {}

  /// Is told from now on how it stands, or no more.
  record Follow(String incident, boolean follows) implements Change {}

  record Acknowledge(String incident, @Nullable String why) implements Change {}

  /// @param words what was done about it; null when nothing was said
  /// @param insists also when the service asks for proof of recovery and there is none
  record Resolve(String incident, @Nullable String words, boolean insists) implements Change {}

  record Reopen(String incident, @Nullable String why) implements Change {}

  /// Gives it back: people are told again.
  record Release(String incident, @Nullable String why) implements Change {}

  /// @param level from 1; null for the one after the present
  record Escalate(String incident, @Nullable Integer level, @Nullable String why)
      implements Change {}

  record Snooze(String incident, Duration length, @Nullable String why) implements Change {}

  record Hand(String incident, Whom to, @Nullable String why) implements Change {}

  /// Hands it to a policy, which starts at its first level.
  ///
  /// @param policy by its name, or a part of it that no other has
  record Delegate(String incident, String policy, @Nullable String why) implements Change {}

  /// Gives it to another service.
  ///
  /// @param service by its name, or a part of it that no other has
  record Move(String incident, String service, @Nullable String why) implements Change {}

  record Retitle(String incident, String title) implements Change {}

  /// Says whether it was worth telling somebody.
  record Judge(String incident, boolean worth) implements Change {}

  record Note(String incident, String words) implements Change {}

  /// @param name of the priority; null for none
  record Prioritize(String incident, @Nullable String name, @Nullable String why)
      implements Change {}

  /// What changes what an incident is made of or what is known of it.
  sealed interface Rework extends Change {}

  /// Makes an incident of its own out of some alerts.
  ///
  /// @param alerts the ends of their ids, at least {@link #ALERT_LEAST} characters of each
  /// @param title null to take that of the first of them
  record Split(String incident, List<String> alerts, @Nullable String title) implements Rework {}

  /// Moves some alerts to another incident.
  ///
  /// @param alerts as in {@link Split}
  record MoveAlerts(String incident, List<String> alerts, String into) implements Rework {}

  /// Gives a custom field a value.
  ///
  /// @param value null to take it away
  record SetField(String incident, String field, @Nullable String value) implements Rework {}

  /// Says what customers feel.
  ///
  /// @param state `none`, `partial`, `full` or `measured`
  /// @param share of customers, above 0 and below 1; null unless it is partial
  /// @param since since when, on the clock of whoever says it, the last time that it was so late; null for now
  record Feel(
      String incident,
      String state,
      @Nullable Double share,
      @Nullable LocalTime since,
      String words)
      implements Rework {}

  /// Files a ticket.
  ///
  /// @param tracker by its name, or a part of it that no other has; null for the one that the service's rule names
  record FileTicket(String incident, @Nullable String tracker) implements Rework {}

  /// Takes back that somebody was asked to help, where nobody has answered yet.
  record TakeBack(String incident, Whom whom) implements Rework {}

  /// Takes back that whoever a policy finds was asked to help.
  ///
  /// @param policy by its name, or a part of it that no other has
  record TakeBackPolicy(String incident, String policy) implements Rework {}

  /// So many characters of an alert's id tell it from the others of its incident in all but freak cases.
  int ALERT_LEAST = 4;

  /// It cannot be understood.
  ///
  /// @param words what is wrong and what to type instead
  record Unclear(String words) implements Ask {}

  /// Somebody whom an incident is handed to.
  sealed interface Whom {
    record Asker() implements Whom {}

    record Mail(String address) implements Whom {}

    /// @param id the chat's own
    record Mention(String id) implements Whom {}

    record Name(String name) implements Whom {}
  }
}
