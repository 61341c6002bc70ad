package dev.muster.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextPiecesTest {
  private static boolean mayHave(String text, String part) {
    List<Integer> pieces =
        Arrays.stream(TextPieces.of(TextPieces.plain(text))).boxed().collect(Collectors.toList());
    int[] wanted = TextPieces.wanted(TextPieces.plain(part));
    assertThat(wanted).as(part).isNotEmpty();
    return Arrays.stream(wanted).allMatch(pieces::contains);
  }

  @Test
  void every_part_has_its_pieces() {
    String text = "Disk /var of db-1.2 is full: ДИСК 磁盘已满\n10.0.0.17 🔥🔥";
    for (String part :
        List.of("disk", "K /V", "1.2", "-1.", "диск", "Ди", "磁盘", "盘已满", "0.0.", ": д", "🔥🔥")) {
      assertThat(mayHave(text, part)).as(part).isTrue();
    }
    for (String part : List.of("disc", "1.3", "dip", "盘磁", "满\n1", "ЖУК")) {
      assertThat(mayHave(text, part)).as(part).isFalse();
    }
  }

  @Test
  void what_is_too_short_has_none() {
    for (String part : List.of("", "a", "1.", "盘", "\n\n")) {
      assertThat(TextPieces.wanted(part)).as(part).isEmpty();
    }
    assertThat(TextPieces.of("ab\ncd")).isEmpty();
  }

  @Test
  void pieces_are_sorted_once_each_and_leave_room() {
    int[] pieces = TextPieces.of("aaaa bbbb aaaa");
    assertThat(pieces).isSorted().doesNotHaveDuplicates();
    assertThat(Arrays.stream(pieces)).allMatch(piece -> piece >= 0 && piece < 1 << TextPieces.BITS);
  }

  @Test
  void plain_keeps_the_length() {
    for (String text : List.of("İSTANBUL", "ΣΑΣ", "straße", "ẞ", "🔥Ж")) {
      assertThat(TextPieces.plain(text).codePointCount(0, TextPieces.plain(text).length()))
          .isEqualTo(text.codePointCount(0, text.length()));
    }
    assertThat(TextPieces.plain("ΟΔΟΣ")).isEqualTo(TextPieces.plain("οδος"));
  }
}
