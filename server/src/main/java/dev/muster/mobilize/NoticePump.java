package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Service;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.Composer;
import dev.muster.mobilize.channel.Telling;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns due notices into messages and follows what becomes of them. A notice leaves only if its response still wants it: checked
/// here and once more right before each attempt. Notices to the same place within a short time go together in one message; the
/// first one never waits.
final class NoticePump implements Pump, DeliveryListener, Receipts {
  private static final Logger LOG = LoggerFactory.getLogger(NoticePump.class);

  /// Also what wakes it: notices that are due at once.
  static final String NAME = "mobilize.notices";

  private static final int BATCH = 200;

  /// After this a page helps nobody any more.
  private static final Duration LIFE = Duration.ofHours(6);

  /// Begins the `about` of a test message.
  static final String TEST = "contact_method:";

  private final Transactions transactions;
  private final NoticeRepository notices;
  private final ResponseRepository responses;
  private final ResponderRepository requests;
  private final Catalog catalog;
  private final Channels channels;
  private final Composer composer;
  private final QuietSources quiet;
  private final Outbound outbound;
  private final FactLog facts;
  private final NextWay next;
  private final Duration bundling;
  private final Ids ids;
  private final MeterRegistry meters;
  private final Runnable wake;

  /// @param bundling how long what follows a message to the same place is held back to go together
  NoticePump(
      Transactions transactions,
      NoticeRepository notices,
      ResponseRepository responses,
      ResponderRepository requests,
      Catalog catalog,
      Channels channels,
      Composer composer,
      QuietSources quiet,
      Outbound outbound,
      FactLog facts,
      Supplier<Fallback> fallback,
      Duration bundling,
      Ids ids,
      MeterRegistry meters,
      Runnable wake) {
    this.transactions = transactions;
    this.notices = notices;
    this.responses = responses;
    this.requests = requests;
    this.catalog = catalog;
    this.channels = channels;
    this.composer = composer;
    this.quiet = quiet;
    this.outbound = outbound;
    this.facts = facts;
    this.next = new NextWay(notices, catalog, fallback, ids);
    this.bundling = bundling;
    this.ids = ids;
    this.meters = meters;
    this.wake = wake;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean wokenBy(String what) {
    return what.equals(name());
  }

  @Override
  public @Nullable Instant nextDue() {
    return notices.nextDue();
  }

  @Override
  public int poll(Instant now) {
    return notices.mayBeDue(now) ? transactions.inTransaction(() -> leave(now)) : 0;
  }

  private int leave(Instant now) {
    List<Notice> due = notices.claim(now, BATCH);
    if (due.isEmpty()) {
      return 0;
    }
    transactions
        .relax(); // the lease of what it enqueues waits for the disk, before anything leaves
    Map<String, ResponseState> states = states(due);
    var so = new Outcomes(now);
    var outlets = new TreeMap<String, List<Notice>>();
    QuietSources.Moment rulings = quiet.now(notices);
    for (Notice notice : due) {
      String objection = objection(notice, states.get(notice.incidentId()));
      if (objection != null) {
        notices.save(notice.ended(Notice.State.CANCELLED, 0, "Not sent: " + objection, null));
        continue;
      }
      String missing = channels.missing(notice.channel());
      if (missing != null) {
        Notice stuck = notice.ended(Notice.State.FAILED, 0, missing, null);
        notices.save(stuck);
        failed(stuck, states.get(notice.incidentId()), missing, so);
        continue;
      }
      QuietSources.Ruling ruling = rulings.of(notice);
      if (ruling != null && ruling.leftOut()) {
        notices.save(
            notice.ended(Notice.State.CANCELLED, 0, "Not sent: " + ruling.words() + ".", null));
        count(notice, "left_out");
        continue;
      }
      outlets
          .computeIfAbsent(notice.outlet(), _ -> new ArrayList<>())
          .add(ruling == null ? notice : notice.because(ruling.words()));
    }
    outlets.forEach((outlet, together) -> {
      Instant left = notices.holdOutlet(outlet);
      if (left != null && left.plus(bundling).isAfter(now)) {
        Instant next = left.plus(bundling);
        together.forEach(notice -> notices.save(notice.at(next)));
      } else {
        send(together, states, now);
        notices.left(outlet, now);
      }
    });
    so.write();
    return due.size();
  }

  /// Why the notice is void; null when it is wanted.
  private @Nullable String objection(Notice notice, @Nullable ResponseState state) {
    if (state == null) {
      return "the incident is gone";
    }
    Response response = state.response();
    if (notice.asksForHelp()) {
      return ResponderDesk.objection(notice, response, requests);
    }
    if (!state.wants(notice.step())) {
      return switch (response.status()) {
        case ACKNOWLEDGED -> "somebody acknowledged";
        case RESOLVED -> "the incident is resolved";
        case TRIGGERED -> "it went to other people";
      };
    }
    return notice.userId() == null || response.assignedTo(notice.userId())
        ? null
        : "it went to other people";
  }

  private void send(List<Notice> together, Map<String, ResponseState> states, Instant now) {
    Notice first = together.getFirst();
    String parcelId = ids.next('Q');
    var tellings = new ArrayList<Telling>();
    ZoneId zone = catalog.clockOf(first.userId());
    for (Notice notice : together) {
      ResponseState state = states.get(notice.incidentId());
      if (state != null) {
        tellings.add(telling(notice, state.response(), zone));
      }
    }
    boolean urgent = together.stream().anyMatch(notice -> notice.urgency() == Urgency.HIGH);
    // A person's browser is found by the person.
    String address =
        first.channel() == ContactMethod.Type.BROWSER && first.userId() != null
            ? first.userId()
            : first.address();
    // A message about one assignment is withdrawn with it; any other is asked before it leaves.
    boolean one =
        together.stream().map(Notice::incidentId).distinct().count() == 1
            && together.stream().noneMatch(Notice::asksForHelp);
    outbound.enqueue(
        new Parcel(
            parcelId,
            Mobilizer.OWNER,
            Channels.channel(first.channel()),
            "notice:" + first.id(),
            null,
            urgent ? 0 : 5,
            one ? first.incidentId() : "bundle:" + parcelId,
            address,
            composer.payload(first.channel(), address, parcelId, tellings, now),
            now,
            now.plus(LIFE)));
    together.forEach(notice -> notices.save(notice.leaving(parcelId)));
    if (together.size() > 1) {
      meters.counter("muster.notices.bundled").increment(together.size() - 1.0);
    }
  }

  private Telling telling(Notice notice, Response response, ZoneId zone) {
    Optional<Service> service = catalog.service(response.serviceId());
    return new Telling(
        notice.id(),
        response.incidentId(),
        response.number(),
        response.title(),
        service.map(Service::name).orElse(response.serviceId()),
        response.urgency(),
        notice.reason(),
        Moments.words(response.createdAt(), zone),
        notice.userId(),
        notice.request(),
        service.map(Service::runbook).orElse(null));
  }

  // What becomes of the messages
  // ---------------------------------------------------------------------------------------------

  @Override
  public String owner() {
    return Mobilizer.OWNER;
  }

  @Override
  public @Nullable String moot(Parcel parcel, Instant now) {
    if (parcel.about().startsWith(TEST) || parcel.about().startsWith(Recoveries.ABOUT)) {
      return null;
    }
    List<Notice> carried = notices.holdOf(parcel.id());
    Map<String, ResponseState> states = states(carried);
    String last = "no notice belongs to it";
    for (Notice notice : carried) {
      String objection = objection(notice, states.get(notice.incidentId()));
      if (objection == null) {
        return null;
      }
      last = objection;
    }
    return last;
  }

  @Override
  public void attempted(Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {
    if (parcel.about().startsWith(TEST)) {
      if (outcome instanceof Delivery.Handed) {
        catalog.contactMethodTested(parcel.about().substring(TEST.length()), now);
      }
      return;
    }
    if (parcel.about().startsWith(Recoveries.ABOUT)) {
      return; // the delivery log says what became of it
    }
    List<Notice> carried = notices.holdOf(parcel.id());
    if (outcome instanceof Delivery.Handed(String ticket) && !carried.isEmpty()) {
      notices.keep(
          parcel.id(), new Notification.Receipt(Notification.Receipt.State.ACCEPTED, now, ticket));
    }
    var so = new Outcomes(now);
    switch (outcome) {
      case Delivery.Handed(String ticket) -> {
        String refused = refused(parcel.id()); // the provider's word may have come before ours
        if (refused == null) {
          carried.forEach(notice -> sent(notice, attempt, ticket, so));
        } else {
          wentWrong(carried, attempt, refused + " (" + ticket + ")", true, so);
        }
      }
      case Delivery.TryAgain(String why, Duration _) -> wentWrong(carried, attempt, why, last, so);
      case Delivery.GiveUp(String why) -> wentWrong(carried, attempt, why, true, so);
      case Delivery.Moot(String why) -> {
        for (Notice notice : carried) {
          notices.save(notice.ended(Notice.State.CANCELLED, attempt - 1, "Not sent: " + why, null));
          count(notice, "cancelled");
        }
      }
    }
    so.write();
  }

  private void sent(Notice notice, int attempt, String ticket, Outcomes so) {
    notices.save(notice.ended(Notice.State.SENT, attempt, null, so.now));
    count(notice, "sent");
    meters
        .timer("muster.notices.delay", "channel", Channels.channel(notice.channel()))
        .record(Duration.between(notice.dueAt(), so.now).abs());
    so.events.add(notified(notice, MobilizeEvent.Notified.Outcome.SENT, ticket, so.now));
  }

  private void wentWrong(List<Notice> carried, int attempt, String why, boolean last, Outcomes so) {
    Map<String, ResponseState> states = last ? states(carried) : Map.of();
    for (Notice notice : carried) {
      Notice tried =
          notice.ended(last ? Notice.State.FAILED : Notice.State.LEAVING, attempt, why, null);
      notices.save(tried);
      if (last) {
        failed(tried, states.get(notice.incidentId()), why, so);
      } else if (next.meanwhile(tried, why, so.now)) {
        transactions.afterCommit(wake);
      }
    }
  }

  private @Nullable String refused(String parcelId) {
    return notices.receipts(List.of(parcelId)).getOrDefault(parcelId, List.of()).stream()
        .filter(receipt -> receipt.state() == Notification.Receipt.State.FAILED)
        .map(Notification.Receipt::words)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void came(String parcelId, Notification.Receipt receipt) {
    transactions.run(() -> {
      List<Notice> carried = notices.holdOf(parcelId);
      if (carried.isEmpty() || !notices.keep(parcelId, receipt)) {
        return;
      }
      meters
          .counter(
              "muster.notices.receipts",
              "channel",
              Channels.channel(carried.getFirst().channel()),
              "state",
              receipt.state().wire())
          .increment();
      if (receipt.state() == Notification.Receipt.State.FAILED) {
        notArrived(carried, receipt.words(), receipt.at());
      }
    });
  }

  /// A message left and did not arrive.
  private void notArrived(List<Notice> carried, String why, Instant now) {
    Map<String, ResponseState> states = states(carried);
    var so = new Outcomes(now);
    for (Notice notice : carried) {
      if (notice.state() != Notice.State.SENT) {
        continue; // one that is leaving hears of it when the carrier returns
      }
      Notice lost = notice.ended(Notice.State.FAILED, notice.attempts(), why, notice.sentAt());
      notices.save(lost);
      failed(lost, states.get(notice.incidentId()), why, so);
    }
    so.write();
  }

  private Map<String, ResponseState> states(List<Notice> of) {
    return responses.states(of.stream().map(Notice::incidentId).distinct().toList());
  }

  /// A way is at its end: the timeline says so, and who is still wanted is told by the next way, now.
  ///
  /// @param notice as it was kept
  private void failed(Notice notice, @Nullable ResponseState state, String why, Outcomes so) {
    count(notice, "failed");
    LOG.warn(
        "Notice {} of incident {} by {} failed: {}",
        notice.id(),
        notice.incidentId(),
        notice.channel(),
        why);
    so.events.add(notified(notice, MobilizeEvent.Notified.Outcome.FAILED, why, so.now));
    if (objection(notice, state) == null) {
      next.after(notice, why, so.now, so.fresh);
      transactions.afterCommit(wake);
    }
  }

  /// What becomes of several notices in one transaction, written last and in one order.
  private final class Outcomes {
    final Instant now;
    final List<MobilizeEvent> events = new ArrayList<>();
    final List<Notice> fresh = new ArrayList<>();

    Outcomes(Instant now) {
      this.now = now;
    }

    void write() {
      if (!fresh.isEmpty()) {
        // two transactions that add for the same people wait for each other: in one direction
        fresh.sort(
            Comparator.comparing(Notice::incidentId)
                .thenComparing(notice -> notice.userId() == null ? "" : notice.userId())
                .thenComparing(Notice::rule));
        notices.add(fresh);
      }
      if (!events.isEmpty()) {
        facts.append(Mobilize.TOPIC, 0, now, events);
      }
    }
  }

  private static MobilizeEvent notified(
      Notice notice, MobilizeEvent.Notified.Outcome outcome, String words, Instant now) {
    return new MobilizeEvent.Notified(
        notice.incidentId(),
        notice.id(),
        notice.userId(),
        notice.channel().name().toLowerCase(java.util.Locale.ROOT),
        notice.address(),
        outcome,
        words,
        new Reason("notice", 1, notice.reason()),
        now);
  }

  private void count(Notice notice, String outcome) {
    meters
        .counter(
            "muster.notices", "channel", Channels.channel(notice.channel()), "outcome", outcome)
        .increment();
  }
}
