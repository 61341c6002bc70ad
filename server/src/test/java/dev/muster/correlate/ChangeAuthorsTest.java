package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeAuthorsTest {
  @Test
  void a_name_with_an_address_is_looked_up_by_either() {
    assertThat(ChangeAuthors.names("Ann Lee <ann@example.com>"))
        .containsExactly("Ann Lee <ann@example.com>", "ann@example.com", "Ann Lee");
    assertThat(ChangeAuthors.names("<ann@example.com>"))
        .containsExactly("<ann@example.com>", "ann@example.com");
  }

  @Test
  void anything_else_is_one_name() {
    assertThat(ChangeAuthors.names("ann")).containsExactly("ann");
    assertThat(ChangeAuthors.names("a > b < c")).containsExactly("a > b < c");
  }
}
