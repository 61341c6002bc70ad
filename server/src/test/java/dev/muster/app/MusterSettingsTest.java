package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class MusterSettingsTest {
  @Test
  void without_a_word_the_defaults_hold() {
    var settings = bind(Map.of());
    assertThat(settings)
        .isEqualTo(
            new MusterSettings(
                8080,
                "",
                -1,
                "",
                Path.of("data"),
                "",
                "",
                "",
                "",
                20,
                10,
                null,
                null,
                null,
                false,
                "",
                "info",
                0,
                30,
                2_000,
                180,
                false,
                null,
                false,
                new MusterSettings.Admin("", "", ""),
                new MusterSettings.Mail("", 587, "", "", "", false),
                new MusterSettings.MailIn(0, "", "", "", ""),
                new MusterSettings.Drop("", Duration.ofSeconds(5), 14),
                new MusterSettings.Metrics(
                    Duration.ofMinutes(1), "UTC", 10_000, 20_000, 14, 400, 0, "", -1),
                new MusterSettings.Phone("", "", "", "", "", false)));
    assertThat(settings.webBaseOrLocal()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(settings.apiBaseOrLocal()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(settings.databaseIsEmbedded()).isTrue();
  }

  @Test
  void every_setting_has_an_environment_variable() {
    var values = new LinkedHashMap<String, Object>();
    values.put("MUSTER_PORT", "1");
    values.put("MUSTER_BIND", "127.0.0.1");
    values.put("MUSTER_SECRET_KEY_FILE", "/srv/keys/muster");
    values.put("MUSTER_MACHINE_PORT", "2");
    values.put("MUSTER_MACHINE_BIND", "::1");
    values.put("MUSTER_DATA", "/srv/muster");
    values.put("MUSTER_DATABASE_URL", "jdbc:postgresql://db/muster");
    values.put("MUSTER_DATABASE_USER", "u");
    values.put("MUSTER_DATABASE_PASSWORD", "p");
    values.put("MUSTER_DATABASE_CONNECTIONS", "30");
    values.put("MUSTER_LIST_SECONDS", "20");
    values.put("MUSTER_NODE_URL", "http://10.0.0.5:8080");
    values.put("MUSTER_WEB_BASE", "https://muster.example.com/");
    values.put("MUSTER_API_BASE", "https://api.example.com");
    values.put("MUSTER_STRICT_INTAKE", "true");
    values.put("MUSTER_FALLBACK_TARGET", "boss@example.com");
    values.put("MUSTER_LOG_LEVEL", "DEBUG");
    values.put("MUSTER_ADMIN_EMAIL", "ana@example.com");
    values.put("MUSTER_ADMIN_PASSWORD", "secret");
    values.put("MUSTER_ADMIN_TOKEN", "abcdefghij0123456789");
    values.put("MUSTER_MAIL_HOST", "smtp");
    values.put("MUSTER_MAIL_PORT", "25");
    values.put("MUSTER_MAIL_USER", "m");
    values.put("MUSTER_MAIL_PASSWORD", "q");
    values.put("MUSTER_MAIL_FROM", "muster@example.com");
    values.put("MUSTER_MAIL_STARTTLS", "true");
    values.put("MUSTER_MAIL_IN_PORT", "2525");
    values.put("MUSTER_MAIL_IN_BIND", "127.0.0.1");
    values.put("MUSTER_MAIL_IN_DOMAIN", "muster.example.com");
    values.put("MUSTER_MAIL_IN_CERTIFICATE", "/tls/mail.crt");
    values.put("MUSTER_MAIL_IN_KEY", "/tls/mail.key");
    values.put("MUSTER_DROP_FOLDER", "/srv/drop");
    values.put("MUSTER_DROP_SETTLE", "30s");
    values.put("MUSTER_DROP_KEEP_DAYS", "3");
    values.put("MUSTER_EVENTS_PER_KEY", "120");
    values.put("MUSTER_TAPE_DAYS", "7");
    values.put("MUSTER_OUTBOUND_PRIVATE", "true");
    values.put("MUSTER_REPLAY_FROM", "2026-03-04T00:00:00Z");
    values.put("MUSTER_DEMO", "true");
    values.put("MUSTER_PHONE_BASE", "https://api.example.com");
    values.put("MUSTER_PHONE_ACCOUNT", "AC1");
    values.put("MUSTER_PHONE_TOKEN", "t");
    values.put("MUSTER_PHONE_FROM", "+4930123");
    values.put("MUSTER_PHONE_WHATSAPP_FROM", "+4930124");
    values.put("MUSTER_PHONE_REPLIES", "true");
    values.put("MUSTER_METRICS_STEP", "10s");
    values.put("MUSTER_METRICS_ZONE", "Europe/Berlin");
    values.put("MUSTER_METRICS_SERIES_PER_SOURCE", "5");
    values.put("MUSTER_METRICS_WATCHED_SERIES", "6");
    values.put("MUSTER_METRICS_STEP_DAYS", "7");
    values.put("MUSTER_METRICS_HOUR_DAYS", "8");
    values.put("MUSTER_METRICS_STATSD_PORT", "8125");
    values.put("MUSTER_MEMORY_INCIDENTS", "50");
    values.put("MUSTER_MEMORY_DAYS", "9");
    values.put("MUSTER_METRICS_STATSD_KEY", "k");
    values.put("MUSTER_METRICS_OTLP_PORT", "4318");
    assertThat(values.keySet())
        .containsExactlyInAnyOrderElementsOf(
            SettingNames.all().keySet().stream().map(SettingNames::variable).toList());
    assertThat(bind(values))
        .isEqualTo(
            new MusterSettings(
                1,
                "127.0.0.1",
                2,
                "::1",
                Path.of("/srv/muster"),
                "/srv/keys/muster",
                "jdbc:postgresql://db/muster",
                "u",
                "p",
                30,
                20,
                URI.create("http://10.0.0.5:8080"),
                URI.create("https://muster.example.com"),
                URI.create("https://api.example.com"),
                true,
                "boss@example.com",
                "debug",
                120,
                7,
                50,
                9,
                true,
                Instant.parse("2026-03-04T00:00:00Z"),
                true,
                new MusterSettings.Admin("ana@example.com", "secret", "abcdefghij0123456789"),
                new MusterSettings.Mail("smtp", 25, "m", "q", "muster@example.com", true),
                new MusterSettings.MailIn(
                    2525, "127.0.0.1", "muster.example.com", "/tls/mail.crt", "/tls/mail.key"),
                new MusterSettings.Drop("/srv/drop", Duration.ofSeconds(30), 3),
                new MusterSettings.Metrics(
                    Duration.ofSeconds(10), "Europe/Berlin", 5, 6, 7, 8, 8125, "k", 4318),
                new MusterSettings.Phone(
                    "https://api.example.com", "AC1", "t", "+4930123", "+4930124", true)));
  }

  @ParameterizedTest
  @CsvSource({
    "MUSTER_PORT, 70000, muster.port",
    "MUSTER_MACHINE_PORT, 8080, muster.machine-port",
    "MUSTER_METRICS_STEP, 1ms, muster.metrics.step",
    "MUSTER_METRICS_ZONE, Mars/Olympus, muster.metrics.zone",
    "MUSTER_METRICS_OTLP_PORT, -2, muster.metrics.otlp-port",
    "MUSTER_METRICS_STATSD_PORT, 8125, muster.metrics.statsd-key",
    "MUSTER_DATABASE_URL, mysql://x, muster.database-url",
    "MUSTER_DATABASE_CONNECTIONS, 1, muster.database-connections",
    "MUSTER_LIST_SECONDS, 0, muster.list-seconds",
    "MUSTER_WEB_BASE, muster.example.com, muster.web-base",
    "MUSTER_LOG_LEVEL, loud, muster.log-level",
    "MUSTER_ADMIN_PASSWORD, secret, muster.admin.email",
    "MUSTER_MAIL_PORT, -1, muster.mail.port",
    "MUSTER_MAIL_IN_PORT, -1, muster.mail-in.port",
    "MUSTER_DROP_KEEP_DAYS, 0, muster.drop.keep-days",
    "MUSTER_MAIL_IN_KEY, mail.key, muster.mail-in.certificate is missing",
  })
  void what_cannot_work_is_refused_by_name(String variable, String value, String named) {
    assertThatThrownBy(() -> bind(Map.of(variable, value))).rootCause().hasMessageContaining(named);
  }

  @Test
  void secrets_are_not_printed() {
    var settings =
        bind(
            Map.of(
                "MUSTER_ADMIN_EMAIL", "ana@example.com",
                "MUSTER_ADMIN_PASSWORD", "hush",
                "MUSTER_MAIL_PASSWORD", "hush",
                "MUSTER_DATABASE_PASSWORD", "hush"));
    assertThat(settings + " " + settings.admin() + settings.mail()).doesNotContain("hush");
  }

  @Test
  void unknown_names_are_found() {
    var environment = environment(Map.of("MUSTER_PROT", "1", "MUSTER_JAVA_OPTS", "-Xmx2g"));
    environment
        .getPropertySources()
        .addFirst(
            new org.springframework.core.env.MapPropertySource(
                "file",
                Map.ofEntries(
                    Map.entry("muster.machinePort", "1"),
                    Map.entry("muster.mail.hots", "x"),
                    Map.entry("muster.api-document", "/x"),
                    Map.entry("muster.trial", "true"),
                    Map.entry("other.x", "1"))));
    assertThat(Welcome.unknown(environment)).containsExactly("MUSTER_PROT", "muster.mail.hots");
  }

  private static MusterSettings bind(Map<String, ? extends Object> variables) {
    var environment = environment(variables);
    ConfigurationPropertySources.attach(environment);
    return Binder.get(environment).bindOrCreate("muster", MusterSettings.class);
  }

  private static StandardEnvironment environment(Map<String, ? extends Object> variables) {
    var environment = new StandardEnvironment();
    var sources = environment.getPropertySources();
    sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    sources.replace(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new LinkedHashMap<>(variables)));
    return environment;
  }
}
