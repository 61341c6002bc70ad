package dev.muster.platform.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Where a list in the order of time goes on: behind the last item that was read, known by its time and its id. Unlike an offset it costs
/// the same however far into the list it is, and what comes meanwhile moves nothing.
///
/// @param at to the microsecond, as the database has it
public record Place(Instant at, String id) {
  /// What a list answers as its `next_cursor`.
  public String cursor() {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at), 36) + "." + id;
  }

  /// Reads `cursor`.
  ///
  /// @return null when none is given
  /// @throws ApiException 400 when no list has given it out, or when it comes with an offset
  public static @Nullable Place of(Query query, Paging paging) {
    String given = query.text("cursor");
    if (given == null) {
      return null;
    }
    if (paging.offset() > 0) {
      throw ApiException.invalid("'offset' must be 0 with a 'cursor', which says where to go on.");
    }
    int dot = given.indexOf('.');
    try {
      Instant at =
          Instant.EPOCH.plus(
              Long.parseLong(given.substring(0, Math.max(0, dot)), 36), ChronoUnit.MICROS);
      if (Query.usual(at) && dot + 1 < given.length()) {
        return new Place(at, given.substring(dot + 1));
      }
    } catch (NumberFormatException | DateTimeException | ArithmeticException unknown) {
      // answered below
    }
    throw ApiException.invalid("'cursor' is none that this list has given out.");
  }
}
