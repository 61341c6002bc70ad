package dev.muster.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupingSettingTest {
  private static final Instant MADE = Instant.parse("2030-03-01T08:00:00.123456Z");
  private static final AlertGrouping TIME = new AlertGrouping.Time(5);

  private static Service service(String id, AlertGrouping grouping) {
    return Service.of(id, "Service " + id, "PPOLICY", MADE).grouping(grouping);
  }

  private static GroupingSetting kept(String id, String... services) {
    return new GroupingSetting(id, null, null, "time", TIME, List.of(services), MADE, MADE);
  }

  @Test
  void no_two_settings_have_one_id() {
    List<GroupingSetting> all =
        GroupingSetting.all(
            List.of(kept("S1", "S2"), kept("S1-2", "S3")),
            List.of(
                service("S1", new AlertGrouping.Intelligent(0)),
                service("S2", TIME),
                service("S3", TIME)));
    assertThat(all).extracting(GroupingSetting::id).containsExactly("S1", "S1-2", "S1-3");
    assertThat(all).extracting(GroupingSetting::place).doesNotHaveDuplicates();
    assertThat(all.getLast().serviceIds()).containsExactly("S1");
  }

  @Test
  void what_was_made_holds_the_services_that_group_like_it() {
    List<Service> services =
        List.of(service("S1", TIME), service("S2", new AlertGrouping.None()), service("S3", TIME));
    assertThat(GroupingSetting.made(List.of(kept("G", "S1", "S2")), services))
        .extracting(GroupingSetting::serviceIds)
        .containsExactly(List.of("S1"));
  }

  @Test
  void a_place_is_read_as_it_was_written() {
    var place = kept("S1.2-3").place();
    assertThat(GroupingSetting.Place.of(place.text())).contains(place);
    for (String odd : List.of("", "S1", ".S1", "-.", "zzzzzzzzzzzzzzzzz.S1", "é.S1")) {
      assertThat(GroupingSetting.Place.of(odd)).as(odd).isEmpty();
    }
  }
}
