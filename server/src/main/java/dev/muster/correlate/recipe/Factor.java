package dev.muster.correlate.recipe;

import dev.muster.kernel.Words;
import java.util.Optional;

/// One thing that a recipe compares, from 0 (nothing in common) to 1 (the same), and how much it counts.
///
/// @see Closeness
public sealed interface Factor {
  /// How much it counts beside the others, 0 to 100; 0 switches it off.
  double weight();

  /// Alerts that are less alike in this never go together, whatever the others say; 0 to 1, 0 asks for nothing.
  double least();

  /// Whether it says anything at all.
  default boolean on() {
    return weight() > 0 || least() > 0;
  }

  /// A field of the alert: the class, the location, the text.
  ///
  /// @param shingle length of the pieces that texts are cut into, 1 to 10; used by {@link Measure#SHINGLES}
  record Field(String name, Measure measure, int shingle, double least, double weight)
      implements Factor {}

  /// How soon it came after the last alert of the group: 1 at the same moment, 0 when the window is over.
  record Time(double least, double weight) implements Factor {}

  /// How near it is to the first alert of the group in the topology: 1 for the same entity, 0 beyond so many hops.
  ///
  /// @param hops 0 to 6
  record Topology(int hops, double least, double weight) implements Factor {}

  /// How texts are compared.
  enum Measure {
    /// The same but for case and blanks around, or not.
    EXACT,
    /// By pieces of some characters; finds names that differ in a number.
    SHINGLES,
    /// By words; finds sentences that differ in a word.
    WORDS;

    String wire() {
      return Words.of(this);
    }

    static Optional<Measure> of(String word) {
      return Words.find(Measure.class, word);
    }
  }
}
