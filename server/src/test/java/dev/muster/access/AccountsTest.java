package dev.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountsTest {
  /// Else the time of an answer tells whether somebody is known.
  @Test
  void nobodys_password_takes_as_long_to_compare_as_a_stored_one() {
    String stored = Accounts.ENCODER.encode("correct horse battery");

    assertThat(Accounts.NOBODYS_PASSWORD)
        .hasSameSizeAs(stored)
        .startsWith(stored.substring(0, "$2a$11$".length()));
  }
}
