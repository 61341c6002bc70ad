package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// What comes in by an address or a body and could not be kept.
class QueryTest {
  private static Body body(String json) {
    return Body.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void times_that_no_database_keeps_are_none() {
    for (String time :
        new String[] {
          "+300000-01-01T00:00:00Z",
          "+10000-01-01",
          "0001-01-01T00:00:00Z",
          "1969-12-31T23:59:59Z",
          "-2000-01-01T00:00:00Z",
          "+999999999-12-31T23:59:59-18:00"
        }) {
      assertThat(Query.instant(time, ZoneOffset.UTC)).as(time).isEmpty();
      assertThatThrownBy(
              () -> {
                Body given = body("{\"at\": \"" + time + "\"}");
                given.time("at");
                given.check();
              })
          .as(time)
          .hasMessageContaining("'at'");
    }
    assertThat(Query.instant("1970-01-01T00:00:00Z", ZoneOffset.UTC)).contains(Instant.EPOCH);
    assertThat(Query.instant("9999-12-31", ZoneOffset.UTC)).isPresent();
  }

  @Test
  void nul_characters_are_refused_where_they_stand() {
    assertThatThrownBy(() -> body("{\"a\": {\"list\": [\"x\", {\"b\": \"y\\u0000\"}]}}"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("'a.list[1].b' holds a NUL character");
    assertThatThrownBy(() -> body("{\"a\\u0000\": 1}"))
        .hasMessageContaining("'a ' holds a NUL character");
    assertThat(body("{\"a\": \"\\\\u0000\"}").text("a")).isEqualTo("\\u0000");
    assertThatThrownBy(() -> Query.parse("query=a%00b"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("NUL");
  }

  @Test
  void an_optional_text_is_stripped_and_measured_in_characters() {
    Body given = body("{\"a\": \"  \uD83D\uDE80\uD83D\uDE80 \", \"b\": \" \", \"c\": null}");
    assertThat(given.optional("a", 2)).isEqualTo("\uD83D\uDE80\uD83D\uDE80");
    assertThat(given.optional("b", 2)).isNull();
    assertThat(given.optional("c", 2)).isNull();
    assertThat(given.faults()).isZero();
    assertThat(given.optional("a", 1)).isNull();
    assertThatThrownBy(given::check).hasMessageContaining("'a' is longer than 1 characters");
  }
}
