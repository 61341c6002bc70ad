package dev.muster.respond.chat;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Priority;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Moments;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Response;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.respond.Acts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Does to incidents what people ask for in a chat, in the running actor's name.
final class Changing {
  private final Acts acts;
  private final Reading reading;
  private final PostgresChats chats;
  private final Catalog catalog;

  Changing(Acts acts, Reading reading, PostgresChats chats, Catalog catalog) {
    this.acts = acts;
    this.reading = reading;
    this.chats = chats;
    this.catalog = catalog;
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
          case Ask.Resolve(String _, String words) -> {
            acts.change(incident, new Command.Resolve(words), words);
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
          case Ask.Note(String _, String words) -> {
            acts.note(incident, words);
            yield "Noted.";
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
    return said + " " + reading.line(acts.response(incident), wire);
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
