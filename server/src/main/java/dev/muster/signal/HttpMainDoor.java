package dev.muster.signal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// The intake on the main port, for those who want one address for everything. It stands in front of all other filters: events carry
/// their own key, and neither sessions nor the dispatcher have anything to do with them.
final class HttpMainDoor extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /// What the filter has to be mapped to.
  static final String[] PATHS = {
    "/v2/enqueue",
    "/v2/change/enqueue",
    "/generic/2010-04-15/create_event.json",
    "/integrations/alertmanager",
    "/integrations/alertmanager/*",
    "/integrations/prometheus/*"
  };

  private final transient Intake intake;

  HttpMainDoor(Intake intake) {
    this.intake = intake;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Endpoint.Target target = Endpoint.of(request.getRequestURI());
    if (target == null) {
      chain.doFilter(request, response);
      return;
    }
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      answer(
          response,
          new Reply(405, "{\"status\":\"invalid event\",\"message\":\"Use POST\",\"errors\":[]}"));
      return;
    }
    Endpoint endpoint = target.endpoint();
    Reply packed = intake.packed(endpoint, request.getHeader("Content-Encoding"));
    if (packed != null) {
      answer(response, packed);
      return;
    }
    int limit = intake.bodyLimit(endpoint);
    if (request.getContentLengthLong() > limit) {
      answer(response, intake.tooLarge(endpoint));
      return;
    }
    byte[] body = request.getInputStream().readNBytes(limit + 1);
    if (body.length > limit) {
      answer(response, intake.tooLarge(endpoint));
      return;
    }
    String key = target.key();
    if (key == null) {
      key = request.getHeader("X-Routing-Key");
    }
    if (key == null) {
      key = Endpoint.bearer(request.getHeader("Authorization"));
    }
    // The thread is a virtual one, so waiting for the commit holds up nobody.
    answer(response, intake.handle(endpoint, key, body).join());
  }

  private static void answer(HttpServletResponse response, Reply reply) throws IOException {
    byte[] json = reply.json().getBytes(StandardCharsets.UTF_8);
    response.setStatus(reply.status());
    response.setContentType("application/json");
    if (reply.retryAfter() > 0) {
      response.setIntHeader("Retry-After", reply.retryAfter());
    }
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
