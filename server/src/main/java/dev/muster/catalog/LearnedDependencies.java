package dev.muster.catalog;

import dev.muster.kernel.Trust;
import java.time.Instant;
import java.util.List;

/// Dependencies that Muster found out by itself, and what people said of them. The topology offers it as a bean.
public interface LearnedDependencies {
  /// One between services of this house that nobody has confirmed or rejected.
  ///
  /// @param confidence as of now, 0..1; it fades as long as it does not show again
  /// @param evidence what it rests on, in plain words
  /// @param used whether decisions rest on it, as enough of what was suggested before was right
  record Learned(
      String dependentId, String supportingId, double confidence, String evidence, boolean used) {}

  List<Learned> betweenServices(Instant now);

  /// How the suggestions did that people judged.
  Trust trust();

  /// What a person said of one, when.
  ///
  /// @param from id in the topology of what rests on the other
  record Word(
      String from, String to, boolean accepted, double confidence, String byId, Instant at) {}

  /// Newest first.
  List<Word> words(int most);

  /// How many words were said.
  long wordCount();
}
