package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestIdTest {
  @Test
  void a_reason_is_one_clean_line_of_bounded_length() {
    assertThat(RequestId.reason("  ")).isNull();
    assertThat(RequestId.reason("split%20in%0Atwo, 1+1")).isEqualTo("split in two, 1+1");
    assertThat(RequestId.reason("100 % sure")).isEqualTo("100 % sure");
    assertThat(RequestId.reason("a%00b")).isEqualTo("a\uFFFDb");
    assertThat(RequestId.reason("%F0%9F%98%80".repeat(2_000)))
        .satisfies(cut -> assertThat(cut.codePointCount(0, cut.length())).isEqualTo(500));
  }
}
