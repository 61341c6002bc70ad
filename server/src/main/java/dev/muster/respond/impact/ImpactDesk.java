package dev.muster.respond.impact;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.respond.Notebook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What customers feel of an incident, said and asked for by whatever way.
public final class ImpactDesk {
  /// The longest explanation, in characters.
  public static final int WORDS_MAX = 500;

  /// What may be said: a state, or that the objectives say it from now on.
  public static final Set<String> WORDS = Set.of("none", "partial", "full", "measured");

  /// Customers may feel it so long before the first alert; more is a slip of the pen.
  private static final Duration EARLIEST = Duration.ofDays(1);

  private final Felt felt;
  private final PostgresImpact store;
  private final Catalog catalog;
  private final Notebook notebook;
  private final Transactions transactions;
  private final InstantSource clock;

  ImpactDesk(
      Felt felt,
      PostgresImpact store,
      Catalog catalog,
      Notebook notebook,
      Transactions transactions,
      InstantSource clock) {
    this.felt = felt;
    this.store = store;
    this.catalog = catalog;
    this.notebook = notebook;
    this.transactions = transactions;
    this.clock = clock;
  }

  /// How customers fare.
  ///
  /// @param state `none`, `partial` or `full`
  /// @param share of customers that is affected, 0..1
  /// @param source `person`, `measured`, or `nothing` when neither says anything
  /// @param words one plain sentence
  /// @param byId the person who said so; null when nobody did
  /// @param since since when it is so; null when nobody is affected any more
  /// @param full minutes of full outage
  /// @param partial minutes of partial impact
  public record Standing(
      String state,
      double share,
      String source,
      String words,
      @Nullable String byId,
      @Nullable Instant since,
      double full,
      double partial) {
    /// The share in whole percent: some is never none, and never all.
    public long percent() {
      return ImpactState.percent(share);
    }
  }

  /// How customers fare now.
  public Standing standing(Incident incident) {
    Actor.current().require(Permission.READ);
    return standing(known(incident));
  }

  /// Says in the running actor's name what customers feel.
  ///
  /// @param state one of {@link #WORDS}
  /// @param share of customers, above 0 and below 1, when the state is `partial`; passed over otherwise
  /// @param since since when; null for now
  /// @throws ApiException 403 when the actor may not; 400 when there was nothing to feel at that time
  public void say(
      Incident incident, String state, double share, @Nullable Instant since, String words) {
    requireRight(incident);
    Instant now = clock.instant();
    String fault = sinceFault(known(incident), since, now);
    if (fault != null) {
      throw ApiException.invalid("'since' " + fault);
    }
    Optional<ImpactState> said = ImpactState.of(state);
    double part =
        said.map(one ->
                switch (one) {
                  case NONE -> 0.0;
                  case PARTIAL -> share;
                  case FULL -> 1.0;
                })
            .orElse(0.0);
    keep(
        incident,
        new Impacts.Said(
            since == null ? now : since,
            said.orElse(null),
            part,
            Actor.current().id(),
            words,
            now));
  }

  /// @throws ApiException 403 when the actor may not act on incidents of its service
  void requireRight(Incident incident) {
    TeamRights.requireForService(catalog, Permission.RESPOND, incident.serviceId());
  }

  Felt.Known known(Incident incident) {
    Felt.Known known = felt.known(List.of(incident.id()), clock.instant()).get(incident.id());
    if (known == null) {
      throw ApiException.notFound("Incident " + incident.id());
    }
    return known;
  }

  static Standing standing(Felt.Known known) {
    Impacts.Span last = known.last();
    Impacts.Said said = known.lastSaid();
    boolean over = known.waves().getLast().endedAt() != null;
    ImpactState state = last == null || over ? ImpactState.NONE : last.state();
    double share = last == null || over ? 0 : last.share();
    boolean measured = known.spans().stream().anyMatch(span -> !span.said() && span.share() > 0);
    String source = said != null ? "person" : measured ? "measured" : "nothing";
    Impacts.Minutes minutes = Impacts.Minutes.of(known.spans());
    return new Standing(
        state.wire(),
        share,
        source,
        words(over, state, share, said, source),
        said == null ? null : said.byId(),
        last == null || over ? null : last.from(),
        minutes.full(),
        minutes.partial());
  }

  private static String words(
      boolean over, ImpactState state, double share, Impacts.@Nullable Said said, String source) {
    if (over) {
      return "All alerts have cleared; nobody is affected any more, as far as is known.";
    }
    if (said != null && !said.words().isBlank()) {
      return said.words();
    }
    return switch (state) {
      case NONE ->
          source.equals("nothing")
              ? "No objective and no person says that customers are affected now."
              : "Customers are not affected, as far as is known.";
      case PARTIAL ->
          "About %d %% are affected; the rest works.".formatted(ImpactState.percent(share));
      case FULL -> "Nothing works for anybody.";
    };
  }

  /// What is wrong with that moment, behind its name; null when nothing is.
  ///
  /// @param since null for now
  static @Nullable String sinceFault(Felt.Known known, @Nullable Instant since, Instant now) {
    if (since == null) {
      return known.waves().getLast().endedAt() == null
          ? null
          : "is needed once all alerts have cleared";
    }
    return inside(known.waves(), since, now)
        ? null
        : "lies in the future, a day before the first alert, or when no alert was open";
  }

  private static boolean inside(List<Wave> waves, Instant at, Instant now) {
    Instant first = waves.getFirst().beganAt();
    if (at.isBefore(first)) {
      return at.isAfter(first.minus(EARLIEST));
    }
    for (Wave wave : waves) {
      Instant end = wave.endedAt() == null ? now.plusMillis(1) : wave.endedAt();
      if (!at.isBefore(wave.beganAt()) && at.isBefore(end)) {
        return true;
      }
    }
    return false;
  }

  /// Keeps what a person said, and notes it in the timeline.
  void keep(Incident incident, Impacts.Said said) {
    transactions.run(() -> {
      store.say(incident.id(), said);
      notebook.note(
          incident.id(),
          said.saidAt(),
          Actor.current(),
          sentence(said),
          Map.of("impact", word(said)));
    });
  }

  private static String word(Impacts.Said said) {
    ImpactState state = said.state();
    return state == null ? "measured" : state.wire();
  }

  private static String sentence(Impacts.Said said) {
    ImpactState state = said.state();
    String what =
        state == null
            ? "Impact on customers: as measured."
            : switch (state) {
              case NONE -> "Impact on customers: none.";
              case PARTIAL ->
                  "Impact on customers: partial, about %d %% affected."
                      .formatted(ImpactState.percent(said.share()));
              case FULL -> "Impact on customers: full outage.";
            };
    return said.words().isBlank() ? what : what + " " + said.words();
  }
}
