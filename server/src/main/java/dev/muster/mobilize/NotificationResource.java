package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.User;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.mobilize.channel.Channels;
import dev.muster.mobilize.channel.Composer;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Who was told of an incident, and whether a contact method works.
@RestController
@Tag(name = "Notifications")
final class NotificationResource {
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Channels channels;
  private final Composer composer;
  private final Outbound outbound;
  private final Transactions transactions;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  NotificationResource(
      Mobilize mobilize,
      Catalog catalog,
      Channels channels,
      Composer composer,
      Outbound outbound,
      Transactions transactions,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.channels = channels;
    this.composer = composer;
    this.outbound = outbound;
    this.transactions = transactions;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  /// A notification on the wire.
  ///
  /// @param user null for the fallback address
  /// @param receipt the newest word of the carrier or provider about the message; null before there is one
  record NotificationView(
      String id,
      String type,
      @Nullable Reference user,
      String channel,
      String address,
      Instant createdAt,
      Instant dueAt,
      @Nullable Instant sentAt,
      String status,
      int attempts,
      @Nullable String error,
      String reason,
      @Nullable ReceiptView receipt) {}

  /// What is known of a message that left.
  ///
  /// @param state `accepted` by a server or provider, `delivered` to the device, or `failed`
  record ReceiptView(String state, Instant at, String words) {
    static @Nullable ReceiptView of(Notification.@Nullable Receipt receipt) {
      return receipt == null
          ? null
          : new ReceiptView(receipt.state().wire(), receipt.at(), receipt.words());
    }
  }

  @GetMapping("/incidents/{id}/notifications")
  Map<String, @Nullable Object> notifications(@PathVariable("id") String id, Paging paging) {
    Response response = existing(id);
    List<Notification> all = mobilize.notifications(response.incidentId());
    Map<String, Reference> users =
        directory.references(
            "user",
            all.stream()
                .map(Notification::userId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    return paging.slice(
        "notifications",
        all.stream()
            .map(one ->
                new NotificationView(
                    one.id(),
                    "notification",
                    one.userId() == null
                        ? null
                        : users.getOrDefault(
                            one.userId(),
                            new Reference(one.userId(), "user_reference", null, null, null)),
                    one.channel(),
                    one.address(),
                    one.createdAt(),
                    one.dueAt(),
                    one.sentAt(),
                    one.status().wire(),
                    one.attempts(),
                    one.error(),
                    one.reason(),
                    ReceiptView.of(one.receipt())))
            .toList());
  }

  private Response existing(String id) {
    return mobilize
        .response(id)
        .or(() ->
            id.matches("[0-9]{1,18}")
                ? mobilize.byNumber(Long.parseLong(id))
                : java.util.Optional.empty())
        .orElseThrow(() -> ApiException.notFound("Incident " + id));
  }

  /// Sends a test message the way that pages go. People test their own; administrators anybody's.
  @PostMapping("/users/{id}/contact_methods/{method}/test")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, String> test(@PathVariable("id") String id, @PathVariable("method") String method) {
    Actor actor = Actor.current();
    if (!actor.id().equals(id)) {
      actor.require(Permission.ADMINISTER);
    }
    User user = catalog.user(id).orElseThrow(() -> ApiException.notFound("User " + id));
    ContactMethod found =
        catalog
            .contactMethod(method)
            .filter(one -> one.userId().equals(id))
            .orElseThrow(() -> ApiException.notFound("Contact method " + method));
    String missing = channels.missing(found.type());
    if (missing != null) {
      throw ApiException.invalid("A test cannot be sent: " + missing + ".");
    }
    Instant now = clock.instant();
    String parcelId = ids.next('Q');
    String address = found.type() == ContactMethod.Type.BROWSER ? id : found.outlet();
    transactions.run(() ->
        outbound.enqueue(
            new Parcel(
                parcelId,
                Mobilizer.OWNER,
                Channels.channel(found.type()),
                "test:" + parcelId,
                null,
                1,
                NoticePump.TEST + found.id(),
                address,
                composer.test(found.type(), address, parcelId, user.name()),
                now,
                now.plus(Duration.ofMinutes(15)))));
    return Map.of("delivery_id", parcelId);
  }
}
