package dev.muster.access;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/// By what the running request proved who it is.
///
/// @param id the token's id, or the account's for a session
/// @param userId whose session or token it is; null for a token of the account, even when a `From` header names a user
/// @param readOnly true when it must not change anything
/// @param prefix the token's first characters; null for a session
public record Caller(
    Means means, String id, @Nullable String userId, boolean readOnly, @Nullable String prefix) {
  /// The kinds of proof.
  public enum Means {
    SESSION,
    USER_TOKEN,
    ACCOUNT_TOKEN
  }

  static final String ATTRIBUTE = Caller.class.getName();

  /// The running request's; null outside of a request and at public doors.
  public static @Nullable Caller current() {
    RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
    return attributes != null
            && attributes.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
                instanceof Caller caller
        ? caller
        : null;
  }
}
