package dev.muster.mobilize.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// Writes shifts as a calendar (RFC 5545). All times are UTC, so no time zone has to be described; a calendar program shows them in
/// its reader's own.
final class ICalendar {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Longest line in bytes, its end not counted.
  private static final int LINE = 75;

  private ICalendar() {}

  /// @param name the name of a user
  /// @param page address of the schedule's page
  static String write(
      String scheduleId,
      String scheduleName,
      List<Shift> shifts,
      UnaryOperator<String> name,
      String page,
      Instant now) {
    var text = new StringBuilder();
    line(text, "BEGIN:VCALENDAR");
    line(text, "VERSION:2.0");
    line(text, "PRODID:-//Muster//On call//EN");
    line(text, "CALSCALE:GREGORIAN");
    line(text, "METHOD:PUBLISH");
    line(text, "X-WR-CALNAME:" + escaped("On call: " + scheduleName));
    line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    line(text, "X-PUBLISHED-TTL:PT1H");
    for (Shift shift : shifts) {
      line(text, "BEGIN:VEVENT");
      line(
          text,
          "UID:%s-%s-%s@muster".formatted(scheduleId, TIME.format(shift.start()), shift.userId()));
      line(text, "DTSTAMP:" + TIME.format(now));
      line(text, "DTSTART:" + TIME.format(shift.start()));
      line(text, "DTEND:" + TIME.format(shift.end()));
      line(
          text,
          "SUMMARY:"
              + escaped("On call: " + name.apply(shift.userId()) + " (" + scheduleName + ")"));
      line(text, "URL:" + page);
      line(text, "TRANSP:TRANSPARENT");
      line(text, "END:VEVENT");
    }
    line(text, "END:VCALENDAR");
    return text.toString();
  }

  private static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r\n", "\\n")
        .replace("\n", "\\n")
        .replace("\r", "\\n");
  }

  /// Folds the line where it is too long, never inside of a character.
  private static void line(StringBuilder text, String content) {
    int bytes = 0;
    for (int i = 0; i < content.length(); ) {
      int character = content.codePointAt(i);
      int size = Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      if (bytes + size > LINE) {
        text.append("\r\n ");
        bytes = 1;
      }
      text.appendCodePoint(character);
      bytes += size;
      i += Character.charCount(character);
    }
    text.append("\r\n");
  }
}
