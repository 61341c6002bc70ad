package dev.muster.mobilize.reach;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Contacts;
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
import dev.muster.platform.web.Body;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// A contact method proves itself: a code is sent to it, and whoever reads the code enters it.
@RestController
@RequestMapping("/users/{id}/contact_methods/{method}/verification")
@Tag(name = "Users")
final class VerificationResource {
  private static final int CODES = 1_000_000;

  private final Catalog catalog;
  private final Contacts contacts;
  private final PostgresVerifications verifications;
  private final Channels channels;
  private final Composer composer;
  private final Outbound outbound;
  private final Transactions transactions;
  private final AuditTrail audit;
  private final MeterRegistry meters;
  private final Ids ids;
  private final RandomGenerator random;
  private final InstantSource clock;

  VerificationResource(
      Catalog catalog,
      Contacts contacts,
      PostgresVerifications verifications,
      Channels channels,
      Composer composer,
      Outbound outbound,
      Transactions transactions,
      AuditTrail audit,
      MeterRegistry meters,
      Ids ids,
      RandomGenerator random,
      InstantSource clock) {
    this.catalog = catalog;
    this.contacts = contacts;
    this.verifications = verifications;
    this.channels = channels;
    this.composer = composer;
    this.outbound = outbound;
    this.transactions = transactions;
    this.audit = audit;
    this.meters = meters;
    this.ids = ids;
    this.random = random;
    this.clock = clock;
  }

  /// A code under way, on the wire.
  ///
  /// @param deliveryId the message in the delivery log
  /// @param triesLeft how often a code may be entered before a new one is needed
  record VerificationView(
      String type,
      String contactMethodId,
      Instant sentAt,
      Instant expiresAt,
      int triesLeft,
      String deliveryId) {}

  /// What came of entering a code.
  ///
  /// @param verifiedAt when the contact method proved itself
  record VerifiedView(String type, String contactMethodId, Instant verifiedAt) {}

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, VerificationView> sendVerificationCode(
      @PathVariable("id") String id, @PathVariable("method") String methodId) {
    guard(id);
    User user = catalog.user(id).orElseThrow(() -> ApiException.notFound("User " + id));
    ContactMethod method = method(id, methodId);
    String missing = channels.missing(method.type());
    if (missing != null) {
      throw ApiException.invalid("A code cannot be sent: " + missing + ".");
    }
    Instant now = clock.instant();
    return transactions.inTransaction(() -> {
      Verification last = verifications.hold(methodId).orElse(null);
      Duration wait = Verification.wait(last, now);
      if (!wait.isZero()) {
        meters.counter("muster.verifications", "outcome", "too_many").increment();
        throw new ApiException(
            429,
            2020,
            "Too Many Requests",
            List.of(
                "%d codes were sent to this contact method within the hour. The next one can be sent in %d minutes."
                    .formatted(Verification.CODES_AN_HOUR, wait.toMinutes() + 1)));
      }
      String code = ("%0" + Verification.DIGITS + "d").formatted(random.nextInt(CODES));
      String parcelId = ids.next('Q');
      String address = method.type() == ContactMethod.Type.BROWSER ? id : method.outlet();
      Verification next =
          Verification.next(last, methodId, id, method.address(), code, parcelId, now);
      verifications.save(next);
      verifications.forget(now.minus(Duration.ofDays(1)));
      outbound.enqueue(
          new Parcel(
              parcelId,
              ReachRoom.OWNER,
              Channels.channel(method.type()),
              "verification:" + parcelId,
              null,
              1,
              "contact_method:" + methodId,
              address,
              composer.code(
                  method.type(),
                  address,
                  parcelId,
                  user.name(),
                  code,
                  Verification.GOOD_FOR.toMinutes()),
              now,
              next.expiresAt()));
      meters.counter("muster.verifications", "outcome", "sent").increment();
      return Map.of(
          "verification",
          new VerificationView(
              "contact_method_verification",
              methodId,
              next.sentAt(),
              next.expiresAt(),
              Verification.TRIES_MOST,
              parcelId));
    });
  }

  @PutMapping
  Map<String, VerifiedView> enterVerificationCode(
      @PathVariable("id") String id, @PathVariable("method") String methodId, Body body) {
    guard(id);
    String typed = body.required("code", 20);
    body.check();
    ContactMethod method = method(id, methodId);
    Instant now = clock.instant();
    // The try counts although it is refused, so the refusal is thrown after the commit.
    String refusal =
        transactions.inTransaction(() -> {
          Verification held =
              verifications.hold(methodId).filter(one -> one.userId().equals(id)).orElse(null);
          return held == null
              ? "No code is under way to this contact method. Send one first."
              : enter(held, typed, method, now);
        });
    if (refusal != null) {
      meters.counter("muster.verifications", "outcome", "refused").increment();
      throw ApiException.invalid("'code' " + refusal);
    }
    meters.counter("muster.verifications", "outcome", "verified").increment();
    return Map.of("verification", new VerifiedView("contact_method_verification", methodId, now));
  }

  private @Nullable String enter(
      Verification held, String typed, ContactMethod method, Instant now) {
    return switch (held.entered(typed, method.address(), now)) {
      case Verification.Outcome.Right() -> {
        verifications.delete(method.id());
        if (!contacts.verified(method.id(), method.address(), now)) {
          yield "was right, but the contact method was changed meanwhile. Send a new one.";
        }
        audit.record(
            "verify",
            "contact_method",
            method.id(),
            Map.of("user", method.userId(), "address", method.address()));
        yield null;
      }
      case Verification.Outcome.Wrong(int left) -> {
        verifications.save(held.oneTryMore());
        yield left == 0
            ? "is wrong, and that was the last try. Send a new code."
            : "is wrong; %d %s left.".formatted(left, left == 1 ? "try is" : "tries are");
      }
      case Verification.Outcome.Useless(String why) -> "cannot be used. " + why;
    };
  }

  /// People verify their own; administrators anybody's, with the code from its holder.
  private static void guard(String userId) {
    Actor actor = Actor.current();
    if (!actor.id().equals(userId)) {
      actor.require(Permission.ADMINISTER);
    }
  }

  private ContactMethod method(String userId, String methodId) {
    return catalog
        .contactMethod(methodId)
        .filter(one -> one.userId().equals(userId))
        .orElseThrow(() -> ApiException.notFound("Contact method " + methodId));
  }
}
