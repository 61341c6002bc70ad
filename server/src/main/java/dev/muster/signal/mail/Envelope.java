package dev.muster.signal.mail;

import java.util.List;

/// A mail as it came over the line.
///
/// @param sender as `MAIL FROM` says; empty for mails that nobody may answer
/// @param recipients addresses that the desk knows, one at least
/// @param message the beginning of the mail, without the stuffing of the line
/// @param cut whether more of it came than is kept
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Envelope(String sender, List<String> recipients, byte[] message, boolean cut) {}
