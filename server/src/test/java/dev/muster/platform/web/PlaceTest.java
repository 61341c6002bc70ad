package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlaceTest {
  private static @Nullable Place read(String query) {
    Query asked = Query.parse(query);
    return Place.of(asked, Paging.of(asked));
  }

  @Test
  void is_read_as_it_was_given_out() {
    for (String at : List.of("2026-03-02T10:00:00.123456Z", "1999-12-31T23:59:59Z")) {
      var place = new Place(Instant.parse(at), "Q1.2");
      assertThat(read("cursor=" + place.cursor())).isEqualTo(place);
    }
    assertThat(read("offset=5")).isNull();
  }

  @Test
  void what_no_list_gave_out_is_refused() {
    for (String cursor :
        List.of("x", ".Q1", "zz.", "!.Q1", "9999999999999.Q1", "99999999999999999999.Q1")) {
      assertThatThrownBy(() -> read("cursor=" + cursor))
          .as(cursor)
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("cursor");
    }
    assertThatThrownBy(() -> read("offset=5&cursor=abc.Q1"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("offset");
  }
}
