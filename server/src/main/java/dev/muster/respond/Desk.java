package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;

/// What all resources of this room do alike: who acts, which incident, all or nothing.
final class Desk {
  /// PostgreSQL ends one of two transactions that wait for each other; the second try finds the other one gone.
  private static final int TRIES = 3;

  private final Incidents incidents;
  private final Catalog catalog;
  private final Transactions transactions;

  Desk(Incidents incidents, Catalog catalog, Transactions transactions) {
    this.incidents = incidents;
    this.catalog = catalog;
    this.transactions = transactions;
  }

  /// Who reads.
  static Actor reader() {
    Actor actor = Actor.current();
    actor.require(Permission.READ);
    return actor;
  }

  /// Who acts on an incident: must be a person, if only one that an account token names in the `From` header.
  ///
  /// Whether that person may is asked once the incident is known; see {@link #incidentToChange}.
  ///
  /// @throws ApiException 400 when nobody is named
  Actor requester() {
    TeamRights.requireSomewhere(catalog, Permission.RESPOND);
    Actor actor = Actor.current();
    if (actor.kind() == Actor.Kind.ACCOUNT && actor.email() == null) {
      throw ApiException.refused(
          1008,
          "Requester User Not Found",
          "An account token needs a header 'From' with the e-mail address of a user.");
    }
    return actor;
  }

  /// The incident with that id or number, for somebody who is about to change it.
  ///
  /// @throws ApiException 404 when there is none, 403 when neither the role nor a role in the service's team allows it
  Incident incidentToChange(String idOrNumber) {
    Incident incident = incident(idOrNumber);
    mayRespond(incident.serviceId());
    return incident;
  }

  /// @throws ApiException 403 when the caller may not act on incidents of that service
  void mayRespond(@Nullable String serviceId) {
    TeamRights.requireForService(catalog, Permission.RESPOND, serviceId);
  }

  /// The incident with that id or number.
  ///
  /// @throws ApiException 404 when there is none
  Incident incident(String idOrNumber) {
    return incidents
        .incident(idOrNumber)
        .orElseThrow(() -> ApiException.notFound("Incident " + idOrNumber));
  }

  /// Runs the work in one transaction, again when it was the one of two that had to give way. Inside of another transaction that one
  /// is tried again, as nothing more can be done in it.
  <T extends @Nullable Object> T change(Supplier<T> work) {
    int tries = transactions.inside() ? 1 : TRIES;
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions.inTransaction(work);
      } catch (PessimisticLockingFailureException gaveWay) {
        if (attempt == tries) {
          throw gaveWay;
        }
      }
    }
  }
}
