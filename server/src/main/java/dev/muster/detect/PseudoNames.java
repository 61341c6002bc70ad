package dev.muster.detect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Gives the pseudo headers of an HTTP/2 connection the short names that HPACK has for them (RFC 7541, appendix A).
///
/// A client may also spell `:path` out as a name like any other, which gRPC's own core does and with it the exporters of
/// Python, Ruby, PHP and C++. Helidon 4.5 takes that for a break of the protocol and ends the connection. Both forms mean the
/// same to the table of headers that client and server keep, so one may stand for the other.
///
/// Bytes come in as they arrive and go out as soon as they are whole; everything but a frame of headers passes as it is. What
/// is not understood passes, too: to refuse it is up to the server. Not safe for use by several threads.
final class PseudoNames {
  /// Octets that a connection begins with.
  private static final int PREFACE = 24;

  private static final int FRAME_HEADER = 9;
  private static final int HEADERS = 1;
  private static final int PADDED = 0x8;
  private static final int PRIORITY = 0x20;

  /// The largest frame that the server takes. Larger ones pass as they come and are refused there by their first bytes.
  private static final int LARGEST = 16 << 10;

  private static final byte[] NOTHING = {};

  private static final Map<String, Integer> INDEXES =
      Map.of(":authority", 1, ":method", 2, ":path", 4, ":scheme", 6);

  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  /// How many bytes pass as they are before the next frame begins.
  private int passing = PREFACE;

  /// How many bytes there must be before what is held is worth a look: who sends byte by byte is not to cost a copy of all with each.
  private int needed;

  /// Takes what has arrived and returns what may go on, which may be nothing.
  byte[] next(byte[] arrived) {
    byte[] bytes = arrived;
    if (held.size() > 0) {
      held.writeBytes(arrived);
      if (held.size() < needed) {
        return NOTHING;
      }
      bytes = held.toByteArray();
      held.reset();
    }
    var out = new ByteArrayOutputStream(bytes.length);
    int at = 0;
    while (at < bytes.length) {
      if (passing > 0) {
        int length = Math.min(passing, bytes.length - at);
        out.write(bytes, at, length);
        passing -= length;
        at += length;
        continue;
      }
      int left = bytes.length - at;
      if (left < FRAME_HEADER) {
        needed = FRAME_HEADER;
        break;
      }
      int length = ((bytes[at] & 255) << 16) | ((bytes[at + 1] & 255) << 8) | (bytes[at + 2] & 255);
      if (bytes[at + 3] != HEADERS || length > LARGEST) {
        passing = FRAME_HEADER + length;
        continue;
      }
      if (left < FRAME_HEADER + length) {
        needed = FRAME_HEADER + length;
        break;
      }
      headers(bytes, at, length, out);
      at += FRAME_HEADER + length;
    }
    held.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  private static void headers(byte[] bytes, int start, int length, ByteArrayOutputStream out) {
    int flags = bytes[start + 4];
    int from = start + FRAME_HEADER;
    int end = from + length;
    int block = from + ((flags & PADDED) == 0 ? 0 : 1) + ((flags & PRIORITY) == 0 ? 0 : 5);
    int padding = (flags & PADDED) == 0 || length == 0 ? 0 : bytes[from] & 255;
    if (block + padding > end) { // the server will say what is wrong with it
      out.write(bytes, start, FRAME_HEADER + length);
      return;
    }
    var frame = new ByteArrayOutputStream(length);
    frame.write(bytes, from, block - from);
    names(bytes, block, end - padding, frame);
    frame.write(bytes, end - padding, padding);
    out.write(frame.size() >> 16);
    out.write(frame.size() >> 8);
    out.write(frame.size());
    out.write(bytes, start + 3, FRAME_HEADER - 3);
    out.writeBytes(frame.toByteArray());
  }

  /// Pseudo headers come before all others, so the first other header ends the search. Names in Huffman's code pass as they are.
  private static void names(byte[] bytes, int from, int end, ByteArrayOutputStream out) {
    int at = from;
    int written = from;
    while (at < end) {
      int first = bytes[at] & 255;
      boolean indexed = first >= 0x80;
      boolean resize = (first & 0xe0) == 0x20;
      if (indexed || resize) {
        at = after(bytes, at, end, indexed ? 7 : 5);
        continue;
      }
      int bits = first >= 0x40 ? 6 : 4;
      int kind = first & ~((1 << bits) - 1);
      int value;
      if (first == kind) { // the name follows
        int length = at + 1 < end ? bytes[at + 1] & 255 : 0;
        if (length == 0 || length >= 0x7f || at + 2 + length > end) {
          break;
        }
        Integer index = INDEXES.get(new String(bytes, at + 2, length, StandardCharsets.ISO_8859_1));
        if (index == null) {
          break;
        }
        out.write(bytes, written, at - written);
        out.write(kind | index);
        value = at + 2 + length;
        written = value;
      } else {
        value = after(bytes, at, end, bits);
      }
      at = afterText(bytes, value, end);
    }
    out.write(bytes, written, end - written);
  }

  /// Where the number ends that begins here in the lowest bits; the end of all when it is cut off or longer than any length here.
  private static int after(byte[] bytes, int at, int end, int bits) {
    int most = (1 << bits) - 1;
    int next = at + 1;
    if (at < end && (bytes[at] & most) == most) {
      while (next < end && bytes[next] < 0) {
        next++;
      }
      next++;
    }
    return Math.min(next, end);
  }

  private static int afterText(byte[] bytes, int at, int end) {
    if (at >= end) {
      return end;
    }
    int next = after(bytes, at, end, 7);
    long length = bytes[at] & 0x7f;
    if (length == 0x7f) {
      int shift = 0;
      for (int i = at + 1; i < next && shift <= 28; i++, shift += 7) {
        length += (long) (bytes[i] & 0x7f) << shift;
      }
    }
    return (int) Math.min(end, next + length);
  }
}
