package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Service;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Moments;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.Composer;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells those who were paged by mail that it is over, unless they ended it themselves. Good news wakes nobody: it goes by mail
/// alone, with low priority, and what ends together is told in one letter.
final class Recoveries {
  /// Begins the `about` of such a letter.
  static final String ABOUT = "recovered:";

  /// After this it is no news any more.
  private static final Duration LIFE = Duration.ofHours(6);

  private final NoticeRepository notices;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Composer composer;
  private final Outbound outbound;
  private final Ids ids;

  Recoveries(
      NoticeRepository notices,
      Mobilize mobilize,
      Catalog catalog,
      Composer composer,
      Outbound outbound,
      Ids ids) {
    this.notices = notices;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.composer = composer;
    this.outbound = outbound;
    this.ids = ids;
  }

  /// Reacts to the room's own facts, in the reader's transaction.
  void heard(List<Fact> facts, Instant now) {
    var letters = new LinkedHashMap<String, List<Composer.Ended>>();
    var firsts = new LinkedHashMap<String, String>();
    for (Fact fact : facts) {
      if (fact.event() instanceof MobilizeEvent.Resolved resolved
          && resolved.how().kind() != Response.ResolveReason.Kind.MERGED) {
        told(resolved)
            .forEach((address, zone) -> {
              letters
                  .computeIfAbsent(address, _ -> new ArrayList<>())
                  .addAll(ended(resolved, zone));
              firsts.putIfAbsent(address, resolved.incidentId() + ":" + fact.sequence());
            });
      }
    }
    for (Map.Entry<String, List<Composer.Ended>> letter : letters.entrySet()) {
      if (letter.getValue().isEmpty()) {
        continue;
      }
      String id = ids.next('Q');
      String first = String.valueOf(firsts.get(letter.getKey()));
      outbound.enqueue(
          new Parcel(
              id,
              Mobilizer.OWNER,
              Channels.channel(ContactMethod.Type.EMAIL),
              ABOUT + first + ":" + letter.getKey(),
              null,
              5,
              ABOUT + first,
              letter.getKey(),
              composer.recovered(letter.getKey(), id, letter.getValue()),
              now,
              now.plus(LIFE)));
    }
  }

  /// The addresses that were paged, with the clock of whoever reads there.
  private Map<String, ZoneId> told(MobilizeEvent.Resolved resolved) {
    var addresses = new LinkedHashMap<String, ZoneId>();
    for (Notice notice : notices.ofIncident(resolved.incidentId())) {
      boolean reached =
          notice.channel() == ContactMethod.Type.EMAIL && notice.state() == Notice.State.SENT;
      if (reached && !resolved.by().id().equals(notice.userId())) {
        addresses.computeIfAbsent(notice.address(), _ -> catalog.clockOf(notice.userId()));
      }
    }
    return addresses;
  }

  private List<Composer.Ended> ended(MobilizeEvent.Resolved resolved, ZoneId zone) {
    Optional<Response> response = mobilize.response(resolved.incidentId());
    return response.stream()
        .map(one ->
            new Composer.Ended(
                one.incidentId(),
                one.number(),
                one.title(),
                catalog.service(one.serviceId()).map(Service::name).orElse(one.serviceId()),
                resolved.reason().words(),
                Moments.words(resolved.at(), zone)))
        .toList();
  }
}
