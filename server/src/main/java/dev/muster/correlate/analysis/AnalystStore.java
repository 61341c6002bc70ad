package dev.muster.correlate.analysis;

import dev.muster.correlate.insight.Warning;
import dev.muster.correlate.ledger.Analysis;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the analyst keeps how far it has come, and its warnings. Everything runs in the caller's transaction.
interface AnalystStore {
  /// Where the analyst is, and of what its knowledge would be made now.
  ///
  /// @param sequence how far it has read the ledger
  /// @param model version of what grouping has learned; 0 for nothing
  /// @param past edition of the imported past
  record Position(long sequence, long model, long past) {}

  /// Holds the analyst against other writers until the end of the transaction, and says where it is.
  Position hold();

  void keep(long sequence);

  /// A warning as it is kept.
  ///
  /// @param serviceId the service of this house that is about to be hurt; null when none answers for it
  /// @param outcome `open`, `hit` or `miss`
  record Kept(
      String id,
      Instant at,
      @Nullable String serviceId,
      Warning warning,
      String outcome,
      @Nullable String incidentId,
      @Nullable Instant closedAt) {}

  void add(Kept warning);

  void close(String id, @Nullable String incidentId, Instant at);

  /// Newest first.
  ///
  /// @param outcome null for all
  List<Kept> warnings(@Nullable String outcome, int offset, int limit);

  long count(@Nullable String outcome);

  /// How many warnings there are by outcome.
  Map<String, Long> score();

  /// The earliest place in the ledger of an entry made since then.
  long firstSince(Instant since);

  /// An incident of this house that is over or has long been quiet.
  ///
  /// @param alerts ids of its alerts, earliest first
  /// @param analysis what was thought of it last; null when nothing was
  record Own(
      String incidentId,
      Instant formedAt,
      Instant lastAlertAt,
      List<String> alerts,
      @Nullable Analysis analysis) {}

  /// What ended those of this house of which somebody said so.
  Map<String, String> fixes(Collection<String> incidentIds);

  /// Incidents of this house, newest first.
  ///
  /// @param since formed then or later
  /// @param quietSince without an alert since then
  /// @param mostAlerts so many alerts of each
  List<Own> own(Instant since, Instant quietSince, int most, int mostAlerts);

  /// One incident of this house; empty when there is none, or it became part of another.
  ///
  /// @param mostAlerts so many of its alerts
  Optional<Own> own(String incidentId, int mostAlerts);

  /// What a person said about a change behind an incident.
  ///
  /// @param verdict `caused`, `not_caused` or `withdrawn`
  /// @param place where Muster had ranked the change, from 1; null when it had not suspected it
  /// @param probability how likely Muster thought it; null when it had not suspected it
  record Judgement(
      String incidentId,
      String changeId,
      String verdict,
      @Nullable Integer place,
      @Nullable Double probability,
      String byId,
      Instant at) {}

  /// Keeps what a person said, beside everything said before.
  void judge(Judgement judgement);

  /// What counts of an incident, by change, in the order in which it was said.
  Map<String, Judgement> judgements(String incidentId);

  /// Every change that a person confirmed, by incident; the last one said.
  Map<String, String> confirmed(Instant since);

  /// Every word that was said about an incident, in order.
  List<Judgement> said(String incidentId);

  /// Every word that was said about any incident, the newest first.
  List<Judgement> lately(int most);

  /// How many words were said about any incident.
  long judgementCount();

  /// How suggestions did that people judged: those that Muster had ranked first, by verdict.
  Map<String, Long> suggestions();

  /// External ids of past incidents, by the id that they have here.
  Map<String, String> externalIds();
}
