package dev.muster.signal;

import dev.muster.platform.door.Annex;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/// The annexes on the main port. Like {@link HttpMainDoor} it stands in front of all other filters: what comes here carries its own
/// key.
final class HttpAnnexDoor extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private final transient List<Annex> annexes;

  HttpAnnexDoor(List<Annex> annexes) {
    this.annexes = annexes;
  }

  /// What the filter has to be mapped to.
  String[] patterns() {
    return annexes.stream().flatMap(annex -> annex.patterns().stream()).toArray(String[]::new);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String method = request.getMethod();
    String path = request.getRequestURI();
    for (Annex annex : annexes) {
      int limit = annex.bodyLimit(method, path);
      if (limit >= 0) {
        take(annex, limit, request, response);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private static void take(
      Annex annex, int limit, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI();
    byte[] body =
        request.getContentLengthLong() > limit
            ? null
            : request.getInputStream().readNBytes(limit + 1);
    Annex.Answer answer =
        body == null || body.length > limit
            ? annex.tooLarge(path, limit)
            : annex.answer(
                new Annex.Request(
                    request.getMethod(), path, request.getQueryString(), request::getHeader, body));
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    if (answer.body().length > 0) {
      response.setContentLength(answer.body().length);
      response.getOutputStream().write(answer.body());
    }
  }
}
