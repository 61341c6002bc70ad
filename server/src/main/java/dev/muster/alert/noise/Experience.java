package dev.muster.alert.noise;

import dev.muster.alert.Gate;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What has been learned of alerts, in memory: how often words are said, how long alerts of each kind last, and what was regretted.
/// Everything fades: a weight halves in a week for words and regrets, in a month for lasting times. Safe for every thread.
///
/// Weights are kept *forward*: a thing seen at t weighs `2^((t - landmark) / half-life)` for ever, and is compared with what a thing
/// seen now weighs. So nothing has to be touched for it to fade; a double holds that for twenty years of weeks.
final class Experience {
  static final Instant LANDMARK = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration WORD_HALF_LIFE = Duration.ofDays(7);
  static final Duration LIFE_HALF_LIFE = Duration.ofDays(30);

  /// The name under which the number of all alerts is kept.
  static final String ALL = "";

  /// Alerts before rarity is asked: below it every word looks common.
  static final int COLD = 1_000;

  /// Below this an alert reads like what is said all the time. At 1,000 alerts it is a text whose words each stand in every fifth.
  static final double COMMON = 0.25;

  /// Alerts of a kind before it may be demoted.
  private static final double KIND_KNOWN = 30;

  /// Alerts whose lasting time must be known before it is trusted: of the kind, else of the tool, else of all.
  private static final double KIND_LIVES = 20;

  private static final double TOOL_LIVES = 100;
  private static final double ALL_LIVES = 500;

  /// Words of people, faded, from which on alerts of a kind are taken for the noise that they say it is: two fresh ones.
  static final double DULL_FROM = 1.5;

  /// What is known under some name.
  ///
  /// @param regrets forward weight of alerts that were held back or demoted and mattered
  record Known(LifeTable lives, double regrets) {}

  private final Map<String, Double> words = new HashMap<>();
  private final Map<String, Known> known = new HashMap<>();

  /// What a thing seen at that moment weighs for ever.
  static double weight(Instant at, Duration halfLife) {
    return Math.pow(2, Duration.between(LANDMARK, at).toMillis() / (double) halfLife.toMillis());
  }

  static String kind(String serviceId, String integrationId, String summary) {
    return "k:" + serviceId + ":" + integrationId + ":" + Tokens.template(summary);
  }

  static String tool(String integrationId) {
    return "t:" + integrationId;
  }

  static String service(String serviceId) {
    return "s:" + serviceId;
  }

  static final String EVERYTHING = "g";

  /// The name under which is kept how often people said that alerts of the kind are noise.
  static String dull(String kind) {
    return "v:" + kind;
  }

  synchronized void word(String word, double stored) {
    words.put(word, stored);
  }

  synchronized void know(String name, Known what) {
    known.put(name, what);
  }

  synchronized void addWord(String word, double weight) {
    words.merge(word, weight, Double::sum);
  }

  synchronized void addLife(String name, int group, boolean ended, double weight) {
    Known old = known.getOrDefault(name, new Known(LifeTable.empty(), 0));
    LifeTable lives = new LifeTable(old.lives().ended().clone(), old.lives().censored().clone());
    (ended ? lives.ended() : lives.censored())[group] += weight;
    known.put(name, new Known(lives, old.regrets()));
  }

  synchronized void addRegret(String name, double weight) {
    Known old = known.getOrDefault(name, new Known(LifeTable.empty(), 0));
    known.put(name, new Known(old.lives(), old.regrets() + weight));
  }

  /// Forgets everything and knows what the other one knows, which nobody else uses any more.
  synchronized void become(Experience other) {
    words.clear();
    known.clear();
    words.putAll(other.words);
    known.putAll(other.known);
  }

