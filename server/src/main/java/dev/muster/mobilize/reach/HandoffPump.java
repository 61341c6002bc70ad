package dev.muster.mobilize.reach;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Contacts;
import dev.muster.catalog.HandoffRule;
import dev.muster.catalog.Service;
import dev.muster.catalog.User;
import dev.muster.kernel.Ids;
import dev.muster.kernel.TimeRange;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.ResponseFilter;
import dev.muster.mobilize.ResponseStatus;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.Composer;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.mobilize.schedule.Handoff;
import dev.muster.mobilize.schedule.Schedules;
import dev.muster.mobilize.schedule.Shift;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells people that their time on call begins or ends, with what is open at that moment, so that nothing is left between two
/// shifts. It looks anew each time, so an override made a minute ago counts; the post office takes each message once.
final class HandoffPump implements Pump {
  private static final Duration EVERY = Duration.ofSeconds(30);

  /// A shift that began so long ago needs no announcement any more.
  private static final Duration LIFE = Duration.ofHours(2);

  /// More than this is a list that nobody reads.
  private static final int LISTED_MOST = 15;

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

  private final Contacts contacts;
  private final Catalog catalog;
  private final Schedules schedules;
  private final EscalationTargets policies;
  private final Mobilize mobilize;
  private final Channels channels;
  private final Composer composer;
  private final Outbound outbound;
  private final Transactions transactions;
  private final Ids ids;
  private final MeterRegistry meters;
  private @Nullable Instant lookedAt;

  /// What was handed to the post office and when it is forgotten, so that it is not asked every half minute.
  private final Map<String, Instant> told = new HashMap<>();

  HandoffPump(
      Contacts contacts,
      Catalog catalog,
      Schedules schedules,
      EscalationTargets policies,
      Mobilize mobilize,
      Channels channels,
      Composer composer,
      Outbound outbound,
      Transactions transactions,
      Ids ids,
      MeterRegistry meters) {
    this.contacts = contacts;
    this.catalog = catalog;
    this.schedules = schedules;
    this.policies = policies;
    this.mobilize = mobilize;
    this.channels = channels;
    this.composer = composer;
    this.outbound = outbound;
    this.transactions = transactions;
    this.ids = ids;
    this.meters = meters;
  }

  @Override
  public String name() {
    return "mobilize.handoffs";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // time alone
  }

  @Override
  public int poll(Instant now) {
    if (lookedAt != null && lookedAt.plus(EVERY).isAfter(now)) {
      return 0;
    }
    lookedAt = now;
    told.values().removeIf(until -> until.isBefore(now));
    List<HandoffRule> rules = contacts.handoffRules();
    if (rules.isEmpty()) {
      return 0;
    }
    Map<String, Set<String>> used = policiesBySchedule();
    var window = new TimeRange(now.minus(HandoffPlan.LATE), now.plus(HandoffPlan.ahead(rules)));
    var handoffs = new HashMap<String, List<Handoff>>();
    used.keySet().forEach(schedule -> handoffs.put(schedule, schedules.handoffs(schedule, window)));
    int sent = 0;
    for (HandoffPlan.Due due : HandoffPlan.due(rules, handoffs, now)) {
      if (!told.containsKey(due.key())) {
        Set<String> policyIds = used.getOrDefault(due.scheduleId(), Set.of());
        sent += transactions.inTransaction(() -> tell(due, policyIds, now)) ? 1 : 0;
        told.put(due.key(), due.handoff().at().plus(HandoffPlan.LATE));
      }
    }
    return sent;
  }

  /// The schedules that can bring a page, with the policies that use them.
  private Map<String, Set<String>> policiesBySchedule() {
    var used = new TreeMap<String, Set<String>>();
    for (EscalationTargets.Policy policy : policies.policies()) {
      if (policy.tellsHandoffs() || !catalog.servicesOfPolicy(policy.id()).isEmpty()) {
        for (EscalationTargets.Target target : policy.targets()) {
          if (target.kind() == EscalationTargets.Kind.SCHEDULE) {
            used.computeIfAbsent(target.id(), _ -> new TreeSet<>()).add(policy.id());
          }
        }
      }
    }
    return used;
  }

