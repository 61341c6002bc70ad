package dev.muster.platform.replay;

import dev.muster.platform.web.Query;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes the header `X-Muster-At` for the time of the request. In place only in a house that runs on recorded time.
public final class ReplayFilter implements Filter {
  static final String HEADER = "X-Muster-At";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String said = ((HttpServletRequest) request).getHeader(HEADER);
    if (said == null) {
      chain.doFilter(request, response);
      return;
    }
    Optional<Instant> at = Query.instant(said, ZoneOffset.UTC);
    if (at.isEmpty()) {
      refuse((HttpServletResponse) response);
      return;
    }
    try {
      ReplayClock.<@Nullable Object>at(
          at.get(),
          () -> {
            chain.doFilter(request, response);
            return null;
          });
    } catch (IOException | ServletException | RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new ServletException(impossible);
    }
  }

  private static void refuse(HttpServletResponse response) throws IOException {
    response.setStatus(400);
    response.setContentType("application/json");
    response
        .getOutputStream()
        .write(
            "{\"error\":{\"code\":2001,\"message\":\"Invalid Input Provided\",\"errors\":[\"The header X-Muster-At must be an ISO 8601 time.\"]}}"
                .getBytes(StandardCharsets.UTF_8));
  }
}
