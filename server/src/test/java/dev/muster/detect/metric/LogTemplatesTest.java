package dev.muster.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogTemplatesTest {
  @Test
  void values_are_masked_and_what_differs_becomes_a_gap() {
    var templates = new LogTemplates(100);
    LogTemplates.Found first =
        templates.learn("shop", "Order 4711 of customer anna failed after 35ms");
    assertThat(first.first()).isTrue();
    LogTemplates.Found second =
        templates.learn("shop", "Order 9 of customer bert failed after 1.2s");
    assertThat(second.first()).isFalse();
    assertThat(second.changed()).isTrue();
    assertThat(second.template().id()).isEqualTo(first.template().id());
    assertThat(second.template().text()).isEqualTo("Order <*> of customer <*> failed after <*>");
    assertThat(templates.learn("shop", "Order 5 of customer cleo failed after 9s").changed())
        .isFalse();
  }

  @Test
  void another_service_and_another_message_have_templates_of_their_own() {
    var templates = new LogTemplates(100);
    String id = templates.learn("shop", "connection lost").template().id();
    assertThat(templates.learn("mail", "connection lost").template().id()).isNotEqualTo(id);
    assertThat(templates.learn("shop", "disk full").template().id()).isNotEqualTo(id);
  }

  @Test
  void what_was_stored_is_known_after_a_restart() {
    var before = new LogTemplates(100);
    before.learn("s", "user anna signed in from 10.0.0.1:80");
    LogTemplates.Template template =
        before.learn("s", "user bert signed in from 10.0.0.2:81").template();
    var after = new LogTemplates(100);
    after.restore(template);
    LogTemplates.Found found = after.learn("s", "user cleo signed in from 10.0.0.3:82");
    assertThat(found.first()).isFalse();
    assertThat(found.template()).isEqualTo(template);
  }

  @Test
  void their_number_is_bounded() {
    var templates = new LogTemplates(50);
    var random = new SplittableRandom(3);
    var ids = new HashSet<String>();
    for (int i = 0; i < 5_000; i++) {
      var message = new StringBuilder();
      for (int word = random.nextInt(1, 12); word > 0; word--) {
        message.append((char) ('a' + random.nextInt(26))).append((char) ('a' + random.nextInt(26)));
        message.append(' ');
      }
      ids.add(templates.learn("s", message.toString()).template().id());
    }
    assertThat(templates.size()).isLessThanOrEqualTo(50);
    assertThat(ids).hasSizeLessThanOrEqualTo(51).contains("other");
  }
}
