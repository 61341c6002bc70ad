package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.postgres.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.UrlResource;
import org.springframework.jdbc.datasource.AbstractDataSource;

class PostgresSchemaTest {
  private Duration slept = Duration.ZERO;
  private int asked;

  /// A database that is away for so many tries.
  private final class Late extends AbstractDataSource {
    private final int tries;
    private final String state;

    Late(int tries, String state) {
      this.tries = tries;
      this.state = state;
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (asked++ < tries) {
        throw new SQLException("Connection attempt timed out.", state);
      }
      return TestPostgres.fresh().dataSource().getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }
  }

  private @Nullable String known(DataSource database) {
    return PostgresSchema.known(database, () -> slept.toNanos(), time -> slept = slept.plus(time));
  }

  @Test
  void a_database_that_comes_up_late_is_waited_for() {
    assertThat(known(new Late(3, "08001"))).isNull();
    assertThat(asked).isEqualTo(4);
  }

  @Test
  void one_that_is_starting_up_is_too() {
    assertThat(known(new Late(1, "57P03"))).isNull();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void one_that_stays_away_is_told_of() {
    assertThatThrownBy(() -> known(new Late(Integer.MAX_VALUE, "08001")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Connection attempt timed out");
    assertThat(slept).isEqualTo(PostgresSchema.PATIENCE);
  }

  @Test
  void a_wrong_password_is_said_at_once() {
    assertThatThrownBy(() -> known(new Late(Integer.MAX_VALUE, "28P01")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void a_migration_has_the_same_sum_in_a_folder_and_in_a_jar(@TempDir Path folder)
      throws IOException {
    byte[] text =
        "create table alert.tried (id text);\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    Path plain = Files.write(folder.resolve("V1__tried.sql"), text);
    Path jar = folder.resolve("migrations.jar");
    try (var packed = new JarOutputStream(Files.newOutputStream(jar))) {
      packed.putNextEntry(new JarEntry("V1__tried.sql"));
      packed.write(text);
      packed.closeEntry();
    }
    var inside = new UrlResource(URI.create("jar:" + jar.toUri() + "!/V1__tried.sql"));
    assertThat(PostgresSchema.sum(inside))
        .isEqualTo(PostgresSchema.sum(new FileSystemResource(plain)))
        .isNotZero();
  }
}
