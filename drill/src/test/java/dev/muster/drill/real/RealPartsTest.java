package dev.muster.drill.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealPartsTest {
  @Test
  void prometheus_and_alertmanager_page_a_person_and_take_it_back(@TempDir Path folder)
      throws Exception {
    String printed =
        Namespace.run(
            MonitoringScenario.class,
            folder,
            Tools.debian("prometheus", "prometheus").toString(),
            Tools.debian("prometheus-alertmanager", "prometheus-alertmanager").toString(),
            Tools.chromium().toString());
    assertThat(printed).contains("ok  the person on call was told of the recovery by mail");
  }

  @Test
  void the_vendors_npm_clients_work_unchanged(@TempDir Path folder) throws Exception {
    String printed = Namespace.run(ClientsScenario.class, folder, Tools.npmClients().toString());
    assertThat(printed).contains("ok  pd event alert");
  }
}
