package dev.muster.respond.chat;

import dev.muster.catalog.Priority;
import dev.muster.catalog.Service;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.respond.Acts;
import java.util.List;

/// Does to incidents what people ask for in a chat, in the running actor's name.
final class Changing {
  private final Acts acts;
  private final Reading reading;
  private final Naming naming;
  private final Reworking reworking;

  Changing(Acts acts, Reading reading, Naming naming, Reworking reworking) {
    this.acts = acts;
    this.reading = reading;
    this.naming = naming;
    this.reworking = reworking;
  }

  /// Does it, in the caller's transaction.
  ///
  /// @return what was done, in words
  /// @throws ApiException when it must not be done
  String change(Ask.Change ask, Incident incident, ChatApp app, Sender sender, Wire wire) {
    Incident shown = incident;
    String said =
        switch (ask) {
          case Ask.Acknowledge(String _, String why) -> {
            acts.change(incident, new Command.Acknowledge(), why);
            yield "You have it.";
          }
          case Ask.Resolve(String _, String words, boolean insists) -> {
            acts.change(incident, new Command.Resolve(words, insists), words);
            yield "Resolved.";
          }
          case Ask.Reopen(String _, String why) -> {
            acts.change(incident, new Command.Reopen(false), why);
            yield "Open again.";
          }
          case Ask.Release(String _, String why) -> {
            acts.change(incident, new Command.Trigger(), why);
            yield "Given back: people are told again.";
          }
          case Ask.Escalate(String _, Integer level, String why) -> {
            int to = level == null ? acts.response(incident).level() + 1 : level;
            acts.change(incident, new Command.Escalate(to), why);
            yield "Escalated to level " + to + ".";
          }
          case Ask.Snooze(String _, var length, String why) -> {
            Response snoozed = acts.change(incident, new Command.Snooze(length), why);
            yield snoozed.snoozedUntil() == null
                ? "Snoozed."
                : "Snoozed until "
                    + Moments.words(snoozed.snoozedUntil(), reading.zone(Actor.current().id()))
                    + ".";
          }
          case Ask.Hand(String _, Ask.Whom whom, String why) -> {
            User to = naming.person(whom, app, sender);
            acts.change(incident, new Command.Reassign(List.of(to.id())), why);
            yield to.id().equals(Actor.current().id())
                ? "It is yours."
                : "Handed to " + wire.plain(to.name()) + ".";
          }
          case Ask.Delegate(String _, String name, String why) -> {
            EscalationTargets.Policy policy = naming.policy(name);
            acts.change(incident, new Command.Delegate(policy.id()), why);
            yield "Handed to " + wire.plain(policy.name()) + ", which starts at its first level.";
          }
          case Ask.Move(String _, String name, String why) -> {
            Service service = naming.service(name);
            acts.giveTo(incident, service, why);
            yield "It belongs to " + wire.plain(service.name()) + " now.";
          }
          case Ask.Retitle(String _, String title) -> {
            acts.retitle(incident, title);
            yield "It has another title.";
          }
          case Ask.Judge(String _, boolean worth) -> {
            acts.judge(incident, worth);
            yield worth ? "Thank you, it was worth it." : "Thank you, it was noise.";
          }
          case Ask.Note(String _, String words) -> {
            acts.note(incident, words);
            yield "Noted.";
          }
          case Ask.Answer(String _, String request, boolean joins) -> {
            acts.answerCall(incident, request, joins);
            yield joins ? "You help." : "You declined to help.";
          }
          case Ask.Invite(String _, Ask.Whom whom, String message) -> {
            User helper = naming.person(whom, app, sender);
            acts.callForHelp(incident, false, helper.id(), message);
            yield wire.plain(helper.name()) + " is asked to help.";
          }
          case Ask.Summon(String _, String name, String message) -> {
            EscalationTargets.Policy policy = naming.policy(name);
            acts.callForHelp(incident, true, policy.id(), message);
            yield "Whoever is on call in " + wire.plain(policy.name()) + " is asked to help.";
          }
          case Ask.Press(String _, Urgency urgency, String why) -> {
            acts.change(incident, new Command.ChangeUrgency(urgency), why);
            yield "Its urgency is " + urgency.wire() + ".";
          }
          case Ask.Merge(String _, String into) -> {
            shown = reading.incident(into);
            acts.merge(incident, shown);
            yield "#%d is part of it now.".formatted(incident.number());
          }
          case Ask.Tell(String _, String words) -> {
            acts.update(incident, words);
            yield "Those who follow it are told.";
          }
          case Ask.Follow(String _, boolean follows) -> {
            boolean news = acts.follow(incident, follows);
            yield follows
                ? (news ? "You follow it now" : "You follow it already")
                    + ": status updates come by mail, and you are not paged for it."
                : news ? "You follow it no more." : "You did not follow it.";
          }
          case Ask.Prioritize(String _, String name, String why) -> {
            Priority priority = name == null ? null : naming.priority(name);
            acts.change(
                incident, new Command.ChangePriority(priority == null ? null : priority.id()), why);
            yield priority == null
                ? "It has no priority now."
                : "Its priority is " + wire.plain(priority.name()) + ".";
          }
          case Ask.Rework rework -> {
            Reworking.Done done = reworking.change(rework, incident, app, sender, wire);
            shown = done.shown();
            yield done.words();
          }
        };
    return said + " " + reading.line(acts.response(shown), wire);
  }

  /// Opens an incident, in the caller's transaction.
  ///
  /// @return what was done, in words
  /// @throws ApiException when it must not be done
  String declare(Ask.Declare ask, Wire wire) {
    Incident incident = acts.open(naming.service(ask.service()), ask.title());
    return "Opened. " + reading.line(acts.response(incident), wire);
  }
}
