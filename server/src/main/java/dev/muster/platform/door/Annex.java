package dev.muster.platform.door;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A room's own address behind the two doors of the intake. It shares their ports and size checks, and keeps its own addresses, keys and
/// answers. Nothing that stands behind the doors is asked who the sender is; the annex has to ask for a key itself.
public interface Annex {
  /// What the main port has to look for, as servlet patterns: `/write` or `/integrations/influx/*`. Requests that match one and are
  /// not taken by {@link #bodyLimit} go on to the rest of the house.
  List<String> patterns();

  /// The largest body that the address takes, in bytes; -1 when it is none of this annex.
  int bodyLimit(String method, String path);

  /// Answers a request. Runs on a virtual thread and may wait. Never throws.
  Answer answer(Request request);

  /// The answer to a body above the limit.
  Answer tooLarge(String path, int limit);

  /// A request that came through a door.
  ///
  /// @param path without the part behind the question mark
  /// @param query what stands behind the question mark, still encoded; null when nothing does
  /// @param headers answers a header's first value by its name, null when there is none
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Request(
      String method,
      String path,
      @Nullable String query,
      UnaryOperator<@Nullable String> headers,
      byte[] body) {
    public @Nullable String header(String name) {
      return headers.apply(name);
    }
  }

  /// What the sender is told.
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answer(int status, Map<String, String> headers, byte[] body) {
    /// A JSON text.
    public static Answer json(int status, String json) {
      return new Answer(
          status,
          Map.of("Content-Type", "application/json"),
          json.getBytes(StandardCharsets.UTF_8));
    }

    /// No body.
    public static Answer empty(int status) {
      return new Answer(status, Map.of(), new byte[0]);
    }

    /// The same with a header more.
    public Answer with(String name, String value) {
      var all = new java.util.LinkedHashMap<>(headers);
      all.put(name, value);
      return new Answer(status, all, body);
    }
  }
}
