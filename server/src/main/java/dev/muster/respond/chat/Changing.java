package dev.muster.respond.chat;

import dev.muster.catalog.Catalog;
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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Does to incidents what people ask for in a chat, in the running actor's name.
final class Changing {
  private static final int NAMED_MOST = 5;

  private final Acts acts;
  private final Reading reading;
  private final PostgresChats chats;
  private final Supplier<List<EscalationTargets.Policy>> policies;
  private final Catalog catalog;
  private final Sight sight;

  Changing(
      Acts acts,
      Reading reading,
      PostgresChats chats,
      Supplier<List<EscalationTargets.Policy>> policies,
      Catalog catalog,
      Sight sight) {
    this.acts = acts;
    this.reading = reading;
    this.chats = chats;
    this.policies = policies;
    this.catalog = catalog;
    this.sight = sight;
  }

  /// Does it, in the caller's transaction.
  ///
  /// @return what was done, in words
  /// @throws ApiException when it must not be done
  String change(Ask.Change ask, Incident incident, ChatApp app, Sender sender, Wire wire) {
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
            User to = person(whom, app, sender);
            acts.change(incident, new Command.Reassign(List.of(to.id())), why);
            yield to.id().equals(Actor.current().id())
                ? "It is yours."
                : "Handed to " + wire.plain(to.name()) + ".";
          }
          case Ask.Delegate(String _, String name, String why) -> {
            EscalationTargets.Policy policy = policy(name);
            acts.change(incident, new Command.Delegate(policy.id()), why);
            yield "Handed to " + wire.plain(policy.name()) + ", which starts at its first level.";
          }
          case Ask.Move(String _, String name, String why) -> {
            Service service = service(name);
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
            User helper = person(whom, app, sender);
            acts.callForHelp(incident, false, helper.id(), message);
            yield wire.plain(helper.name()) + " is asked to help.";
          }
          case Ask.Summon(String _, String name, String message) -> {
            EscalationTargets.Policy policy = policy(name);
            acts.callForHelp(incident, true, policy.id(), message);
            yield "Whoever is on call in " + wire.plain(policy.name()) + " is asked to help.";
          }
          case Ask.Press(String _, Urgency urgency, String why) -> {
            acts.change(incident, new Command.ChangeUrgency(urgency), why);
            yield "Its urgency is " + urgency.wire() + ".";
          }
          case Ask.Merge(String _, String into) -> {
            acts.merge(incident, reading.incident(into));
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
            Priority priority = name == null ? null : priority(name);
            acts.change(
                incident, new Command.ChangePriority(priority == null ? null : priority.id()), why);
            yield priority == null
                ? "It has no priority now."
                : "Its priority is " + wire.plain(priority.name()) + ".";
          }
        };
    Incident shown = ask instanceof Ask.Merge merge ? reading.incident(merge.into()) : incident;
    return said + " " + reading.line(acts.response(shown), wire);
  }

  /// Opens an incident, in the caller's transaction.
  ///
  /// @return what was done, in words
  /// @throws ApiException when it must not be done
  String declare(Ask.Declare ask, Wire wire) {
    Incident incident = acts.open(service(ask.service()), ask.title());
    return "Opened. " + reading.line(acts.response(incident), wire);
  }

  private Service service(String name) {
    return one(
        catalog.allServices().stream()
            .filter(candidate -> sight.sees("services", candidate.id()))
            .toList(),
        Service::name,
        name,
        "service");
  }

  private EscalationTargets.Policy policy(String name) {
    return one(
        policies.get().stream()
            .filter(candidate -> sight.sees("escalation_policies", candidate.id()))
            .toList(),
        EscalationTargets.Policy::name,
        name,
        "escalation policy");
  }

  /// The one that is called so, or the only one with that in its name.
  private static <T> T one(List<T> all, Function<T, String> name, String words, String what) {
    List<T> exact = all.stream().filter(each -> name.apply(each).equalsIgnoreCase(words)).toList();
    List<T> found =
        exact.isEmpty()
            ? all.stream()
                .filter(each ->
                    name.apply(each)
                        .toLowerCase(Locale.ROOT)
                        .contains(words.toLowerCase(Locale.ROOT)))
                .toList()
            : exact;
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw ApiException.invalid(
        found.isEmpty()
            ? "There is no %s '%s'.".formatted(what, words)
            : "More than one %s is called '%s': %s. Say more of the name."
                .formatted(
                    what,
                    words,
                    found.stream().limit(NAMED_MOST).map(name).collect(Collectors.joining(", "))));
  }

  private Priority priority(String name) {
    List<Priority> all = catalog.priorities();
    return all.stream()
        .filter(priority -> priority.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() ->
            ApiException.invalid(
                all.isEmpty()
                    ? "No priorities are set up."
                    : "There is no priority '%s'; there are %s."
                        .formatted(
                            name,
                            all.stream().map(Priority::name).collect(Collectors.joining(", ")))));
  }

  private User person(Ask.Whom whom, ChatApp app, Sender sender) {
    return switch (whom) {
      case Ask.Whom.Asker() -> existing(catalog.user(Actor.current().id()), "you");
      case Ask.Whom.Mail(String address) -> existing(catalog.userByEmail(address), address);
      case Ask.Whom.Mention(String id) ->
          linked(
              chats.account(app.id(), sender.workspace() + id).stream().toList(),
              "whom you mention");
      case Ask.Whom.Name(String name) ->
          linked(
              chats.accountsNamed(app.id(), name).stream()
                  .filter(account -> account.sender().workspace().equals(sender.workspace()))
                  .toList(),
              name);
    };
  }

  private User linked(List<ChatAccount> accounts, String name) {
    if (accounts.size() != 1) {
      throw ApiException.invalid(
          (accounts.isEmpty()
                      ? "I do not know who %s is: nobody of that name in this chat has linked an"
                          + " account."
                      : "More than one person here is called %s.")
                  .formatted(name)
              + " Use a mail address.");
    }
    return existing(catalog.user(accounts.getFirst().userId()), name);
  }

  private static User existing(Optional<User> found, String name) {
    return found.orElseThrow(() -> ApiException.invalid("There is no user '" + name + "'."));
  }
}
