package dev.muster.correlate.past;

import dev.muster.correlate.engine.reading.PastAlert;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where the past is kept.
public interface PastStore {
  /// An incident of the past as people told it.
  ///
  /// @param externalId the id that it had where it came from
  /// @param service id or name of the service of this house that answered for it; null when nobody says
  /// @param causeEntity id in the topology, or name, of what had failed; null when not established
  /// @param causeService id or name of the service that had failed, in the topology or of this house; null when not established
  /// @param changeKnown whether people looked for a change behind it
  /// @param change what they found: the id of a change here, or the word by which its event names itself; null for none
  /// @param sameAs external ids of earlier incidents that people called the same
  /// @param fixedBy what ended it; null when nobody recorded it
  record Told(
      String externalId,
      @Nullable String title,
      @Nullable String kind,
      @Nullable String service,
      Instant openedAt,
      @Nullable Instant failedAt,
      Instant endedAt,
      @Nullable String causeEntity,
      @Nullable String causeService,
      boolean changeKnown,
      @Nullable String change,
      List<String> sameAs,
      @Nullable String fixedBy) {
    public Told {
      sameAs = List.copyOf(sameAs);
    }
  }

  /// How many were new and how many took the place of one.
  record Kept(int added, int replaced) {}

  /// An incident of the past and the id that it has here.
  record Known(String incidentId, Told told) {}

  /// Keeps incidents in place of those with the same external id, which keep the id that they have here.
  Kept keepIncidents(Collection<Told> incidents, Supplier<String> ids, Instant now);

  /// Keeps alerts in place of those with the same key, which is the id of their sighting.
  Kept keepAlerts(Collection<PastAlert> alerts, Instant now);

  /// The newest of those that were kept, in the order of time.
  ///
  /// @param most so many of them; what is older is left out, also of an incident at that edge
  List<PastAlert> alerts(int most);

  /// Reads the newest, one by one in the order of time; none is held, and what many say is one text.
  ///
  /// @param most so many of them
  void newest(int most, Consumer<PastAlert> reader);

  /// Reads those that are older than the newest, one by one in the order of time; none is held.
  ///
  /// @param newest so many are passed over
  /// @param most so many of the others, the newest of them
  void older(int newest, int most, Consumer<PastAlert> reader);

  /// In the order of time.
  List<Known> incidents();

  /// Most alerts kept of what people taught; the oldest go first.
  int MOST_TAUGHT = 20_000;

  /// Keeps where people put alerts, and which others were there. What a person said of an alert stays said.
  void teach(Collection<PastAlert> alerts);

  /// What people taught, in the order of time.
  List<PastAlert> taught();

  /// Which incidents are wanted.
  ///
  /// @param words that title, kind, cause or what fixed it must hold, in any case; null for all
  /// @param services what the service that answered for it or had failed is called, in small letters; null for all
  record Filter(@Nullable String words, @Nullable Set<String> services) {}

  /// Newest first.
  List<Known> search(Filter filter, int offset, int limit);

  long count(Filter filter);

  /// The incident with that id here, or with that external id.
  Optional<Known> incident(String id);

  /// Alerts of an incident, earliest first.
  List<PastAlert> alertsOf(String externalId, int most);

  long alertCount();

  long incidentCount();

  /// Keeps what the past looked like to an engine that did not know it, in place of what was kept before.
  void keepRehearsal(List<Rehearsal.Case> cases);

  /// What the past looked like, in the order of time.
  List<Rehearsal.Case> rehearsal();

  /// Keeps what was learned; it is in force from the next alert on.
  ///
  /// @return the version of it
  long saveModel(Instant madeAt, int learnedFrom, long digest, byte[] content);

  /// What was learned last.
  ///
  /// @param digest of the content; the same for the same
  /// @param readable whether this build can read it; it is in force then
  record Model(long version, Instant madeAt, int learnedFrom, long digest, boolean readable) {}

  @Nullable Model model();
}