  /// How rare the text is, 0..1: the root of the mean of squares of `1 - ln(df) / ln(N)` over its words, so that one rare word
  /// stays visible. 1 for a text without words and as long as fewer than {@link #COLD} alerts are known.
  synchronized double rarity(String text, Instant now) {
    double unit = weight(now, WORD_HALF_LIFE);
    double all = words.getOrDefault(ALL, 0.0) / unit;
    if (all < COLD) {
      return 1;
    }
    List<String> said = Tokens.words(text);
    if (said.isEmpty()) {
      return 1;
    }
    double squares = 0;
    for (String word : said) {
      double often = Math.max(1, words.getOrDefault(word, 0.0) / unit);
      double rare = Math.max(0, 1 - Math.log(often) / Math.log(all));
      squares += rare * rare;
    }
    return Math.sqrt(squares / said.size());
  }

  /// How many alerts that the gate kept back turned out to matter, lately.
  synchronized double regrets(String name, Instant now) {
    Known found = known.get(name);
    return found == null ? 0 : found.regrets() / weight(now, WORD_HALF_LIFE);
  }

  /// How long alerts of that name last, as of now; empty when nothing is known.
  synchronized LifeTable lives(String name, Instant now) {
    Known found = known.get(name);
    if (found == null) {
      return LifeTable.empty();
    }
    double unit = weight(now, LIFE_HALF_LIFE);
    double[] ended = found.lives().ended().clone();
    double[] censored = found.lives().censored().clone();
    for (int i = 0; i < LifeTable.GROUPS; i++) {
      ended[i] /= unit;
      censored[i] /= unit;
    }
    return new LifeTable(ended, censored);
  }

  /// Opening and clearing are a turn each, and it has just opened.
  private static String times(int turns) {
    return turns < 4 ? "once" : turns / 2 + " times";
  }

  /// What the gate thinks of a new alert; null when it may page.
  ///
  /// @param most longest wait that the service allows
  Gate.@Nullable Judgement judge(
      String serviceId,
      String integrationId,
      String summary,
      Severity severity,
      boolean flapping,
      int turns,
      Duration most,
      Instant now) {
    String kind = kind(serviceId, integrationId, summary);
    // Each regret of the last week halves what the gate dares.
    double daring = Math.pow(2, -regrets(service(serviceId), now));
    boolean regretted = regrets(kind, now) > 0.05;
    long longest = (long) (most.toSeconds() * daring);
    if (flapping && longest >= 30) {
      return new Gate.Judgement(
          Duration.ofSeconds(longest),
          "it flaps: it has opened and cleared %s within half an hour and may clear again"
              .formatted(times(turns)));
    }
    double dull = regrets(dull(kind), now);
    if (!regretted && dull >= DULL_FROM && !severity.worseThan(Severity.WARNING)) {
      return new Gate.Judgement(
          null,
          "those who were told of alerts like this called them noise lately, at least two times"
              + " more often than worth it");
    }
    LifeTable ofKind = lives(kind, now);
    if (!regretted && !severity.worseThan(Severity.WARNING) && ofKind.size() >= KIND_KNOWN) {
      double rarity = rarity(summary, now);
      if (rarity < COMMON * daring) {
        return new Gate.Judgement(
            null,
            String.format(
                Locale.ROOT,
                "its words are said all the time (rarity %.2f, below %.2f) and none of the last"
                    + " %.0f such alerts mattered",
                rarity,
                COMMON * daring,
                ofKind.size()));
      }
    }
    LifeTable lives = ofKind;
    String whose = "alerts like this";
    if (lives.size() < KIND_LIVES) {
      lives = lives(tool(integrationId), now);
      whose = "alerts of this tool";
    }
    if (lives.size() < (whose.endsWith("tool") ? TOOL_LIVES : KIND_LIVES)) {
      lives = lives(EVERYTHING, now);
      whose = "all alerts";
      if (lives.size() < ALL_LIVES) {
        return null;
      }
    }
    int seconds = regretted ? 0 : HoldChoice.seconds(lives, severity, longest);
    return seconds == 0
        ? null
        : new Gate.Judgement(
            Duration.ofSeconds(seconds),
            String.format(
                Locale.ROOT,
                "%.0f %% of %s (%.0f of them) clear by themselves within %d s, so it waits that"
                    + " long",
                100 * (1 - lives.survival(seconds)),
                whose,
                lives.size(),
                seconds));
  }
}
