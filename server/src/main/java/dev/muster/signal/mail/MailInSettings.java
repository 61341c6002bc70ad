package dev.muster.signal.mail;

/// What can be set about mails that come in.
///
/// @param port 0 takes a free one, -1 leaves the door closed
/// @param host address that it listens on; empty for all
/// @param domain behind the sign of the addresses that are made of integration keys
public record MailInSettings(int port, String host, String domain) {}
