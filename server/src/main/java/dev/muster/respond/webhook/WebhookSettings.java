package dev.muster.respond.webhook;

import java.util.List;

/// Where webhooks may go.
///
/// @param privateAllowed true to let them reach loopback, link-local and private addresses
/// @param allowedHosts names or addresses that they may reach though these are private
public record WebhookSettings(boolean privateAllowed, List<String> allowedHosts) {
  public WebhookSettings {
    allowedHosts = List.copyOf(allowedHosts);
  }
}
