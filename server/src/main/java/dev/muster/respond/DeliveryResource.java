package dev.muster.respond;

import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/deliveries`: everything that leaves the house, attempt by attempt.
@RestController
@Tag(name = "Deliveries")
final class DeliveryResource {
  private static final Set<String> STATES =
      Set.of("waiting", "leased", "handed", "failed", "cancelled");

  private final Outbound outbound;
  private final Directory directory;

  DeliveryResource(Outbound outbound, Directory directory) {
    this.outbound = outbound;
    this.directory = directory;
  }

  /// A delivery on the wire; never with what was sent, which may hold secrets.
  ///
  /// @param about what it is about, for example an incident's id
  /// @param incident the same when it is an incident; null otherwise
  record DeliveryView(
      String id,
      String type,
      String channel,
      String owner,
      String about,
      @Nullable Reference incident,
      String address,
      String state,
      int attempts,
      Instant createdAt,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant endedAt,
      @Nullable Instant expiresAt,
      @Nullable String lastWord,
      List<AttemptView> log) {
    static DeliveryView of(Outbound.Status status, Map<String, Reference> incidents) {
      var parcel = status.parcel();
      return new DeliveryView(
          parcel.id(),
          "delivery",
          parcel.channel(),
          parcel.owner(),
          parcel.about(),
          incidents.get(parcel.about()),
          parcel.address(),
          status.state(),
          status.attempts(),
          parcel.createdAt(),
          status.nextAttemptAt(),
          status.endedAt(),
          parcel.expiresAt(),
          status.lastWord(),
          status.log().stream()
              .map(attempt ->
                  new AttemptView(
                      attempt.number(), attempt.at(), attempt.outcome(), attempt.word()))
              .toList());
    }
  }

  /// One attempt.
  record AttemptView(int number, Instant at, String outcome, String word) {}

  @GetMapping("/deliveries")
  @Asks({
    "about: only what is about this, for example an incident's id",
    "state: waiting, leased, handed, failed or cancelled",
    "time_zone: of the times in the answer"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Desk.reader();
    String state = query.text("state");
    if (state != null && !STATES.contains(state)) {
      throw ApiException.invalid(
          "'state' must be one of waiting, leased, handed, failed, cancelled.");
    }
    var found = outbound.log(query.text("about"), state, paging.offset(), paging.limit() + 1);
    return paging.page(
        "deliveries",
        views(found),
        () -> outbound.count(query.text("about"), state, Paging.DEEPEST));
  }

  @GetMapping("/deliveries/{id}")
  Map<String, Object> show(@PathVariable String id) {
    Desk.reader();
    return Map.of(
        "delivery",
        views(
                List.of(
                    outbound.status(id).orElseThrow(() -> ApiException.notFound("Delivery " + id))))
            .getFirst());
  }

  private List<DeliveryView> views(List<Outbound.Status> found) {
    Map<String, Reference> incidents =
        directory.references(
            "incident",
            found.stream()
                .map(status -> status.parcel().about())
                .filter(about -> about.startsWith("Q"))
                .distinct()
                .toList());
    return found.stream().map(status -> DeliveryView.of(status, incidents)).toList();
  }
}
