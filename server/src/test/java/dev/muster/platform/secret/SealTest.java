package dev.muster.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SealTest {
  private final Seal seal = SampleSeals.seal(1);

  @Test
  void what_was_sealed_opens_again_and_shows_nothing() {
    String sealed = seal.seal("hook.1", "swordfish");
    assertThat(sealed).doesNotContain("swordfish");
    assertThat(Seal.isSealed(sealed)).isTrue();
    assertThat(seal.isCurrent(sealed)).isTrue();
    assertThat(seal.open("hook.1", sealed)).isEqualTo("swordfish");
    assertThat(seal.seal("hook.1", "swordfish")).isNotEqualTo(sealed);
  }

  @Test
  void every_text_survives() {
    var random = new SplittableRandom(11);
    for (int i = 0; i < 500; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(200); n > 0; n--) {
        text.appendCodePoint(random.nextInt(0xd000));
      }
      String plain = text.toString();
      assertThat(seal.open("p", seal.seal("p", plain))).isEqualTo(plain);
    }
  }

  @Test
  void it_opens_only_where_it_belongs_and_unchanged() {
    String sealed = seal.seal("hook.1", "swordfish");
    assertThatThrownBy(() -> seal.open("hook.2", sealed)).hasMessageContaining("belongs elsewhere");
    char last = sealed.charAt(sealed.length() - 3);
    String changed =
        sealed.substring(0, sealed.length() - 3)
            + (last == 'A' ? 'B' : 'A')
            + sealed.substring(sealed.length() - 2);
    assertThatThrownBy(() -> seal.open("hook.1", changed)).hasMessageContaining("was changed");
    assertThatThrownBy(() -> seal.open("hook.1", "sealed:1:" + seal.current() + ":AAAA"))
        .hasMessageContaining("was changed");
  }

  @Test
  void a_new_key_opens_what_the_old_one_sealed() {
    String old = seal.seal("hook.1", "swordfish");
    Seal rotated = SampleSeals.seal(2, 1);
    assertThat(rotated.open("hook.1", old)).isEqualTo("swordfish");
    assertThat(rotated.isCurrent(old)).isFalse();
    assertThatThrownBy(() -> SampleSeals.seal(2).open("hook.1", old))
        .hasMessageContaining("which is not in the key file")
        .hasMessageContaining(seal.current());
  }

  @Test
  void what_was_never_sealed_is_read_as_it_is() {
    assertThat(seal.open("hook.1", "[\"plain\"]")).isEqualTo("[\"plain\"]");
  }

  @Test
  void a_key_has_256_bits() {
    assertThatThrownBy(() -> new Seal(List.of(new byte[16]), new SplittableRandom(1)))
        .hasMessageContaining("32 bytes");
  }
}
