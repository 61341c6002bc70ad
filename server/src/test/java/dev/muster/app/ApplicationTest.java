package dev.muster.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.mobilize.channel.Vapid;
import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigUtils;

class ApplicationTest {
  @Test
  void starts_on_a_database_elsewhere_and_answers(@TempDir Path folder) throws Exception {
    var database = TestPostgres.fresh();
    var file =
        Files.writeString(
            folder.resolve("given.yaml"),
            """
            muster:
              database-url: %s
              database-user: %s
              database-password: %s
              web-base: https://muster.example.com
            """
                .formatted(database.jdbcUrl(), database.user(), database.password()));
    try (var context =
        Main.run(
            "--config=" + file,
            "--port=0",
            "--machine-port=0",
            "--metrics.otlp-port=0",
            "--mail-in.port=0",
            "--data=" + folder.resolve("data"))) {
      assertThat(context.getBean(MusterSettings.class).webBaseOrLocal())
          .isEqualTo(URI.create("https://muster.example.com"));
      int port = requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();

      var health = get(port, "/health");
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).contains("\"status\":\"ok\"", "\"database\":{", "\"engine\":{");
      assertThat(get(port, "/ready").statusCode()).isEqualTo(200);

      var metrics = get(port, "/metrics");
      assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain");
      assertThat(metrics.body()).contains("jvm_memory_used_bytes", "hikaricp_connections");
      leavesForLaterWhatNobodyHasAskedFor(context);
    }
    assertThat(folder.resolve("data/postgres")).doesNotExist();
  }

  /// What a start shall not do, because it takes long and most starts have no use for it.
  private static void leavesForLaterWhatNobodyHasAskedFor(ConfigurableApplicationContext context) {
    assertThat(context.containsBean(AnnotationConfigUtils.EVENT_LISTENER_PROCESSOR_BEAN_NAME))
        .as("looks through all methods of all beans")
        .isFalse();
    assertThat(context.getBeanDefinitionNames())
        .as("bring up the management beans, and with them all that a recorder can be told")
        .noneMatch(name -> name.contains("tomcatMetrics"));
    var database = context.getBean(Database.class);
    String pairs = "select count(*) from mobilize.vapid_key";
    assertThat(database.jdbc().queryForObject(pairs, Integer.class)).as("pairs of keys").isZero();
    var vapid = context.getBean(Vapid.class);
    String key = vapid.publicKey();
    assertThat(vapid.publicKey()).isEqualTo(key);
    assertThat(database.jdbc().queryForObject(pairs, Integer.class)).as("pairs of keys").isOne();
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
