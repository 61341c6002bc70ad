package dev.muster.app;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Everything that can be set. The texts below are also the reference in docs/settings.md.
///
/// @param port Port of the REST API and the web interface.
/// @param bind Address the main port listens on; empty means all addresses.
/// @param machinePort Port on which machines send events, quicker than the main port, which takes them too; 0 switches it off, and -1 takes 8081 when it is free.
/// @param machineBind Address the machine port listens on; empty means the same as bind.
/// @param data Folder for everything that Muster keeps on disk: the embedded database, and keys for secrets.
/// @param secretKeyFile File with the keys for secrets in the database, the same on every node; empty means secret.key in the data folder, which is made at the first start.
/// @param databaseUrl JDBC address of a PostgreSQL 17 or newer, such as jdbc:postgresql://db.example.com/muster; empty starts the embedded PostgreSQL in the data folder.
/// @param databaseUser User for the database address.
/// @param databasePassword Password for the database address.
/// @param databaseConnections Most connections to the database at a time.
/// @param listSeconds Most seconds that the database may work on one page of a list or a search, its total and all that it refers to included; then the answer is 503 and asks for a narrower one.
/// @param nodeUrl Address at which other nodes reach the main port of this one, such as http://10.0.0.5:8080; set it on each of several nodes that share one database-url. Empty means that this node is alone.
/// @param webBase Address people reach Muster under; it stands in links, mails and messages. Empty means http://localhost with the main port.
/// @param apiBase Address of the REST API as it stands in self links; empty means the same as web-base.
/// @param strictIntake Refuse events that the lenient reading would take with a guess, for example an unknown severity.
/// @param fallbackTarget Whom to tell when an incident would otherwise reach nobody: the e-mail address of a user, who is told by all of their notification rules, or any other e-mail address.
/// @param logLevel How much Muster logs: error, warn, info, debug or trace.
/// @param eventsPerKey Most events a minute for one integration key; more are answered 429 and not taken. 0 sets no limit.
/// @param tapeDays For how many days every accepted signal is kept, so that a decision can be replayed.
/// @param memoryIncidents How many of its own incidents Muster remembers after a start, the newest, to find the like; 0 to 10000. Each costs some 10 kB of memory.
/// @param memoryDays How old its own incidents may be to be remembered after a start, in days: what ran long ago has mostly been replaced.
/// @param outboundPrivate Whether webhooks may go to loopback, link-local and private addresses.
/// @param replayFrom Runs this Muster on recorded time, beginning at that moment, such as 2026-03-04T00:00:00Z: its clock is moved by POST /replay/clock, and messages are recorded instead of sent. Only for a fresh Muster of its own.
/// @param demo Sets a demo company up and plays a bad minute after the start; needs muster.admin.token.
/// @param admin First account.
/// @param mail Outgoing mail.
/// @param mailIn Mails that come in and open alerts.
/// @param drop Files that come in and open alerts.
/// @param metrics Metrics and logs that come in.
/// @param phone Outgoing text messages and calls, by a provider with Twilio's API.
@ConfigurationProperties("muster")
public record MusterSettings(
    @DefaultValue("8080") int port,
    @DefaultValue("") String bind,
    @DefaultValue("-1") int machinePort,
    @DefaultValue("") String machineBind,
    @DefaultValue("data") Path data,
    @DefaultValue("") String secretKeyFile,
    @DefaultValue("") String databaseUrl,
    @DefaultValue("") String databaseUser,
    @DefaultValue("") String databasePassword,
    @DefaultValue("20") int databaseConnections,
    @DefaultValue("10") int listSeconds,
    @Nullable URI nodeUrl,
    @Nullable URI webBase,
    @Nullable URI apiBase,
    @DefaultValue("false") boolean strictIntake,
    @DefaultValue("") String fallbackTarget,
    @DefaultValue("info") String logLevel,
    @DefaultValue("0") int eventsPerKey,
    @DefaultValue("30") int tapeDays,
    @DefaultValue("2000") int memoryIncidents,
    @DefaultValue("180") int memoryDays,
    @DefaultValue("false") boolean outboundPrivate,
    @Nullable Instant replayFrom,
    @DefaultValue("false") boolean demo,
    @DefaultValue Admin admin,
    @DefaultValue Mail mail,
    @DefaultValue MailIn mailIn,
    @DefaultValue Drop drop,
    @DefaultValue Metrics metrics,
    @DefaultValue Phone phone) {

  /// Refuses what cannot work, naming the setting.
  public MusterSettings {
    checkPort("muster.port", port);
    checkPort("muster.machine-port", Math.max(0, machinePort));
    if (machinePort < -1) {
      throw new IllegalArgumentException("muster.machine-port must not be below -1");
    }
    if (port != 0 && port == machinePort) {
      throw new IllegalArgumentException(
          "muster.machine-port is "
              + port
              + " like muster.port; give it another one, or 0 for none");
    }
    if (!databaseUrl.isEmpty() && !databaseUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "muster.database-url must begin with jdbc:postgresql: and not with "
              + databaseUrl.replaceFirst(":.*", ":"));
    }
    if (eventsPerKey < 0) {
      throw new IllegalArgumentException("muster.events-per-key must not be negative");
    }
    if (tapeDays < 1) {
      throw new IllegalArgumentException("muster.tape-days is " + tapeDays + "; 1 is the least");
    }
    if (memoryIncidents < 0 || memoryIncidents > 10_000) {
      throw new IllegalArgumentException(
          "muster.memory-incidents is " + memoryIncidents + "; it may be 0 to 10000");
    }
    if (memoryDays < 0) {
      throw new IllegalArgumentException("muster.memory-days must not be negative");
    }
    if (demo && admin.token().isEmpty()) {
      throw new IllegalArgumentException("muster.demo needs muster.admin.token");
    }
    if (databaseConnections < 4) {
      throw new IllegalArgumentException(
          "muster.database-connections is " + databaseConnections + "; 4 is the least");
    }
    if (listSeconds < 1 || listSeconds > 600) {
      throw new IllegalArgumentException(
          "muster.list-seconds is " + listSeconds + "; it must be 1 to 600");
    }
    nodeUrl = withoutSlash("muster.node-url", nodeUrl);
    if (nodeUrl != null && databaseUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "muster.node-url is for several nodes on one database; muster.database-url is missing");
    }
    if (nodeUrl != null && machinePort < 0) {
      throw new IllegalArgumentException(
          "muster.machine-port is missing for muster.node-url; give a port, or 0 for none");
    }
    webBase = withoutSlash("muster.web-base", webBase);
    apiBase = withoutSlash("muster.api-base", apiBase);
    logLevel = logLevel.toLowerCase(Locale.ROOT);
    switch (logLevel) {
      case "error", "warn", "info", "debug", "trace" -> {}
      default ->
          throw new IllegalArgumentException(
              "muster.log-level is " + logLevel + "; it may be error, warn, info, debug or trace");
    }
  }

  /// The account made at the first start, so that a machine can set Muster up without a browser.
  /// Without an e-mail address the first start prints a link instead.
  ///
  /// @param email E-mail address of the account made at the first start.
  /// @param password Its password.
  /// @param token An API token for it, 20 letters, digits, "-", "+" or "_".
  public record Admin(
      @DefaultValue("") String email,
      @DefaultValue("") String password,
      @DefaultValue("") String token) {
    /// Refuses a token that clients could not send.
    public Admin {
      if (!token.isEmpty() && !token.matches("[A-Za-z0-9_+-]{20}")) {
        throw new IllegalArgumentException(
            "muster.admin.token must have 20 letters, digits, \"-\", \"+\" or \"_\"");
      }
      if (email.isEmpty() && !(password.isEmpty() && token.isEmpty())) {
        throw new IllegalArgumentException(
            "muster.admin.email is missing for muster.admin.password or muster.admin.token");
      }
    }

    @Override
    public String toString() {
      return "Admin[email=" + email + "]";
    }
  }

  /// How mail leaves the house. Without a host no mail is sent.
  ///
  /// @param host SMTP server; empty means that no mail is sent.
  /// @param port Port of the SMTP server.
  /// @param user User at the SMTP server; empty means no sign-in.
  /// @param password Password at the SMTP server.
  /// @param from Sender of all mails; empty means muster at the host of web-base.
  /// @param starttls Whether to insist on encryption; otherwise the connection is encrypted by STARTTLS when the server offers it.
  public record Mail(
      @DefaultValue("") String host,
      @DefaultValue("587") int port,
      @DefaultValue("") String user,
      @DefaultValue("") String password,
      @DefaultValue("") String from,
      @DefaultValue("false") boolean starttls) {
    /// Refuses an impossible port.
    public Mail {
      checkPort("muster.mail.port", port);
    }

    @Override
    public String toString() {
      return "Mail[host=" + host + ", port=" + port + ", from=" + from + "]";
    }
  }

  /// How mails of tools come in.
  ///
  /// @param port Port on which mails of tools come in by SMTP and open alerts, for example 8025; 0 means that none come in.
  /// @param bind Address that port listens on; empty means the same as bind.
  /// @param domain Behind the sign of the addresses of integrations; empty means the host of web-base.
  /// @param certificate PEM file with the certificate, and those that sign for it, that senders see who ask for encryption by STARTTLS; empty means that none is offered.
  /// @param key PEM file with the certificate's private key.
  public record MailIn(
      @DefaultValue("0") int port,
      @DefaultValue("") String bind,
      @DefaultValue("") String domain,
      @DefaultValue("") String certificate,
      @DefaultValue("") String key) {
    /// Refuses an impossible port, and a certificate without its key.
    public MailIn {
      checkPort("muster.mail-in.port", port);
      if (certificate.isEmpty() != key.isEmpty()) {
        throw new IllegalArgumentException(
            certificate.isEmpty()
                ? "muster.mail-in.certificate is missing for muster.mail-in.key"
                : "muster.mail-in.key is missing for muster.mail-in.certificate");
      }
    }
  }

  /// How files of jobs come in.
  ///
  /// @param folder Folder in which files come in and open alerts, with a folder for each integration, named as its key; empty means that none come in.
  /// @param settle For how long a file must not have changed to be taken, such as 5s: longer than whoever writes it pauses.
  /// @param keepDays For how many days files that were taken or refused are kept, in the folders done and refused.
  public record Drop(
      @DefaultValue("") String folder,
      @DefaultValue("5s") Duration settle,
      @DefaultValue("14") int keepDays) {
    /// Refuses what cannot work, naming the setting.
    public Drop {
      if (settle.isNegative() || settle.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("muster.drop.settle must be 0s to 1h");
      }
      if (keepDays < 1) {
        throw new IllegalArgumentException(
            "muster.drop.keep-days is " + keepDays + "; 1 is the least");
      }
    }
  }

  /// How text messages and calls leave the house. Without an address none are sent.
  ///
  /// @param base Address of the provider's API, for example https://api.twilio.com; empty means that no text messages are sent and no calls made.
  /// @param account Account at the provider.
  /// @param token Secret token of the account.
  /// @param from Number that sends and calls.
  /// @param whatsappFrom Number that sends WhatsApp messages; empty means none.
  /// @param replies Whether the provider sends texts that come to the number on to /integrations/texts below api-base, so that texts offer to be answered by a text.
  public record Phone(
      @DefaultValue("") String base,
      @DefaultValue("") String account,
      @DefaultValue("") String token,
      @DefaultValue("") String from,
      @DefaultValue("") String whatsappFrom,
      @DefaultValue("false") boolean replies) {
    @Override
    public String toString() {
      return "Phone[base=" + base + ", from=" + from + "]";
    }
  }

  /// What is done with metrics.
  ///
  /// @param step Length of a step, such as 60s; readings within one become one value, which is judged and kept.
  /// @param zone Time zone in which the days and weeks of series are counted, such as Europe/Berlin.
  /// @param seriesPerSource Most series of one integration; readings of more are refused and counted.
  /// @param watchedSeries Most series that detectors watch, each with up to 16 KiB of memory.
  /// @param stepDays For how many days every step is kept for graphs.
  /// @param hourDays For how many days the mean, least and greatest of each hour are kept.
  /// @param statsdPort UDP port for StatsD; 0 switches it off.
  /// @param statsdKey Key of the integration that readings by StatsD belong to, since StatsD itself knows none.
  /// @param otlpPort Port for OTLP over gRPC; 0 switches it off, -1 takes 4317 when that is free.
  public record Metrics(
      @DefaultValue("60s") Duration step,
      @DefaultValue("UTC") String zone,
      @DefaultValue("10000") int seriesPerSource,
      @DefaultValue("20000") int watchedSeries,
      @DefaultValue("14") int stepDays,
      @DefaultValue("400") int hourDays,
      @DefaultValue("0") int statsdPort,
      @DefaultValue("") String statsdKey,
      @DefaultValue("-1") int otlpPort) {
    /// Refuses what cannot work, naming the setting.
    public Metrics {
      if (step.toMillis() < 100 || step.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("muster.metrics.step must be 100ms to 1h");
      }
      if (!ZoneId.getAvailableZoneIds().contains(zone)) {
        throw new IllegalArgumentException("muster.metrics.zone names no time zone: " + zone);
      }
      if (seriesPerSource < 1 || watchedSeries < 0) {
        throw new IllegalArgumentException("muster.metrics: limits of series must be positive");
      }
      if (stepDays < 1 || hourDays < stepDays) {
        throw new IllegalArgumentException(
            "muster.metrics.step-days must be at least 1, and hour-days not less");
      }
      checkPort("muster.metrics.statsd-port", statsdPort);
      if (otlpPort != -1) {
        checkPort("muster.metrics.otlp-port", otlpPort);
      }
      if (statsdPort > 0 && statsdKey.isEmpty()) {
        throw new IllegalArgumentException(
            "muster.metrics.statsd-key is missing for muster.metrics.statsd-port");
      }
    }

    @Override
    public String toString() {
      return "Metrics[step=" + step + ", zone=" + zone + ", statsdPort=" + statsdPort + "]";
    }
  }

  /// Whether the database comes with Muster.
  boolean databaseIsEmbedded() {
    return databaseUrl.isEmpty();
  }

  /// Never null, without a slash at its end.
  URI webBaseOrLocal() {
    return webBase != null ? webBase : URI.create("http://localhost:" + port);
  }

  /// Never null, without a slash at its end.
  URI apiBaseOrLocal() {
    return apiBase != null ? apiBase : webBaseOrLocal();
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "MusterSettings[port=%d, machinePort=%d, data=%s, databaseUrl=%s, webBase=%s]"
        .formatted(port, machinePort, data, databaseUrl, webBaseOrLocal());
  }

  private static void checkPort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + " is " + port + "; a port is 0 to 65535");
    }
  }

  private static @Nullable URI withoutSlash(String name, @Nullable URI uri) {
    if (uri == null || uri.toString().isEmpty()) {
      return null;
    }
    var scheme = uri.getScheme();
    if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          name + " is " + uri + "; it must look like https://muster.example.com");
    }
    return URI.create(uri.toString().replaceFirst("/+$", ""));
  }
}
