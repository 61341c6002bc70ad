package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.numbers.Tallies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// What the engine has learned of the past of one house; immutable once made. {@link #none()} is a house without a past: then nothing
/// is taken for noise, and what belongs together is judged by the topology and by time alone.
public final class LearnedModel {
  private static final int FORMAT = 15;

  /// Of fewer alerts most kinds have been seen a handful of times: that one was never noise is chance, and so is that it will be.
  private static final int MANY = 300;

  /// What it is asked, in the order in which the answers are kept.
  enum Question {
    /// Whether an alert is noise.
    NOISE,
    /// Whether two alerts belong together.
    PAIR,
    /// Whether an alert belongs to a group.
    JOIN,
    /// Whether two groups are one.
    MERGE,
    /// Whether a group is an incident.
    REAL,
    /// Whether a part of a group is another incident.
    PART
  }

  final Experience experience;

  /// What answers each question, by stretch of the past: while learning, a stretch is judged by what the others taught; afterwards there is
  /// only one. What is missing has not been learned.
  private final Map<Question, List<BoostedTrees>> trees = new EnumMap<>(Question.class);

  private final int learnedFrom;

  /// What the past calls the doors of services, to the ids of these; kept, so that the past reads the same for as long as this is in force.
  private final SortedMap<String, String> doors;

  /// When what came in that past, as {@link Recurrences#write} writes it; each engine goes on with a copy of its own.
  private final byte[] habits;

  private static final byte[] NO_HABITS = new Recurrences().packed();

  private final long digest;

  /// @param digested whether it is finished, and so has a digest
  private LearnedModel(
      Experience experience,
      Map<Question, List<BoostedTrees>> trees,
      int learnedFrom,
      SortedMap<String, String> doors,
      byte[] habits,
      boolean digested) {
    this.experience = experience;
    this.trees.putAll(trees);
    this.learnedFrom = learnedFrom;
    this.doors = doors;
    this.habits = habits;
    long sum = 0;
    if (digested) {
      var crc = new CRC32();
      crc.update(write());
      sum = crc.getValue();
    }
    this.digest = sum;
  }

  /// Nothing has been learned.
  public static LearnedModel none() {
    return learning(new Experience(), Map.of());
  }

  /// What is known while learning goes on.
  static LearnedModel learning(Experience experience, Map<Question, List<BoostedTrees>> trees) {
    return new LearnedModel(experience, trees, 0, Collections.emptySortedMap(), NO_HABITS, false);
  }

  /// What was learned in the end; without trees, only what people said of pairs is known.
  ///
  /// @param came when what came in that past
  static LearnedModel learned(
      Experience experience,
      Map<Question, List<BoostedTrees>> trees,
      int learnedFrom,
      Recurrences came) {
    return new LearnedModel(
        experience, trees, learnedFrom, Collections.emptySortedMap(), came.packed(), true);
  }

  /// The same, learned of a past that calls the doors of services so.
  ///
  /// @param known what the past calls a door, to the id of the service
  public LearnedModel through(Map<String, String> known) {
    return new LearnedModel(
        experience,
        trees,
        learnedFrom,
        Collections.unmodifiableSortedMap(new TreeMap<>(known)),
        habits,
        digest != 0);
  }

  /// The same for an engine that is told that whole past once more, and so sees for itself when what came.
  public LearnedModel withoutHabits() {
    return new LearnedModel(experience, trees, learnedFrom, doors, NO_HABITS, digest != 0);
  }

  /// What the past calls the doors of services, to the ids of these.
  public SortedMap<String, String> doors() {
    return doors;
  }

  /// How many past alerts it was learned from.
  public int learnedFrom() {
    return learnedFrom;
  }

  /// Whether it knows what was noise, but from so few alerts that a kind may be missing from that by chance.
  boolean isSlight() {
    boolean learned = learnedFrom > 0; // while it is being learned, it is of nothing yet
    return answers(Question.NOISE) && learned && learnedFrom < MANY;
  }

  /// Log-odds from which on a group of alerts is called an incident, as the past suggests; empty when it says nothing of it.
  public OptionalDouble bar() {
    return experience.open == null ? OptionalDouble.empty() : OptionalDouble.of(experience.open);
  }

  /// The same for the same learned content; 0 when nothing has been learned.
  public long digest() {
    return digest;
  }

  /// Whether an answer to the question has been learned.
  boolean answers(Question question) {
    return trees.containsKey(question);
  }

  /// What answers the question about an alert of that stretch of the past; null when it has not been learned.
  @Nullable BoostedTrees of(Question question, int fold) {
    List<BoostedTrees> models = trees.get(question);
    if (models == null) {
      return null;
    }
    return models.get(fold < 0 || models.size() == 1 ? 0 : fold * models.size() / Tallies.FOLDS);
  }

  /// As bytes, to be kept; {@link #read} makes the same of them.
  public byte[] write() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeInt(learnedFrom);
      experience.write(out);
      for (Question question : Question.values()) {
        write(out, of(question, Tallies.ALL));
      }
      out.writeInt(doors.size());
      for (Map.Entry<String, String> door : doors.entrySet()) {
        out.writeUTF(door.getKey());
        out.writeUTF(door.getValue());
      }
      out.writeInt(habits.length);
      out.write(habits);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /// When what came in the past, for an engine to go on with.
  Recurrences habits() {
    return Recurrences.unpacked(habits);
  }

  private static void write(DataOutputStream out, @Nullable BoostedTrees trees) throws IOException {
    out.writeBoolean(trees != null);
    if (trees != null) {
      trees.write(out);
    }
  }

  /// The model that those bytes hold.
  ///
  /// @throws IllegalArgumentException when they hold none of this version; learn anew then
  public static LearnedModel read(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readInt();
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "a learned model of format " + format + ", but only " + FORMAT + " is known");
      }
      int learnedFrom = in.readInt();
      Experience experience = Experience.read(in);
      var trees = new EnumMap<Question, List<BoostedTrees>>(Question.class);
      for (Question question : Question.values()) {
        if (in.readBoolean()) {
          trees.put(question, List.of(BoostedTrees.read(in)));
        }
      }
      SortedMap<String, String> doors = readDoors(in);
      byte[] habits = new byte[in.readInt()];
      in.readFully(habits);
      return new LearnedModel(experience, trees, learnedFrom, doors, habits, true);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "no learned model: " + unreadable.getMessage(), unreadable);
    }
  }

  /// Whether {@link #read} knows the form of what begins so.
  ///
  /// @param start the first bytes of a model, at least four
  public static boolean knows(byte[] start) {
    return start.length >= Integer.BYTES && ByteBuffer.wrap(start).getInt() == FORMAT;
  }

  private static SortedMap<String, String> readDoors(DataInputStream in) throws IOException {
    var doors = new TreeMap<String, String>();
    for (int left = in.readInt(); left > 0; left--) {
      doors.put(in.readUTF(), in.readUTF());
    }
    return Collections.unmodifiableSortedMap(doors);
  }
}
