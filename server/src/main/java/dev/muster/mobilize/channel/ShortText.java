package dev.muster.mobilize.channel;

/// A text message or what a call says; the payload of parcels of the channels `sms`, `whatsapp` and `phone`.
///
/// @param to number in international form
public record ShortText(String to, String text) {}
