package dev.muster.respond.chat;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Priority;
import dev.muster.catalog.Service;
import dev.muster.catalog.User;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Finds what people name in a chat, among what the running actor may see.
final class Naming {
  private static final int NAMED_MOST = 5;

  private final PostgresChats chats;
  private final Supplier<List<EscalationTargets.Policy>> policies;
  private final Catalog catalog;
  private final Sight sight;

  Naming(
      PostgresChats chats,
      Supplier<List<EscalationTargets.Policy>> policies,
      Catalog catalog,
      Sight sight) {
    this.chats = chats;
    this.policies = policies;
    this.catalog = catalog;
    this.sight = sight;
  }

  Service service(String name) {
    return one(
        catalog.allServices().stream()
            .filter(candidate -> sight.sees("services", candidate.id()))
            .toList(),
        Service::name,
        name,
        "service");
  }

  EscalationTargets.Policy policy(String name) {
    return one(
        policies.get().stream()
            .filter(candidate -> sight.sees("escalation_policies", candidate.id()))
            .toList(),
        EscalationTargets.Policy::name,
        name,
        "escalation policy");
  }

  /// The one that is called so, or the only one with that in its name.
  static <T> T one(List<T> all, Function<T, String> name, String words, String what) {
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

  Priority priority(String name) {
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

  User person(Ask.Whom whom, ChatApp app, Sender sender) {
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
