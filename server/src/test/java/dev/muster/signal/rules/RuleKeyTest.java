package dev.muster.signal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleKeyTest {
  @Test
  void no_two_rules_have_the_same_whatever_their_ids_hold() {
    List<String> ids = List.of("a", "b", "a.b", "b.c", "c", "a/b", "b/c", "a%2Fb", "a\tb", "");
    var keys = new HashSet<String>();
    for (String set : ids) {
      for (String id : ids) {
        assertThat(keys.add(RuleKey.of("o", RulePath.Kind.GLOBAL, set, id))).isTrue();
      }
      assertThat(keys.add(RuleKey.of("o", RulePath.Kind.GLOBAL, set))).isTrue();
    }
  }

  @Test
  void a_rule_is_found_by_its_whole_id_and_by_no_part_of_it() {
    String key = RuleKey.of("o", RulePath.Kind.SERVICE, "start", "web.prod");
    assertThat(RuleKey.endsWith(key, "web.prod")).isTrue();
    assertThat(RuleKey.endsWith(key, "prod")).isFalse();
    assertThat(RuleKey.endsWith(RuleKey.of("o", RulePath.Kind.SERVICE, "start", "a/b"), "a/b"))
        .isTrue();
    assertThat(RuleKey.endsWith("stage.web/prod", "prod")).isFalse();
    assertThat(RuleKey.endsWith(RuleKey.of("o", RulePath.Kind.ROUTER, "catch_all"), "catch_all"))
        .isFalse();
  }
}
