package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.detect.watch.SeriesSearch.Anywhere;
import dev.muster.detect.watch.SeriesSearch.Label;
import org.junit.jupiter.api.Test;

class SeriesSearchTest {
  @Test
  void words_and_labels_are_read_as_people_type_and_paste_them() {
    assertThat(SeriesSearch.of(" http  host-17 ").terms())
        .containsExactly(new Anywhere("http"), new Anywhere("host-17"));
    assertThat(SeriesSearch.of("code=5, host!=web").terms())
        .containsExactly(
            new Label("code", "5", false, false), new Label("host", "web", false, true));
    assertThat(SeriesSearch.of("up{job=\"a b, {c}\",path!='\\'x\\\\'}").terms())
        .containsExactly(
            new Anywhere("up"),
            new Label("job", "a b, {c}", true, false),
            new Label("path", "'x\\", true, true));
    assertThat(SeriesSearch.of("\"two words\" host=").terms())
        .containsExactly(new Anywhere("two words"), new Label("host", "", false, false));
    assertThat(SeriesSearch.of("a=b=c").terms())
        .containsExactly(new Label("a", "b=c", false, false));
  }

  @Test
  void what_is_half_typed_is_no_fault() {
    assertThat(SeriesSearch.of("host=\"we").terms())
        .containsExactly(new Label("host", "we", true, false));
    assertThat(SeriesSearch.of("{ , } =x !").terms())
        .containsExactly(new Anywhere("=x"), new Anywhere("!"));
    assertThat(SeriesSearch.of("\"").terms()).isEmpty();
    assertThat(SeriesSearch.of("a\\").terms()).containsExactly(new Anywhere("a\\"));
    assertThat(SeriesSearch.of("!=x").terms()).containsExactly(new Anywhere("x"));
  }

  @Test
  void patterns_and_pasted_texts_are_refused_in_words() {
    assertThatThrownBy(() -> SeriesSearch.of("code=~\"5..\""))
        .hasMessageContaining("for detectors");
    assertThatThrownBy(() -> SeriesSearch.of("code!~5")).hasMessageContaining("for detectors");
    assertThatThrownBy(() -> SeriesSearch.of("w ".repeat(21))).hasMessage("has more than 20 words");
  }
}
