package dev.muster.platform.web;

import dev.muster.kernel.Ids;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/// The outermost filter: security headers on every answer, a bound on every body, an identifier for every request, and the way to
/// the web interface for a browser that opens an object's `html_url`.
final class WebGuard extends OncePerRequestFilter {
  /// The pages load nothing from elsewhere. Styles may stand in the page because the component library writes them there; scripts
  /// may not.
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final String API_POLICY =
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  /// Collections whose objects have a page of their own.
  private static final Set<String> PAGES =
      Set.of(
          "incidents",
          "alerts",
          "services",
          "users",
          "teams",
          "schedules",
          "escalation_policies",
          "business_services",
          "maintenance_windows",
          "on_call");

  private final WebSettings settings;
  private final Ids ids;

  WebGuard(WebSettings settings, Ids ids) {
    this.settings = settings;
    this.ids = ids;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    boolean page = path.equals("/ui") || path.startsWith("/ui/");
    response.setHeader("Content-Security-Policy", page ? PAGE_POLICY : API_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    if (request.isSecure()) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000");
    }
    if (!page) {
      response.setHeader("Cache-Control", "no-store");
    }
    var origin =
        new RequestId(
            ids.next('R'),
            request.getRemoteAddr(),
            RequestId.reason(request.getHeader(RequestId.WHY)));
    request.setAttribute(RequestId.ATTRIBUTE, origin);
    response.setHeader("x-request-id", origin.requestId());
    String redirect = pageFor(request, path);
    if (redirect != null) {
      response.setHeader("Vary", "Accept");
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", redirect);
      return;
    }
    long most = isIntake(path) ? settings.maxIntakeBytes() : settings.maxBodyBytes();
    if (request.getContentLengthLong() > most) {
      Refusals.write(response, tooLarge(most));
      return;
    }
    chain.doFilter(new BoundedRequest(request, most), response);
  }

  private static boolean isIntake(String path) {
    return path.startsWith("/v2/")
        || path.startsWith("/generic/")
        || path.startsWith("/integrations/")
        || path.startsWith("/api/")
        || path.startsWith("/v1/");
  }

  /// The page that a browser wants when it opens an object's address on the API; null for everybody else.
  private static @Nullable String pageFor(HttpServletRequest request, String path) {
    String accept = request.getHeader("Accept");
    if (!request.getMethod().equals("GET") || accept == null || !accept.contains("text/html")) {
      return null;
    }
    if (path.equals("/")) {
      return "/ui/";
    }
    String[] parts = path.substring(1).split("/", -1);
    return parts.length <= 2 && PAGES.contains(parts[0])
        // parts of a path cannot hold a line end: the container has refused it
        ? "/ui" + path
        : null;
  }

  private static ApiException tooLarge(long most) {
    return new ApiException(
        413,
        2001,
        "Request Entity Too Large",
        List.of("The body must not be longer than " + most + " bytes."));
  }

  /// Counts what is read, because a chunked body does not say its length beforehand.
  private static final class BoundedRequest extends HttpServletRequestWrapper {
    private final long most;
    private @Nullable ServletInputStream bounded;

    BoundedRequest(HttpServletRequest request, long most) {
      super(request);
      this.most = most;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      ServletInputStream stream = bounded;
      if (stream == null) {
        stream = new BoundedStream(super.getInputStream(), most);
        bounded = stream;
      }
      return stream;
    }
  }

  private static final class BoundedStream extends ServletInputStream {
    private final ServletInputStream stream;
    private final long most;
    private long read;

    BoundedStream(ServletInputStream stream, long most) {
      this.stream = stream;
      this.most = most;
    }

    private int counted(int bytes) {
      read += Math.max(0, bytes);
      if (read > most) {
        throw tooLarge(most);
      }
      return bytes;
    }

    @Override
    public int read() throws IOException {
      int value = stream.read();
      counted(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return counted(stream.read(buffer, offset, length));
    }

    @Override
    public boolean isFinished() {
      return stream.isFinished();
    }

    @Override
    public boolean isReady() {
      return stream.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      stream.setReadListener(listener);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
