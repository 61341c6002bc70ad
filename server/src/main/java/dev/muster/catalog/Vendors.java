package dev.muster.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Monitoring tools that are known to speak to Muster, with the way each of them does. Identifiers never change.
final class Vendors {
  private static final String EVENTS_V2 = "events_api_v2_inbound_integration";
  private static final String NATIVE = "generic_events_api_inbound_integration";

  /// @param integrationType the type that a new integration of this vendor gets
  record Vendor(
      String id, String name, String description, String website, String integrationType) {}

  static final List<Vendor> ALL =
      List.of(
          new Vendor("PVEVENTSV2", "Events API v2", "Anything that can post JSON", "", EVENTS_V2),
          new Vendor(
              "PVALERTMANAGER",
              "Prometheus Alertmanager",
              "Its receiver for PagerDuty or its webhook receiver",
              "https://prometheus.io",
              EVENTS_V2),
          new Vendor(
              "PVGRAFANA", "Grafana", "Its contact points", "https://grafana.com", EVENTS_V2),
          new Vendor(
              "PVZABBIX",
              "Zabbix",
              "Its media type for PagerDuty",
              "https://www.zabbix.com",
              EVENTS_V2),
          new Vendor(
              "PVNAGIOS", "Nagios", "A notification command", "https://www.nagios.org", EVENTS_V2),
          new Vendor(
              "PVICINGA", "Icinga 2", "A notification command", "https://icinga.com", EVENTS_V2),
          new Vendor("PVDATADOG", "Datadog", "Its webhooks", "https://www.datadoghq.com", NATIVE),
          new Vendor("PVNEWRELIC", "New Relic", "Its webhooks", "https://newrelic.com", NATIVE),
          new Vendor(
              "PVSPLUNK", "Splunk", "Its webhook alert action", "https://www.splunk.com", NATIVE),
          new Vendor(
              "PVCLOUDWATCH",
              "Amazon CloudWatch",
              "Through SNS",
              "https://aws.amazon.com/cloudwatch",
              NATIVE),
          new Vendor(
              "PVAZURE",
              "Azure Monitor",
              "Its action groups",
              "https://azure.microsoft.com",
              NATIVE),
          new Vendor(
              "PVGOOGLE",
              "Google Cloud Monitoring",
              "Its webhook channel",
              "https://cloud.google.com",
              NATIVE),
          new Vendor(
              "PVDYNATRACE",
              "Dynatrace",
              "Its custom integration",
              "https://www.dynatrace.com",
              NATIVE),
          new Vendor("PVSENTRY", "Sentry", "Its webhooks", "https://sentry.io", NATIVE));

  private Vendors() {}

  static @Nullable Vendor find(String id) {
    for (Vendor vendor : ALL) {
      if (vendor.id().equals(id)) {
        return vendor;
      }
    }
    return null;
  }
}
