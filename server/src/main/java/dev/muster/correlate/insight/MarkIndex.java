package dev.muster.correlate.insight;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who left which mark (an inverted index). Each mark has a number that is counted up over all channels, so that whoever left marks keeps
/// numbers instead of texts, and comparing two of them looks nothing up. The number of a mark that nobody has any more is given to the
/// next new one.
///
/// @param <T> who leaves marks; the same one leaves a mark once
final class MarkIndex<T> {
  private final List<Map<String, Integer>> numbers = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private final List<List<T>> owners = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int[] counts = new int[1024];

  /// @param channels how many kinds of marks there are; the same text in two of them is two marks
  MarkIndex(int channels) {
    for (int c = 0; c < channels; c++) {
      numbers.add(new HashMap<>());
    }
  }

  /// The mark's number; negative when nobody has it.
  int number(int channel, String mark) {
    return numbers.get(channel).getOrDefault(mark, -1);
  }

  /// How many have that mark.
  ///
  /// @param number negative for a mark that nobody has
  int count(int number) {
    return number < 0 ? 0 : counts[number];
  }

  /// Who has that mark, the longest kept first.
  ///
  /// @param number negative for a mark that nobody has
  List<T> owners(int number) {
    return number < 0 ? List.of() : owners.get(number);
  }

  /// Notes that this one has the mark, too.
  ///
  /// @return the mark's number
  int add(int channel, String mark, T owner) {
    @Nullable Integer known = numbers.get(channel).get(mark);
    int number = known == null ? next(channel, mark) : known;
    owners.get(number).add(owner);
    counts[number]++;
    return number;
  }

  private int next(int channel, String mark) {
    @Nullable Integer given = free.poll();
    int number = given == null ? marks.size() : given;
    if (given == null) {
      marks.add(mark);
      owners.add(new ArrayList<>(2));
      if (number == counts.length) {
        counts = Arrays.copyOf(counts, 2 * counts.length);
      }
    } else {
      marks.set(number, mark);
    }
    numbers.get(channel).put(mark, number);
    return number;
  }

  /// Notes that this one is gone, who had the mark.
  void remove(int channel, int number, T owner) {
    List<T> known = owners.get(number);
    if (known.remove(owner)) {
      counts[number]--;
      if (known.isEmpty()) {
        numbers.get(channel).remove(marks.get(number));
        free.add(number);
      }
    }
  }
}
