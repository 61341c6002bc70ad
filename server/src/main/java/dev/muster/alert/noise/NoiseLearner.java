package dev.muster.alert.noise;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertAcknowledged;
import dev.muster.alert.AlertEvent.AlertChanged;
import dev.muster.alert.AlertEvent.AlertFlapping;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Hears what alerts do and remembers what the gate needs to know, each alert once: memory follows the database after every commit.
final class NoiseLearner implements Noise, Pump {
  private static final Duration AROUND = Duration.ofMinutes(30);

  /// Other nodes see what this one learned this often; and what has faded is forgotten.
  private static final Duration ANEW_EVERY = Duration.ofMinutes(10);

  private static final Duration UNSEEN = Duration.ofDays(120);

  private final PostgresNoise store;
  private final Experience experience;
  private final Transactions transactions;
  private @Nullable Instant lastLoad;

  NoiseLearner(PostgresNoise store, Experience experience, Transactions transactions) {
    this.store = store;
    this.experience = experience;
    this.transactions = transactions;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var words = new HashMap<String, Double>();
    var resolved = new ArrayList<String>();
    var mattered = new ArrayList<String>();
    for (Fact fact : facts) {
      switch ((AlertEvent) fact.event()) {
        case AlertOpened opened -> say(opened, words);
        case AlertResolved end -> resolved.add(end.alertId());
        case AlertReleased released -> {
          if (released.was().equals("noise")) {
            mattered.add(released.alertId());
          }
        }
        case AlertChanged _, AlertAcknowledged _, AlertFlapping _ -> {
          // say nothing of words or of lasting times
        }
      }
    }
    List<PostgresNoise.Life> lives = lives(resolved);
    store.addWords(words);
    store.addLives(lives, now);
    transactions.afterCommit(() -> {
      words.forEach(experience::addWord);
      lives.forEach(
          life -> experience.addLife(life.name(), life.group(), life.ended(), life.weight()));
    });
    if (!mattered.isEmpty()) {
      regret(store.seen(mattered), "It was released after the gate had demoted it.", now);
    }
  }

  private static void say(AlertOpened opened, Map<String, Double> words) {
    double weight = Experience.weight(opened.at(), Experience.WORD_HALF_LIFE);
    words.merge(Experience.ALL, weight, Double::sum);
    for (String word : Tokens.words(opened.summary())) {
      words.merge(word.length() > 200 ? word.substring(0, 200) : word, weight, Double::sum);
    }
  }

  private List<PostgresNoise.Life> lives(Collection<String> resolved) {
    var lives = new ArrayList<PostgresNoise.Life>();
    for (PostgresNoise.Seen alert : store.seen(resolved)) {
      Instant end = alert.resolvedAt();
      if (end == null) {
        continue;
      }
      int group = LifeTable.group(Duration.between(alert.firstSeenAt(), end).toSeconds());
      boolean ended = "monitor".equals(alert.resolvedByKind());
      double weight = Experience.weight(end, Experience.LIFE_HALF_LIFE);
      for (String name :
          List.of(kind(alert), Experience.tool(alert.integrationId()), Experience.EVERYTHING)) {
        lives.add(new PostgresNoise.Life(name, group, ended, weight));
      }
    }
    return lives;
  }

  private static String kind(PostgresNoise.Seen alert) {
    return Experience.kind(alert.serviceId(), alert.integrationId(), alert.summary());
  }

  @Override
  public void regret(Collection<String> alertIds, String why, Instant now) {
    transactions.run(() -> regret(store.seen(alertIds), why, now));
  }

  @Override
  public void regretAround(String serviceId, Instant formedAt, Instant now) {
    transactions.run(() ->
        regret(
            store.demotedAround(serviceId, formedAt, AROUND),
            "An incident of its service formed within half an hour.",
            now));
  }

  @Override
  public void said(
      String subject, String userId, Collection<String> alertIds, Word word, Instant now) {
    transactions.run(() -> {
      PostgresNoise.Said before = store.holdSaid(subject, userId, now);
      double sign =
          switch (word) {
            case NOISE -> 1;
            case WORTH_IT -> -1;
            case NOTHING -> 0;
          };
      if (sign == Math.signum(before.weight())) {
        return;
      }
      double weight = sign * Experience.weight(now, Experience.WORD_HALF_LIFE);
      var kinds = new TreeSet<String>();
      if (sign != 0) {
        store.seen(alertIds).forEach(alert -> kinds.add(kind(alert)));
      }
      // with the weight and on the kinds of that time: other weights would leave the opposite
      // behind
      var more = new TreeMap<String, Double>();
      before.kinds().forEach(kind -> more.merge(kind, -before.weight(), Double::sum));
      kinds.forEach(kind -> more.merge(kind, weight, Double::sum));
      more.forEach((kind, by) -> {
        String name = Experience.dull(kind);
        store.addRegret(name, by, now);
        transactions.afterCommit(() -> experience.addRegret(name, by));
      });
      store.keepSaid(subject, userId, new PostgresNoise.Said(List.copyOf(kinds), weight), now);
    });
  }

  private void regret(List<PostgresNoise.Seen> alerts, String why, Instant now) {
    double weight = Experience.weight(now, Experience.WORD_HALF_LIFE);
    for (PostgresNoise.Seen alert : alerts) {
      if (!store.regret(alert, why, now)) {
        continue;
      }
      for (String name : List.of(kind(alert), Experience.service(alert.serviceId()))) {
        store.addRegret(name, weight, now);
        transactions.afterCommit(() -> experience.addRegret(name, weight));
      }
    }
  }

  @Override
  public String name() {
    return "alert.noise.memory";
  }

  /// Loads what is known at first, and anew from time to time.
  @Override
  public int poll(Instant now) {
    if (lastLoad == null || Duration.between(lastLoad, now).abs().compareTo(ANEW_EVERY) >= 0) {
      lastLoad = now;
      transactions.run(() ->
          store.forget(
              0.05 * Experience.weight(now, Experience.WORD_HALF_LIFE), now.minus(UNSEEN)));
      var fresh = new Experience();
      store.load(fresh);
      experience.become(fresh);
    }
    return 0;
  }
}
