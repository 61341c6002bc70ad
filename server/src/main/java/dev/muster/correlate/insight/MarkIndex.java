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
/// next new one. Whoever leaves marks is a number, too, so that going through all who left one touches nothing else.
final class MarkIndex {
  private static final int[] NOBODY = {};

  private final List<Map<String, Integer>> numbers = new ArrayList<>();
  private final List<String> marks = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  /// By mark who has it, and behind them room for more.
  private int[][] owners = new int[1024][];

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

  /// Who has that mark, the longest kept first; only so many as {@link #count} says count.
  ///
  /// @param number negative for a mark that nobody has
  int[] owners(int number) {
    return number < 0 ? NOBODY : owners[number];
  }

  /// Notes that this one has the mark, too.
  ///
  /// @param owner leaves a mark once
  /// @return the mark's number
  int add(int channel, String mark, int owner) {
    @Nullable Integer known = numbers.get(channel).get(mark);
    int number = known == null ? next(channel, mark) : known;
    int count = counts[number];
    if (count == owners[number].length) {
      owners[number] = Arrays.copyOf(owners[number], Math.max(2, count + (count >> 1)));
    }
    owners[number][count] = owner;
    counts[number]++;
    return number;
  }

  private int next(int channel, String mark) {
    @Nullable Integer given = free.poll();
    int number = given == null ? marks.size() : given;
    if (given == null) {
      marks.add(mark);
      if (number == counts.length) {
        counts = Arrays.copyOf(counts, 2 * number);
        owners = Arrays.copyOf(owners, 2 * number);
      }
    } else {
      marks.set(number, mark);
    }
    owners[number] = NOBODY;
    numbers.get(channel).put(mark, number);
    return number;
  }

  /// Notes that this one is gone, who had the mark.
  void remove(int channel, int number, int owner) {
    int[] known = owners[number];
    int count = counts[number];
    for (int i = 0; i < count; i++) {
      if (known[i] == owner) {
        System.arraycopy(known, i + 1, known, i, count - i - 1);
        counts[number]--;
        if (count == 1) {
          numbers.get(channel).remove(marks.get(number));
          owners[number] = NOBODY;
          free.add(number);
        }
        return;
      }
    }
  }
}
