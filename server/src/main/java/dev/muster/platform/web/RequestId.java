package dev.muster.platform.web;

import dev.muster.kernel.Text;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Where the running call comes from, for the audit trail and the log.
///
/// @param requestId the identifier that the client also got as `x-request-id`
/// @param remoteAddress the client's network address
/// @param why why the client does this, in its own words, from the header {@link #WHY}; null when it says nothing
public record RequestId(String requestId, String remoteAddress, @Nullable String why) {
  /// In it a client may say why, percent-encoded, 500 characters at most; kept in the audit trail.
  public static final String WHY = "X-Muster-Why";

  private static final int LONGEST_WHY = 500;

  /// The reason as it was meant: decoded, in one line, cut to length; null when there is none.
  static @Nullable String reason(@Nullable String header) {
    if (header == null || header.isBlank()) {
      return null;
    }
    String text;
    try {
      text = URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      text = header;
    }
    return Text.line(Text.clean(text), LONGEST_WHY);
  }

  static final String ATTRIBUTE = RequestId.class.getName();

  /// The running request's origin; null outside of a request.
  public static @Nullable RequestId current() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes servlet
        ? of(servlet.getRequest())
        : null;
  }

  /// That request's origin; null when it did not come through the shell.
  public static @Nullable RequestId of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof RequestId id ? id : null;
  }
}
