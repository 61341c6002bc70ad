package dev.muster.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PseudoNamesTest {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static byte[] frame(int type, int flags, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.writeBytes(new byte[] {0, 0, 0, 1});
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// A header whose name is spelled out.
  private static byte[] spelled(int kind, String name, String value) {
    return joined(
        new byte[] {(byte) kind, (byte) name.length()},
        name.getBytes(StandardCharsets.US_ASCII),
        new byte[] {(byte) value.length()},
        value.getBytes(StandardCharsets.US_ASCII));
  }

  /// A header whose name stands in the table.
  private static byte[] indexed(int first, String value) {
    return joined(
        new byte[] {(byte) first, (byte) value.length()},
        value.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static final byte[] TE = spelled(0x40, "te", "trailers");
  private static final byte[] BODY =
      frame(0, 1, "@\5:path is no header here".getBytes(StandardCharsets.US_ASCII));

  @Test
  void names_that_are_spelled_out_become_short_and_all_else_stays() {
    byte[] sent =
        joined(
            PREFACE,
            frame(4, 0, new byte[12]),
            frame(
                1,
                4,
                joined(
                    spelled(0x40, ":path", "/a/Export"),
                    spelled(0x00, ":authority", "house:4317"),
                    spelled(0x10, ":scheme", "http"),
                    new byte[] {(byte) 0x83},
                    TE,
                    spelled(0x40, ":path", "after the others it is wrong and stays so"))),
            BODY);
    byte[] meant =
        joined(
            PREFACE,
            frame(4, 0, new byte[12]),
            frame(
                1,
                4,
                joined(
                    indexed(0x44, "/a/Export"),
                    indexed(0x01, "house:4317"),
                    indexed(0x16, "http"),
                    new byte[] {(byte) 0x83},
                    TE,
                    spelled(0x40, ":path", "after the others it is wrong and stays so"))),
            BODY);
    assertThat(hex(new PseudoNames().next(sent))).isEqualTo(hex(meant));

    // however it arrives
    for (int piece = 1; piece < 40; piece++) {
      var names = new PseudoNames();
      var out = new ByteArrayOutputStream();
      for (int at = 0; at < sent.length; at += piece) {
        out.writeBytes(names.next(Arrays.copyOfRange(sent, at, Math.min(sent.length, at + piece))));
      }
      assertThat(hex(out.toByteArray())).as("in pieces of %d", piece).isEqualTo(hex(meant));
    }
  }

  @Test
  void padding_and_priority_stay_where_they_are() {
    byte[] priority = {0, 0, 0, 0, 9};
    byte[] sent =
        frame(1, 0x2c, joined(new byte[] {3}, priority, spelled(0x40, ":path", "/a"), new byte[3]));
    byte[] meant =
        frame(1, 0x2c, joined(new byte[] {3}, priority, indexed(0x44, "/a"), new byte[3]));
    var names = new PseudoNames();
    names.next(PREFACE);
    assertThat(hex(names.next(sent))).isEqualTo(hex(meant));
  }

  /// What is broken or cut off is for the server to refuse; long values, numbers of several bytes and Huffman's code are passed over.
  @Test
  void whatever_else_stands_in_a_frame_passes_as_it_is() {
    byte[] longValue = joined(new byte[] {0x44, 0x7f, 0x49}, new byte[200]);
    for (byte[] block :
        new byte[][] {
          {},
          {0x40},
          {0x40, 5, ':', 'p'},
          {0x40, (byte) 0x85, 1, 2, 3, 4, 5, 1, 'x'},
          {0x40, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f},
          {(byte) 0xff, (byte) 0xff, (byte) 0xff},
          {0x3f, (byte) 0xe1, 0x1f, (byte) 0x83},
          {0x7f, 0x10, 1, 'x'},
          longValue
        }) {
      var names = new PseudoNames();
      names.next(PREFACE);
      assertThat(hex(names.next(frame(1, 4, block)))).isEqualTo(hex(frame(1, 4, block)));
    }
    var names = new PseudoNames();
    names.next(PREFACE);
    byte[] tooMuchPadding = frame(1, 0xc, new byte[] {9, 0});
    assertThat(hex(names.next(tooMuchPadding))).isEqualTo(hex(tooMuchPadding));
    byte[] after = frame(1, 4, joined(longValue, spelled(0x40, ":method", "POST")));
    assertThat(hex(names.next(after)))
        .isEqualTo(hex(frame(1, 4, joined(longValue, indexed(0x42, "POST")))));
  }

  /// Who sends 16 KiB byte by byte, without a key, must not make Muster copy all that is held with each of them.
  @Test
  void headers_that_come_byte_by_byte_are_looked_at_when_they_are_whole() {
    byte[] frame = frame(1, 4, joined(spelled(0x40, ":path", "/a"), new byte[16_000]));
    var names = new PseudoNames();
    names.next(PREFACE);
    names.next(Arrays.copyOf(frame, 20));
    byte[] nothing = names.next(new byte[] {frame[20]});
    byte[] last = nothing;
    for (int i = 21; i < frame.length; i++) {
      assertThat(last).isEmpty();
      assertThat(last).isSameAs(nothing); // so nothing was copied
      last = names.next(new byte[] {frame[i]});
    }
    assertThat(hex(last))
        .isEqualTo(hex(frame(1, 4, joined(indexed(0x44, "/a"), new byte[16_000]))));
  }

  /// The server refuses them by their first nine bytes.
  @Test
  void headers_that_are_larger_than_a_frame_may_be_are_not_held() {
    var names = new PseudoNames();
    names.next(PREFACE);
    byte[] begun = Arrays.copyOf(frame(1, 4, new byte[(16 << 10) + 1]), 50);
    assertThat(hex(names.next(begun))).isEqualTo(hex(begun));
  }
}
