package dev.muster.catalog;

import org.jspecify.annotations.Nullable;

/// Where mails for integrations come in. The room that takes them offers it as a bean.
///
/// @param domain of the addresses that are made of keys; null when no mails come in
public record MailAddresses(@Nullable String domain) {
  /// The address of an integration that has been given none; null when no mails come in.
  @Nullable String of(Integration integration) {
    return domain == null ? null : integration.key() + "@" + domain;
  }
}
