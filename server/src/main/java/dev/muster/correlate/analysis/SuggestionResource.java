package dev.muster.correlate.analysis;

import dev.muster.catalog.LearnedDependencies;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Trust;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// How Muster's suggestions did by the word of people, what they may do without that, and every word that was said.
@RestController
@Tag(name = "Correlation")
final class SuggestionResource {
  private final AnalystStore changesSaid;
  private final PostgresCauseWords causesSaid;
  private final PostgresLikenessWords likenessesSaid;
  private final LearnedDependencies dependencies;
  private final Changes changes;
  private final Incidents incidents;
  private final Directory directory;

  SuggestionResource(
      AnalystStore changesSaid,
      PostgresCauseWords causesSaid,
      PostgresLikenessWords likenessesSaid,
      LearnedDependencies dependencies,
      Changes changes,
      Incidents incidents,
      Directory directory) {
    this.changesSaid = changesSaid;
    this.causesSaid = causesSaid;
    this.likenessesSaid = likenessesSaid;
    this.dependencies = dependencies;
    this.changes = changes;
    this.incidents = incidents;
    this.directory = directory;
  }

  /// @param mayActAlone whether such suggestions count without a person's word
  /// @param effect what counting without a person's word means
  record ScoreView(
      long accepted,
      long rejected,
      @Nullable Double hitRate,
      boolean mayActAlone,
      String words,
      String effect) {}

  /// @param alone whether such suggestions ever count without a person's word
  static ScoreView score(Trust trust, String what, boolean alone, String effect) {
    Double rate = trust.hitRate();
    String measured =
        rate == null
            ? "%d of at least %d %s have been judged; too few for a hit rate."
                .formatted(trust.judged(), Trust.ENOUGH, what)
            : "Of %d %s that people judged, they confirmed %d."
                .formatted(trust.judged(), what, trust.right());
    String needs =
        !alone
            ? " Each needs a person's word, whatever the hit rate."
            : trust.proven()
                ? " That is enough: they count without a person's word."
                : " Each needs a person's word until at least %d are judged and surely %d %% are right."
                    .formatted(Trust.PROVEN_FROM, Math.round(100 * Trust.PROVEN_AT));
    return new ScoreView(
        trust.right(), trust.wrong(), rate, alone && trust.proven(), measured + needs, effect);
  }

  /// Of changes and causes those count that Muster had ranked first; each incident counts once for its cause. Of the three incidents of
  /// the past that are shown one has to be the same trouble.
  @GetMapping("/correlation/suggestions")
  Map<String, ScoreView> suggestions() {
    Actor.current().require(Permission.READ);
    Map<String, Long> said = changesSaid.suggestions();
    var view = new LinkedHashMap<String, ScoreView>();
    view.put(
        "suspect_changes",
        score(
            new Trust(said.getOrDefault("caused", 0L), said.getOrDefault("not_caused", 0L)),
            "suspected changes",
            false,
            "A suspected change stays marked as inferred until a person confirms it."));
    view.put(
        "probable_causes",
        score(
            causesSaid.trust(),
            "probable causes",
            true,
            "What Muster found to have broken is learned from like what people said."));
    view.put(
        "similar_incidents",
        score(
            likenessesSaid.trust(),
            "incidents with suggestions from the past",
            false,
            "What fixed an incident of the past is shown beside the like of it, and never done by"
                + " itself."));
    view.put(
        "learned_dependencies",
        score(
            dependencies.trust(),
            "learned dependencies",
            true,
            "Learned dependencies are used as weak ones before anybody confirms them."));
    return view;
  }

  /// @param kind `suspect_change`, `probable_cause`, `similar_incident` or `learned_dependency`
  /// @param verdict `accepted`, `rejected` or `withdrawn`
  /// @param place where Muster had ranked it, from 1; null when it had not suggested it
  record VerdictView(
      String kind,
      String verdict,
      String what,
      @Nullable Integer place,
      @Nullable Double probability,
      @Nullable Object incident,
      Object by,
      Instant at) {}

  /// A word as it is kept.
  ///
  /// @param what in words; null for a change, whose summary is looked up
  private record Raw(
      String kind,
      String verdict,
      @Nullable String what,
      @Nullable String changeId,
      @Nullable Integer place,
      @Nullable Double probability,
      @Nullable String incidentId,
      String byId,
      Instant at) {}

  /// Every word that people said, the newest first.
  @GetMapping("/correlation/suggestions/verdicts")
  Map<String, @Nullable Object> verdicts(Paging paging) {
    Actor.current().require(Permission.READ);
    int most = paging.offset() + paging.limit() + 1;
    List<Raw> page = newest(most).stream().skip(paging.offset()).limit(paging.limit() + 1).toList();
    Map<String, Incident> named =
        incidents.incidents(
            page.stream().map(Raw::incidentId).filter(Objects::nonNull).distinct().toList());
    return paging.page(
        "verdicts",
        page.stream().map(one -> view(one, named)).toList(),
        () ->
            changesSaid.judgementCount()
                + causesSaid.count()
                + likenessesSaid.count()
                + dependencies.wordCount());
  }

  private List<Raw> newest(int most) {
    var all = new ArrayList<Raw>();
    for (AnalystStore.Judgement one : changesSaid.lately(most)) {
      all.add(
          new Raw(
              "suspect_change",
              word(one.verdict()),
              null,
              one.changeId(),
              one.place(),
              one.probability(),
              one.incidentId(),
              one.byId(),
              one.at()));
    }
    causesSaid.lately(most).forEach(one -> all.add(raw("probable_cause", one)));
    likenessesSaid.lately(most).forEach(one -> all.add(raw("similar_incident", one)));
    for (LearnedDependencies.Word one : dependencies.words(most)) {
      all.add(
          new Raw(
              "learned_dependency",
              one.accepted() ? "accepted" : "rejected",
              "%s rests on %s".formatted(one.from(), one.to()),
              null,
              1,
              one.confidence(),
              null,
              one.byId(),
              one.at()));
    }
    all.sort(Comparator.comparing(Raw::at).reversed()); // stable
    return all;
  }

  private static Raw raw(String kind, PostgresWords.Word one) {
    return new Raw(
        kind,
        word(one.verdict()),
        one.name(),
        null,
        one.place(),
        one.probability(),
        one.incidentId(),
        one.byId(),
        one.at());
  }

  private VerdictView view(Raw one, Map<String, Incident> named) {
    String change = one.changeId();
    String incident = one.incidentId();
    return new VerdictView(
        one.kind(),
        one.verdict(),
        change == null
            ? String.valueOf(one.what())
            : changes.change(change).map(Change::summary).orElse(change),
        one.place(),
        one.probability(),
        incident == null ? null : reference(incident, named.get(incident)),
        directory.reference("user", one.byId()),
        one.at());
  }

  private static String word(String verdict) {
    return switch (verdict) {
      case "caused", "right" -> "accepted";
      case "not_caused", "wrong" -> "rejected";
      default -> verdict;
    };
  }

  private Object reference(String id, @Nullable Incident known) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", id);
    view.put("type", "incident_reference");
    view.put("summary", known == null ? id : "[#%d] %s".formatted(known.number(), known.title()));
    view.put("self", directory.links().self("incidents", id));
    return view;
  }
}
