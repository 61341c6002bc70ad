package dev.muster.drill.real;

import static dev.muster.drill.real.TlsHouse.check;
import static dev.muster.drill.real.TlsHouse.say;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A real Prometheus scrapes an exporter, a rule fires and recovers, a real Alertmanager tells Muster in three ways (Events v2,
/// Events v1, its own webhook), a real mail server and a real browser see the page and the recovery. Runs inside {@link Namespace}.
final class MonitoringScenario {
  private static final int EXPORTER = 9101;
  private static final int PROMETHEUS = 9090;
  private static final int ALERTMANAGER = 9093;
  private static final Duration SOON = Duration.ofMinutes(2);

  private MonitoringScenario() {}

  public static void main(String[] arguments) {
    TlsHouse.exitAfter(() -> play(arguments));
  }

  private static void play(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String prometheus = arguments[1];
    String alertmanager = arguments[2];
    String chromium = arguments[3];
    var up = new AtomicInteger(1);
    HttpServer exporter = exporter(up);
    var processes = new ArrayList<Process>();
    try (TlsHouse house = TlsHouse.start(folder)) {
      Wire wire = house.wire;
      Wire.Setup v2 = wire.service("Checkout", "events_api_v2_inbound_integration");
      Wire.Setup v1 = wire.service("Payments", "generic_events_api_inbound_integration");
      Wire.Setup webhook = wire.service("Search", "alertmanager_inbound_integration");
      say("three services are set up");

      configure(folder, v2.key(), v1.key(), webhook.key());
      processes.add(
          start(
              house,
              "alertmanager",
              alertmanager,
              "--config.file=am.yml",
              "--storage.path=am-data",
              "--web.listen-address=127.0.0.1:" + ALERTMANAGER,
              "--cluster.listen-address="));
      processes.add(
          start(
              house,
              "prometheus",
              prometheus,
              "--config.file=prometheus.yml",
              "--storage.tsdb.path=prometheus-data",
              "--web.listen-address=127.0.0.1:" + PROMETHEUS));

      up.set(0);
      for (Wire.Setup service : List.of(v2, v1, webhook)) {
        wire.await(
            "an incident on service " + service.service(),
            SOON,
            () -> incidents(wire, service).size() == 1);
      }
      say("the rule fired and each service has exactly one incident");

      String checkoutMail = house.awaitMail("Checkout");
      house.awaitMail("Payments");
      house.awaitMail("Search");
      say("the person on call was paged by mail for each");

      String checkout = incidents(wire, v2).get(0).path("id").asString();
      String search = incidents(wire, webhook).get(0).path("id").asString();

      acknowledgeByMail(house, checkoutMail, checkout);

      try (BrowserVisit browser = BrowserVisit.open(chromium, folder)) {
        browser.signIn(
            URI.create("https://acme.pagerduty.com/ui/"),
            RunningMuster.EMAIL,
            RunningMuster.PASSWORD);
        browser.seesIncident("Search");
        browser.openAndAcknowledge(search, "incident-acknowledged.png");
        wire.await(
            "the browser's acknowledgement arrived",
            SOON,
            () -> status(wire, search).equals("acknowledged"));
        say("the person acknowledged in the browser");

        up.set(1);
        for (Wire.Setup service : List.of(v2, v1, webhook)) {
          wire.await(
              "the recovery resolves the incident on " + service.service(),
              Duration.ofMinutes(2),
              () -> incidents(wire, service).get(0).path("status").asString().equals("resolved"));
        }
        say("the recovery resolved all three");
        browser.seesStatus(search, "resolved", "incident-resolved.png");
        say("the browser shows the recovery");
      }
      house.awaitMail("Checkout", "esolved");
      say("the person on call was told of the recovery by mail");

      for (Wire.Setup service : List.of(v2, v1, webhook)) {
        check(incidents(wire, service).size() == 1, "still one incident on " + service.service());
      }
    } finally {
      for (Process process : processes) {
        process.destroyForcibly().waitFor(); // they write into the folder
      }
      exporter.stop(0);
    }
  }

  private static JsonNode incidents(Wire wire, Wire.Setup service) {
    return wire.get("/incidents?date_range=all&service_ids%5B%5D=" + service.service())
        .path("incidents");
  }

  private static String status(Wire wire, String incident) {
    return wire.get("/incidents/" + incident).path("incident").path("status").asString();
  }

  private static void acknowledgeByMail(TlsHouse house, String mail, String incident)
      throws Exception {
    String plain = mail.replace("=\r\n", "").replace("=3D", "=");
    Matcher links =
        Pattern.compile("https://acme\\.pagerduty\\.com/l/[A-Za-z0-9_.~-]+").matcher(plain);
    HttpClient http = HttpClient.newHttpClient();
    URI address = null;
    while (links.find()) { // one mail may tell of several incidents, each with its own links
      URI opened = URI.create(links.group());
      HttpResponse<String> page =
          http.send(HttpRequest.newBuilder(opened).build(), HttpResponse.BodyHandlers.ofString());
      if (page.statusCode() != 200) {
        throw new AssertionError("the link answers " + page.statusCode() + ": " + page.body());
      }
      if (page.body().contains("Checkout") && page.body().contains("Acknowledge")) {
        address = opened;
      }
    }
    if (address == null) {
      throw new AssertionError("the mail has no link to acknowledge:\n" + mail);
    }
    check(
        status(house.wire, incident).equals("triggered"),
        "a mail scanner that follows the link acknowledges nothing");
    HttpResponse<String> done =
        http.send(
            HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (done.statusCode() != 200) {
      throw new AssertionError("confirming answers " + done.statusCode() + ": " + done.body());
    }
    String status = status(house.wire, incident);
    if (!status.equals("acknowledged")) {
      throw new AssertionError(
          "confirmed, and yet the incident is " + status + ": " + done.body() + "\n" + mail);
    }
    say("confirming the link acknowledges the incident");
  }

  private static HttpServer exporter(AtomicInteger up) throws Exception {
    HttpServer exporter =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), EXPORTER), 0);
    exporter.createContext(
        "/metrics",
        exchange -> {
          byte[] body =
              ("# TYPE probe_up gauge\nprobe_up " + up.get() + "\n")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    exporter.start();
    return exporter;
  }

  private static void configure(Path folder, String v2, String v1, String webhook)
      throws Exception {
    Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global:
          scrape_interval: 1s
          evaluation_interval: 1s
        rule_files: [rules.yml]
        alerting:
          alertmanagers:
            - static_configs: [{targets: ["127.0.0.1:%d"]}]
        scrape_configs:
          - job_name: probe
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(ALERTMANAGER, EXPORTER));
    Files.writeString(
        folder.resolve("rules.yml"),
        """
        groups:
          - name: probe
            rules:
              - alert: ProbeDown
                expr: probe_up == 0
                labels: {severity: critical}
                annotations: {summary: "The probe gets no answer"}
        """);
    Files.writeString(
        folder.resolve("am.yml"),
        """
        route:
          receiver: muster
          group_wait: 1s
          group_interval: 2s
          repeat_interval: 1h
          group_by: [alertname]
        receivers:
          - name: muster
            pagerduty_configs:
              - routing_key: %s
                url: https://api.pagerduty.com/v2/enqueue
              - service_key: %s
            webhook_configs:
              - url: https://api.pagerduty.com/integrations/alertmanager/%s
        """
            .formatted(v2, v1, webhook));
  }

  private static Process start(TlsHouse house, String name, String... command) throws Exception {
    var builder = new ProcessBuilder(command);
    builder.directory(house.folder.toFile());
    builder.environment().putAll(house.trust());
    builder.redirectErrorStream(true).redirectOutput(house.folder.resolve(name + ".log").toFile());
    return builder.start();
  }
}
