package dev.muster.platform.web;

import java.util.List;

/// A refusal that the client is told in the REST API's error shape: `{"error": {"message", "code", "errors": [...]}}`. Nothing was
/// changed.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String headline;
  private final int status;
  private final int code;
  private final int retryAfter;
  private final transient List<String> errors;

  /// @param status HTTP status, 400..429, or 503
  /// @param code the API's own error code, for example 2001
  /// @param message one sentence
  /// @param errors one sentence for each fault, naming the field
  public ApiException(int status, int code, String message, List<String> errors) {
    this(status, code, message, errors, 0);
  }

  private ApiException(int status, int code, String message, List<String> errors, int retryAfter) {
    super(message + (errors.isEmpty() ? "" : ": " + String.join("; ", errors)));
    this.status = status;
    this.code = code;
    this.errors = List.copyOf(errors);
    this.headline = message;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  public int code() {
    return code;
  }

  public String headline() {
    return headline;
  }

  public List<String> errors() {
    return errors;
  }

  /// Seconds after which the same request may be sent again; 0 when nothing is said about that.
  public int retryAfter() {
    return retryAfter;
  }

  /// 503: nothing was changed because the database cannot be reached, and a client may send the same again.
  public static ApiException databaseAway() {
    return unchanged("The database cannot be reached. Nothing was changed; try again.");
  }

  /// 503: nothing was changed, through no fault of the request, and a client may send the same again.
  public static ApiException unchanged(String why) {
    return new ApiException(503, 2000, "Service Unavailable", List.of(why), 1);
  }

  /// 400, code 2001: the input is wrong; each error names a field.
  public static ApiException invalid(String... errors) {
    return invalid(List.of(errors));
  }

  public static ApiException invalid(List<String> errors) {
    return new ApiException(400, 2001, "Invalid Input Provided", errors);
  }

  /// 400 with a code of its own, for example of the incident-state family 1001-1020.
  public static ApiException refused(int code, String message, String... errors) {
    return new ApiException(400, code, message, List.of(errors));
  }

  public static ApiException notFound(String what) {
    return new ApiException(404, 2100, "Not Found", List.of(what + " was not found."));
  }

  public static ApiException unauthorized(String why) {
    return new ApiException(401, 2006, "Unauthorized", List.of(why));
  }

  public static ApiException forbidden(String why) {
    return new ApiException(403, 2010, "Access Denied", List.of(why));
  }
}
