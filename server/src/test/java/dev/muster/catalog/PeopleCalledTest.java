package dev.muster.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Role;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeopleCalledTest {
  private static User user(String id, String name, String email) {
    return new User(
        id, name, email, ZoneOffset.UTC, Role.USER, null, null, "red", null, Instant.EPOCH);
  }

  @Test
  void many_words_are_looked_up_together_and_name_one_person_each_or_nobody() {
    User ann = user("PANN", "Ann Lee", "ann@example.com");
    User other = user("POTHER", "ann lee", "lee@example.com");
    User bert = user("PBERT", "bert", "Bert@example.com");
    assertThat(
            PostgresPeople.called(
                List.of("ANN@example.com ", "Ann Lee", "ann", "lee", "bert", "carl"),
                List.of(ann, other, bert)))
        .as("two are called Ann Lee; Bert is so by name and by address, and is one")
        .containsOnlyKeys("ANN@example.com ", "ann", "lee", "bert")
        .containsEntry("ANN@example.com ", ann)
        .containsEntry("ann", ann)
        .containsEntry("lee", other)
        .containsEntry("bert", bert);
  }
}
