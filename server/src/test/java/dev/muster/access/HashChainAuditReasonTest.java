package dev.muster.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.web.RequestId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HashChainAuditReasonTest {
  private static final RequestId ORIGIN = new RequestId("R1", "10.0.0.1", "the team was split");

  @Test
  void the_callers_reason_stands_in_the_record_also_beside_one_of_its_own() {
    assertThat(HashChainAudit.withReason(Map.of("name", "a"), ORIGIN))
        .isEqualTo(Map.of("name", "a", "why", "the team was split"));
    assertThat(HashChainAudit.withReason(Map.of("why", "they share a host"), ORIGIN))
        .isEqualTo(Map.of("why", "they share a host", "X-Muster-Why", "the team was split"));
  }
}
