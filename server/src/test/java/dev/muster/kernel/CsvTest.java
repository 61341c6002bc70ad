package dev.muster.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  private static List<String> faults(String text) {
    return Csv.faults(Csv.lines(text, ','), 3);
  }

  @Test
  void each_row_has_as_many_cells_as_the_first_line_names() {
    assertThat(faults("id,name\na,b\n\n,\n\"c,c\",\"d\nd\"\n")).isEmpty();
    assertThat(faults("id,name\na\nb,c\nd,e,f\n"))
        .containsExactly(
            "row 2: field 'name' is missing; it has 1 of 2 cells",
            "row 4: what comes after field 'name' has no column; it has 3 cells for 2 columns. A"
                + " text that holds the separator must stand in double quotes");
    assertThat(faults("id,,ID\n"))
        .containsExactly("row 1: column 2 has no name", "row 1: two columns have the name 'ID'");
    assertThat(faults("id,name\na\nb\nc\nd\n")).hasSize(3);
  }
}
