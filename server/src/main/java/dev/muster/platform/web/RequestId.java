package dev.muster.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Where the running call comes from, for the audit trail and the log.
///
/// @param requestId the identifier that the client also got as `x-request-id`
/// @param remoteAddress the client's network address
public record RequestId(String requestId, String remoteAddress) {
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
