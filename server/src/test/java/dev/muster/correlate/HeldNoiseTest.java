package dev.muster.correlate;

import static dev.muster.correlate.EngineHouse.START;
import static dev.muster.correlate.EngineHouse.opened;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.reading.PastAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// While an incident is being watched after it recovered, what is bad enough to page joins it at once, unless it is probably noise.
class HeldNoiseTest {
  private static final List<String> STRUCK = List.of("host-0", "database-0", "service-0");

  private static PastAlert past(String id, String thing, Instant at, @Nullable String incident) {
    AlertOpened opened = opened(id, id, thing, at);
    return new PastAlert(Sightings.of(opened, "I1"), incident, at.plusSeconds(240));
  }

  /// Ten days: a database that does not answer every hour and means nothing by it, and trouble in another row every six hours.
  private static List<PastAlert> life() {
    var all = new ArrayList<PastAlert>();
    for (int hour = 240; hour > 0; hour--) {
      Instant at = START.minus(Duration.ofHours(hour)).plusSeconds(20);
      all.add(past("n" + hour, "database-4", at, null));
      if (hour % 6 == 3) {
        for (String thing : STRUCK) {
          Instant then = at.plusSeconds(1_200 + 20L * STRUCK.indexOf(thing));
          all.add(past("t" + hour + thing, thing, then, "T" + hour));
        }
      }
    }
    return all;
  }

  private static EngineHouse recovered() {
    LearnedModel model = Learner.learn(EngineHouse.topology(), life(), List.of());
    var room = new EngineHouse(List.of());
    room.database.run(() ->
        room.database
            .sql()
            .sql(
                "insert into correlate.model (made_at, learned_from, digest, content)"
                    + " values (now(), ?, ?, ?)")
            .param(model.learnedFrom())
            .param(model.digest())
            .param(model.write())
            .update());
    for (String thing : STRUCK) {
      Instant at = START.plusSeconds(1_200 + 20L * STRUCK.indexOf(thing));
      room.hear(List.of(opened("A" + thing, "a" + thing, thing, at)));
    }
    assertThat(room.incidentOf("Aservice-0")).isNotNull().isEqualTo(room.incidentOf("Ahost-0"));
    for (String thing : STRUCK) {
      Instant at = START.plusSeconds(1_800);
      room.hear(List.of(new AlertResolved("A" + thing, "S1", "monitor", "I1", at)));
    }
    return room;
  }

  @Test
  void what_is_probably_noise_joins_no_incident_that_is_being_watched() {
    EngineHouse room = recovered();
    room.hear(List.of(opened("N", "n", "database-4", START.plusSeconds(3_620))));
    assertThat(room.incidentOf("N")).isNull();
  }

  @Test
  void what_may_be_more_joins_at_once() {
    EngineHouse room = recovered();
    room.hear(List.of(opened("B", "b", "service-4", START.plusSeconds(3_620))));
    assertThat(room.incidentOf("B")).isEqualTo(room.incidentOf("Aservice-0")).isNotNull();
  }
}
