package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static Body parse(String json) {
    return Body.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_nul_is_found_wherever_it_is_and_its_place_is_told() {
    assertThatThrownBy(() -> parse("{'a':{'b':[1,{'c':'x'},{'c':'\\u0000'}]}}"))
        .hasMessageContaining("'a.b[2].c' holds a NUL character.");
    assertThatThrownBy(() -> parse("{'a':[{'n\\u0000o':1}]}"))
        .hasMessageContaining("'a[0].n o' holds a NUL character.");
    assertThatThrownBy(() -> parse("{'" + "n".repeat(5_000) + "':'\\u0000'}"))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(500));
    assertThat(parse("{'a':{'b':['x',null,2]}}").has("a")).isTrue();
  }

  @Test
  void what_is_not_json_is_told_with_its_place_and_in_no_library_s_words() {
    assertThatThrownBy(() -> parse("{"))
        .satisfies(refusal ->
            assertThat(refusal.toString())
                .contains("not valid JSON", "end-of-input", "line 1, column")
                .doesNotContain("REDACTED", "Source", "Feature"));
  }

  @Test
  void bounds_of_a_length_in_seconds_are_told_in_words_too() {
    Body body = parse("{'grace_seconds':1,'rank':0}");
    assertThat(body.number("grace_seconds", 10, 34_560_000)).isNull();
    assertThat(body.number("rank", 1, 9)).isNull();
    assertThatThrownBy(body::check)
        .satisfies(refusal ->
            assertThat(refusal.toString())
                .contains(
                    "'grace_seconds' must be between 10 and 34560000 (10 s to 400 d)",
                    "'rank' must be between 1 and 9"));
  }

  /// Anybody may send a body before signing in.
  @Test
  void long_names_around_many_numbers_cost_no_more_than_their_length() {
    var json = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      json.append("{\"").append("n".repeat(40_000)).append("\":");
    }
    json.append("[1").append(",1".repeat(100_000)).append(']').append("}".repeat(10));
    byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Body.parse(body);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200L * body.length);
  }
}
