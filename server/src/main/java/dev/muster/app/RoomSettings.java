package dev.muster.app;

import dev.muster.correlate.analysis.AnalystSettings;
import dev.muster.detect.DetectSettings;
import dev.muster.detect.watch.WatchSettings;
import dev.muster.mobilize.MobilizeSettings;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import dev.muster.platform.secret.SecretSettings;
import dev.muster.respond.webhook.WebhookSettings;
import dev.muster.signal.IntakeSettings;
import dev.muster.signal.drop.DropSettings;
import dev.muster.signal.mail.MailInSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What each room needs to know of the settings, in the room's own words.
@Configuration(proxyBeanMethods = false)
class RoomSettings {
  private static final Logger LOG = LoggerFactory.getLogger(RoomSettings.class);

  /// As OpenTelemetry's exporters have it when nobody tells them.
  private static final int OTLP_PORT = 4317;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Bean
  SecretSettings secretSettings(MusterSettings settings) {
    boolean given = !settings.secretKeyFile().isEmpty();
    return new SecretSettings(
        given ? Path.of(settings.secretKeyFile()) : settings.data().resolve("secret.key"), given);
  }

  @Bean
  IntakeSettings intakeSettings(MusterSettings settings) {
    var usual = IntakeSettings.usual();
    var host = settings.machineBind().isEmpty() ? settings.bind() : settings.machineBind();
    return new IntakeSettings(
        machinePort(settings.machinePort(), host),
        host.isEmpty() ? "0.0.0.0" : host,
        settings.strictIntake(),
        settings.eventsPerKey(),
        usual.bodyLimit(),
        usual.batchBodyLimit(),
        Duration.ofDays(settings.tapeDays()),
        usual.tapeBytes(),
        usual.changeAge(),
        usual.warmUp(),
        usual.writers());
  }

  @Bean
  AnalystSettings analystSettings(MusterSettings settings) {
    return new AnalystSettings(settings.memoryIncidents(), Duration.ofDays(settings.memoryDays()));
  }

  @Bean
  WatchSettings watchSettings(MusterSettings settings) {
    var usual = WatchSettings.usual();
    var metrics = settings.metrics();
    return new WatchSettings(
        metrics.step(),
        ZoneId.of(metrics.zone()),
        metrics.seriesPerSource(),
        metrics.watchedSeries(),
        usual.snapshotEvery(),
        usual.recent(),
        usual.forgetAfter(),
        Duration.ofDays(metrics.stepDays()),
        Duration.ofDays(metrics.hourDays()),
        usual.lanes());
  }

  @Bean
  DetectSettings detectSettings(MusterSettings settings) {
    var metrics = settings.metrics();
    String host = settings.machineBind().isEmpty() ? settings.bind() : settings.machineBind();
    return new DetectSettings(
        host,
        metrics.statsdPort() == 0 ? -1 : metrics.statsdPort(),
        metrics.statsdKey(),
        switch (metrics.otlpPort()) {
          case 0 -> -1;
          case -1 -> OTLP_PORT;
          default -> metrics.otlpPort();
        },
        metrics.otlpPort() != -1,
        settings.outboundPrivate());
  }

  @Bean
  MobilizeSettings mobilizeSettings(MusterSettings settings) {
    var mail = settings.mail();
    var phone = settings.phone();
    var host = settings.webBaseOrLocal().getHost();
    return new MobilizeSettings(
        settings.fallbackTarget(),
        MobilizeSettings.BUNDLING,
        settings.outboundPrivate(),
        new MailSettings(
            mail.host(),
            mail.port(),
            orNull(mail.user()),
            orNull(mail.password()),
            mail.from().isEmpty() ? "muster@" + host : mail.from(),
            mail.starttls(),
            PATIENCE),
        new PhoneSettings(
            phone.base(),
            phone.account(),
            phone.token(),
            phone.from(),
            orNull(phone.whatsappFrom()),
            phone.replies(),
            PATIENCE));
  }

  @Bean
  WebhookSettings webhookSettings(MusterSettings settings) {
    return new WebhookSettings(settings.outboundPrivate(), List.of());
  }

  @Bean
  MailInSettings mailInSettings(MusterSettings settings) {
    var mail = settings.mailIn();
    String host = mail.bind().isEmpty() ? settings.bind() : mail.bind();
    String domain = mail.domain().isEmpty() ? settings.webBaseOrLocal().getHost() : mail.domain();
    // whoever reaches the port may open alerts, so it is open only where somebody has said so
    return new MailInSettings(
        mail.port() == 0 ? -1 : mail.port(),
        host,
        domain,
        mail.certificate().isEmpty() ? null : Path.of(mail.certificate()),
        mail.key().isEmpty() ? null : Path.of(mail.key()));
  }

  @Bean
  DropSettings dropSettings(MusterSettings settings) {
    var drop = settings.drop();
    return new DropSettings(
        drop.folder().isEmpty() ? null : Path.of(drop.folder()).toAbsolutePath(),
        drop.settle(),
        Duration.ofDays(drop.keepDays()));
  }

  /// The port for machines, or -1 for none.
  private static int machinePort(int asked, String host) {
    return port(
        asked,
        IntakeSettings.usual().machinePort(),
        host,
        "so there is no machine port; machines can send to the main port. Set muster.machine-port to"
            + " choose another");
  }

  /// A port, or -1 for none. Unless one is asked for, a second Muster on the same machine goes without.
  private static int port(int asked, int usual, String host, String without) {
    if (asked != -1) {
      return asked == 0 ? -1 : asked;
    }
    try (var free =
        new ServerSocket(usual, 1, host.isEmpty() ? null : InetAddress.getByName(host))) {
      return free.getLocalPort();
    } catch (IOException taken) {
      LOG.warn("Port {} is taken, {}.", usual, without);
      return -1;
    }
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
