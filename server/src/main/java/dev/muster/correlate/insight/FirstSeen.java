package dev.muster.correlate.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Notices values that were never seen before and fail: a browser released yesterday, an error code nobody knows. A new value alone is
/// no news, as values come and go; it is when it fails more often than the rest of its attribute does, beyond chance.
///
/// Kept in memory and bounded; for one thread. An attribute that keeps bringing new values is an identifier and is left alone.
public final class FirstSeen {
  /// A value counts as new for so long.
  static final Duration NEW_FOR = Duration.ofHours(24);

  /// An attribute must be known for so long before anything in it can be new.
  static final Duration KNOWN_FOR = Duration.ofHours(24);

  /// Values kept per attribute; an attribute with more is an identifier.
  private static final int VALUES = 1_000;

  /// Attributes kept; beyond that the longest unseen is forgotten.
  private static final int ATTRIBUTES = 2_000;

  /// Fewer failures than this are chance.
  private static final int FEWEST = 3;

  private final Map<String, Attribute> attributes =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attribute> eldest) {
          return size() > ATTRIBUTES;
        }
      };

  private static final class Attribute {
    private final Instant since;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private boolean identifier;
    private double failing;
    private double cases;

    Attribute(Instant since) {
      this.since = since;
    }
  }

  private static final class Value {
    private final Instant since;
    private int failing;
    private int cases;
    private boolean told;

    Value(Instant since) {
      this.since = since;
    }
  }

  /// A value that is new and fails.
  ///
  /// @param attribute name of the attribute
  /// @param value the new value
  /// @param since when it was seen first
  /// @param failing failing cases with it
  /// @param cases all cases with it
  /// @param usual failing share of the rest of the attribute, 0 to 1
  /// @param words in plain words
  public record Novelty(
      String attribute,
      String value,
      Instant since,
      int failing,
      int cases,
      double usual,
      String words) {}

  /// Sees one case. Answers when with it a new value has failed too often; once per value.
  ///
  /// @param scope what the attribute belongs to, for example a service
  /// @param at event time
  public Optional<Novelty> see(
      String scope, String attribute, String value, boolean failing, Instant at) {
    Attribute known =
        attributes.computeIfAbsent(scope + '\u0000' + attribute, none -> new Attribute(at));
    if (known.identifier) {
      return Optional.empty();
    }
    Value seen = known.values.get(value);
    if (seen == null) {
      if (known.values.size() >= VALUES) {
        known.identifier = true;
        known.values.clear();
        return Optional.empty();
      }
      seen = new Value(at);
      known.values.put(value, seen);
    }
    seen.cases++;
    seen.failing += failing ? 1 : 0;
    known.cases++;
    known.failing += failing ? 1 : 0;
    return Optional.ofNullable(novelty(known, seen, attribute, value, at));
  }

  private static @Nullable Novelty novelty(
      Attribute known, Value seen, String attribute, String value, Instant at) {
    boolean isNew =
        !seen.since.isBefore(known.since.plus(KNOWN_FOR)) && at.isBefore(seen.since.plus(NEW_FOR));
    if (!isNew || seen.told || seen.failing < FEWEST) {
      return null;
    }
    double rest = known.cases - seen.cases;
    double usual = (known.failing - seen.failing + 0.5) / (rest + 1);
    if (Shares.atLeast(seen.failing, seen.cases) <= 2 * usual) {
      return null;
    }
    seen.told = true;
    return new Novelty(
        attribute,
        value,
        seen.since,
        seen.failing,
        seen.cases,
        usual,
        "%s %s was never seen before; %d of %d fail, usual are %.1f %%."
            .formatted(attribute, value, seen.failing, seen.cases, 100 * usual));
  }
}
