package dev.muster.signal.source;

import java.util.List;

/// A body that may carry many reports, so that any of them can be kept as a smaller body of the same format, which the same
/// parser reads again.
public final class SplitBody {
  private final byte[] bytes;
  private final int[] spans;
  private final int listFrom;
  private final int listUntil;

  /// @param listFrom position after the list's bracket
  /// @param listUntil position of the list's closing bracket
  /// @param spans start and end of each report; empty when the body is one report
  SplitBody(byte[] bytes, int listFrom, int listUntil, int[] spans) {
    this.bytes = bytes;
    this.listFrom = listFrom;
    this.listUntil = listUntil;
    this.spans = spans;
  }

  static SplitBody whole(byte[] bytes) {
    return new SplitBody(bytes, 0, 0, new int[0]);
  }

  /// The whole body.
  public byte[] whole() {
    return bytes;
  }

  /// One report, exactly as it was sent: the whole body when it is one report.
  public byte[] report(int index) {
    return 2 * index + 1 < spans.length
        ? java.util.Arrays.copyOfRange(bytes, spans[2 * index], spans[2 * index + 1])
        : bytes;
  }

  /// A body with these reports only.
  ///
  /// @param chosen their indices among the reports, in order
  public byte[] part(List<Integer> chosen) {
    if (spans.length == 0 || chosen.size() * 2 == spans.length) {
      return bytes;
    }
    int length = listFrom + bytes.length - listUntil + Math.max(0, chosen.size() - 1);
    for (int index : chosen) {
      length += spans[2 * index + 1] - spans[2 * index];
    }
    byte[] part = new byte[length];
    System.arraycopy(bytes, 0, part, 0, listFrom);
    int at = listFrom;
    boolean first = true;
    for (int index : chosen) {
      if (!first) {
        part[at++] = ',';
      }
      first = false;
      int size = spans[2 * index + 1] - spans[2 * index];
      System.arraycopy(bytes, spans[2 * index], part, at, size);
      at += size;
    }
    System.arraycopy(bytes, listUntil, part, at, bytes.length - listUntil);
    return part;
  }
}
