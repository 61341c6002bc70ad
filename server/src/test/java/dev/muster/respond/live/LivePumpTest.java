package dev.muster.respond.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.FakeCatalog;
import dev.muster.kernel.Reason;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.MobilizeEvent;
import dev.muster.mobilize.Who;
import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.fact.MemoryFactLog;
import dev.muster.respond.FakeMobilize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivePumpTest {
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

  private final MemoryTransactions transactions = new MemoryTransactions();
  private final MemoryFactLog log = new MemoryFactLog(transactions, _ -> {});
  private final LiveHub hub = new LiveHub(new SimpleMeterRegistry());
  private final LivePump pump = new LivePump(log, new FakeMobilize(), new FakeCatalog(), hub);

  private void happens(String incident) {
    transactions.run(() ->
        log.append(
            Mobilize.TOPIC,
            0,
            NOW,
            List.of(
                new MobilizeEvent.Acknowledged(
                    incident, Who.muster(), new Reason("test", 1, "It is so."), NOW))));
  }

  @Test
  void what_happens_after_the_greeting_is_heard_though_the_pump_looks_later() {
    happens("Q1");
    LiveListener first = hub.open(null, null);
    pump.follow();
    happens("Q2");
    hub.open(null, null);
    pump.follow();
    assertThat(pump.poll(NOW)).as("incidents that changed").isEqualTo(1);
    assertThat(pump.poll(NOW)).isZero();
    hub.leave(first);
    happens("Q3");
    assertThat(pump.poll(NOW)).isEqualTo(1);
  }
}
