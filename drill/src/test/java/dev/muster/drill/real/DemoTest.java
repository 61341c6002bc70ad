package dev.muster.drill.real;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as the launcher starts it: a company is there, and something happens to it.
class DemoTest {
  @TempDir Path folder;

  @Test
  void a_newcomer_sees_a_company_and_an_incident() throws Exception {
    try (var muster =
        RunningMuster.start(
            folder,
            RunningMuster.freeAddress(),
            Map.of("MUSTER_MACHINE_PORT", "0"),
            "--demo=true")) {
      muster.wire.await(
          "services of the demo",
          Duration.ofMinutes(4),
          () -> muster.wire.get("/services?limit=100").path("services").size() >= 9);
      muster.wire.await(
          "an incident of the demo",
          Duration.ofMinutes(4),
          () -> !muster.wire.get("/incidents?statuses[]=triggered").path("incidents").isEmpty());
    }
  }
}
