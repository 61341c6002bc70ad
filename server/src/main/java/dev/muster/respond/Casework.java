package dev.muster.respond;

import dev.muster.correlate.Declaration;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Role;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// Opens and merges incidents: what an incident is and what people do about it change together or not at all.
final class Casework {
  private final Desk desk;
  private final Incidents incidents;
  private final Mobilize mobilize;
  private final Waiting waiting;

  Casework(Desk desk, Incidents incidents, Mobilize mobilize, Waiting waiting) {
    this.desk = desk;
    this.incidents = incidents;
    this.mobilize = mobilize;
    this.waiting = waiting;
  }

  /// Opens an incident by hand.
  ///
  /// @throws ApiException 400 when an open incident of that service has the same key
  Incident open(Declaration declaration, Actor actor, Instant now) {
    return desk.change(() -> {
      Incident declared = incidents.declare(declaration, actor, now);
      mobilize.begin(declared, now); // at once, so that the answer shows who has it
      return declared;
    });
  }

  static ApiException disabled() {
    return ApiException.refused(
        2001, "Invalid Input Provided", "The service is disabled and takes no incidents.");
  }

  /// Makes the sources part of the target.
  ///
  /// @throws ApiException as {@link Incidents#merge} does; 403 for the role `restricted_access`
  Incident merge(Incident target, List<String> sourceIds, Actor actor, Instant now) {
    // by whatever way: a merge reaches into other teams, and automatic grouping learns from it for
    // all of them
    if (actor.role() == Role.RESTRICTED_ACCESS) {
      throw ApiException.forbidden(
          "Your role restricted_access does not merge incidents. Ask somebody with another role.");
    }
    awaitResponses(sourceIds);
    return desk.change(() -> {
      mobilize.hold(Stream.concat(sourceIds.stream(), Stream.of(target.id())).toList());
      Incident into = incidents.merge(target.id(), sourceIds, actor, now);
      mobilize.changeAll(
          sourceIds.stream()
              .map(source -> new Mobilize.Change(source, new Command.MergeInto(target.id())))
              .toList(),
          actor,
          now);
      return into;
    });
  }

  /// Incidents that were just formed have their responses a moment later.
  private void awaitResponses(List<String> incidentIds) {
    var touched = new HashSet<>(incidentIds);
    waiting.until(() -> mobilize.responses(touched).size() == touched.size());
  }
}
