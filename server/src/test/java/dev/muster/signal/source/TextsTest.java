package dev.muster.signal.source;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void reads_every_time_as_the_general_parser_does() {
    forAll(
        20_000,
        any -> {
          Instant time =
              Instant.ofEpochSecond(
                  any.nextLong(0, 4_102_444_800L),
                  switch (any.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> any.nextInt(1_000) * 1_000_000L;
                    case 2 -> any.nextInt(1_000_000) * 1_000L;
                    default -> any.nextInt(1_000_000_000);
                  });
          assertThat(Texts.time(time.toString())).isEqualTo(time);
        });
  }

  @Test
  void reads_the_usual_variants() {
    Instant nine = Instant.parse("2026-03-02T09:00:00Z");
    for (String text :
        new String[] {
          "2026-03-02T09:00:00Z",
          "2026-03-02T09:00:00.0Z",
          "2026-03-02T09:00:00.000000000Z",
          "2026-03-02T10:00:00+01:00",
          "2026-03-02T10:00:00+0100",
          "2026-03-02 09:00:00 +0000 UTC",
          "2026-03-02T09:00:00",
          "1772442000",
          "1772442000000",
          "1772442000.0"
        }) {
      assertThat(Texts.time(text)).as(text).isEqualTo(nine);
    }
    assertThat(Texts.time("2024-02-29T23:59:59.5Z")).isEqualTo("2024-02-29T23:59:59.500Z");
    for (String text :
        new String[] {
          "0001-01-01T00:00:00Z",
          "+300000-01-01T00:00:00Z",
          "999999999999999999",
          "yesterday",
          "",
          "2026-13-02T09:00:00Z",
          "2026-03-02T24:61:00Z",
          "-",
          "....",
          "2026-03-0xT09:00:00Z"
        }) {
      assertThat(Texts.time(text)).as(text).isNull();
    }
  }

  @Test
  void cuts_by_characters() {
    assertThat(Texts.longer("\uD83D\uDE00\uD83D\uDE00", 2)).isFalse();
    assertThat(Texts.cut("\uD83D\uDE00\uD83D\uDE00", 1)).isEqualTo("\uD83D\uDE00");
    assertThat(Texts.shortKey("k".repeat(255), 255)).isEqualTo("k".repeat(255));
    assertThat(Texts.shortKey("k".repeat(256), 255)).hasSize(255);
  }
}
