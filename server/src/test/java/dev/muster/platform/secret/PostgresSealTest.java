package dev.muster.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSealTest {
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

  @TempDir Path folder;

  private final Database database = TestDatabase.with();

  private Seal open(Path file, boolean given) {
    return PostgresSeal.open(
        database, new SecretSettings(file, given), new SplittableRandom(3), NOW);
  }

  @Test
  void the_first_start_makes_a_file_that_only_its_owner_reads() throws IOException {
    Path file = folder.resolve("new").resolve("secret.key");
    Seal made = open(file, false);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String sealed = made.seal("p", "swordfish");
    assertThat(open(file, false).open("p", sealed)).isEqualTo("swordfish");
  }

  @Test
  void a_file_that_has_gone_is_noticed_instead_of_replaced() throws IOException {
    Path file = folder.resolve("secret.key");
    open(file, false);
    Files.delete(file);
    assertThatThrownBy(() -> open(file, false))
        .hasMessageContaining("is missing")
        .hasMessageContaining("were sealed with the key");
    assertThat(file).doesNotExist();
  }

  @Test
  void a_file_that_somebody_named_is_never_made() {
    assertThatThrownBy(() -> open(folder.resolve("mistyped"), true))
        .hasMessageContaining("mistyped is missing");
  }

  @Test
  void keys_are_rotated_by_a_new_first_line() throws IOException {
    Path file = folder.resolve("secret.key");
    String old = open(file, false).seal("p", "swordfish");
    String fresh = Base64.getEncoder().encodeToString(new byte[Seal.KEY_BYTES]);
    Files.writeString(file, fresh + "\n" + Files.readString(file));
    Seal rotated = open(file, false);
    assertThat(rotated.isCurrent(old)).isFalse();
    assertThat(rotated.open("p", old)).isEqualTo("swordfish");
  }

  @Test
  void a_line_that_is_no_key_is_named() throws IOException {
    Path file = folder.resolve("secret.key");
    Files.writeString(file, "# mine\nswordfish\n");
    assertThatThrownBy(() -> open(file, true)).hasMessageContaining("line 2");
    Files.writeString(file, "# nothing\n");
    assertThatThrownBy(() -> open(file, true)).hasMessageContaining("holds no key");
  }
}
