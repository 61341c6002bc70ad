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

  @Test
  void a_number_out_of_bounds_is_told_with_bounds_as_people_write_them() {
    Body body = parse("{'a':0,'b':400,'c':-1,'d':0,'e':'1e999','f':null,'g':' 2.5 ','h':[1]}");
    double any = Double.MAX_VALUE;
    assertThat(body.decimal("a", 1.0 / 24, 365)).isNull();
    assertThat(body.decimal("b", 1, 99.9999)).isNull();
    assertThat(body.decimal("c", 0, any)).isNull();
    assertThat(body.decimal("d", Double.MIN_VALUE, any)).isNull();
    assertThat(body.decimal("e", -any, any)).isNull();
    assertThat(body.decimal("f", 1, 2)).isNull();
    assertThat(body.decimal("g", 1, 3)).isEqualTo(2.5);
    assertThat(body.decimal("h", 1, 3)).isNull();
    assertThatThrownBy(body::check)
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal ->
                assertThat(refusal.errors())
                    .containsExactly(
                        "'a' must be a number between 0.0417 and 365",
                        "'b' must be a number between 1 and 99.9999",
                        "'c' must not be negative",
                        "'d' must be more than 0",
                        "'e' must be a number",
                        "'h' must be a number"));
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
