package dev.muster.signal.mail;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What can be set about mails that come in.
///
/// @param port 0 takes a free one, -1 leaves the door closed
/// @param host address that it listens on; empty for all
/// @param domain behind the sign of the addresses that are made of integration keys
/// @param certificate PEM file with the chain that is shown to who asks for encryption; null for none
/// @param key PEM file with the certificate's private key; null for none
public record MailInSettings(
    int port, String host, String domain, @Nullable Path certificate, @Nullable Path key) {}
