package dev.muster.platform.web;

import dev.muster.platform.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Writes a refusal where no resource is in reach: in filters.
public final class Refusals {
  private Refusals() {}

  /// Ends the answer with that refusal, in the REST API's error shape.
  public static void write(HttpServletResponse response, ApiException refusal) throws IOException {
    byte[] body =
        Json.write(RestErrors.body(refusal.code(), refusal.headline(), refusal.errors()))
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(refusal.status());
    if (refusal.retryAfter() > 0) {
      response.setIntHeader("Retry-After", refusal.retryAfter());
    }
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