  private boolean tell(HandoffPlan.Due due, Set<String> policyIds, Instant now) {
    Optional<User> found = catalog.user(due.rule().userId());
    if (found.isEmpty()) {
      return false;
    }
    User user = found.get();
    ContactMethod.Type type = ContactMethod.Type.EMAIL;
    String address = user.email();
    Optional<ContactMethod> method = catalog.contactMethod(due.rule().contactMethodId());
    if (method.isPresent()
        && method.get().enabled()
        && channels.missing(method.get().type()) == null) {
      type = method.get().type();
      address = type == ContactMethod.Type.BROWSER ? user.id() : method.get().outlet();
    }
    if (address.isBlank()) {
      return false;
    }
    String id = ids.next('Q');
    String schedule =
        schedules.names(List.of(due.scheduleId())).getOrDefault(due.scheduleId(), due.scheduleId());
    List<Response> open =
        mobilize.search(
            ResponseFilter.all()
                .withStatuses(Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED))
                .withPolicies(policyIds),
            0,
            LISTED_MOST + 1);
    boolean enqueued =
        outbound.enqueue(
            new Parcel(
                id,
                ReachRoom.OWNER,
                Channels.channel(type),
                due.key(),
                null,
                5,
                "handoff:" + due.scheduleId(),
                address,
                composer.note(
                    type,
                    address,
                    id,
                    headline(due, schedule, user.timeZone()),
                    words(due, user.timeZone(), open),
                    "/schedules/" + due.scheduleId()),
                now,
                later(due.handoff().at(), now).plus(LIFE)));
    if (enqueued) {
      meters.counter("muster.handoffs", "kind", due.begins() ? "on" : "off").increment();
    }
    return enqueued;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static String headline(HandoffPlan.Due due, String schedule, ZoneId zone) {
    return "%s for %s: %s (%s)"
        .formatted(
            due.begins() ? "Your time on call begins" : "Your time on call ends",
            schedule,
            LOCAL.format(due.handoff().at().atZone(zone)),
            zone.getId());
  }

  private List<String> words(HandoffPlan.Due due, ZoneId zone, List<Response> open) {
    var words = new ArrayList<String>();
    Handoff handoff = due.handoff();
    var people = new LinkedHashMap<String, User>();
    List<String> named = new ArrayList<>();
    if (handoff.from() != null) {
      named.add(handoff.from());
    }
    if (handoff.to() != null) {
      named.add(handoff.to());
    }
    people.putAll(catalog.users(named));
    if (due.begins()) {
      words.add(
          handoff.from() == null
              ? "Nobody was on call before you."
              : "You take over from " + name(handoff.from(), people) + ".");
      Optional<Shift> shift = schedules.onCall(due.scheduleId(), handoff.at());
      shift
          .filter(one -> one.userId().equals(handoff.to()))
          .ifPresent(one -> words.add("Until " + LOCAL.format(one.end().atZone(zone)) + "."));
    } else {
      words.add(
          handoff.to() == null
              ? "Nobody is on call after you: the schedule has a gap."
              : name(handoff.to(), people) + " takes over.");
    }
    words.add(
        open.isEmpty()
            ? "Nothing is open."
            : "Open: %s incident%s."
                .formatted(
                    open.size() > LISTED_MOST ? "more than " + LISTED_MOST : open.size(),
                    open.size() == 1 ? "" : "s"));
    Map<String, Service> services =
        catalog.services(open.stream().map(Response::serviceId).collect(Collectors.toSet()));
    open.stream()
        .limit(LISTED_MOST)
        .forEach(one -> {
          Service service = services.get(one.serviceId());
          words.add(
              "#%d, %s since %s: %s (%s)"
                  .formatted(
                      one.number(),
                      one.status().wire(),
                      LOCAL.format(one.createdAt().atZone(zone)),
                      one.title(),
                      service == null ? one.serviceId() : service.name()));
        });
    return words;
  }

  private static String name(String userId, Map<String, User> people) {
    User user = people.get(userId);
    return user == null ? userId : user.name();
  }
}
