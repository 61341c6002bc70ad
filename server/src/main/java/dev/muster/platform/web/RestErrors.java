package dev.muster.platform.web;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.DatabaseFailures;
import dev.muster.platform.db.Dealings;
import dev.muster.platform.db.Outage;
import dev.muster.platform.db.QuestionTooLong;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.servlet.HandlerInterceptor;

/// Every failure in the REST API's one shape. What was not foreseen is a 500 with an identifier that stands in the log beside the
/// stack trace, which the client never sees.
@RestControllerAdvice
final class RestErrors implements HandlerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(RestErrors.class);

  private final Outage outage = Outage.ofRequests(LOG, "REST");

  private final Ids ids;
  private final Counter abandoned;

  RestErrors(Ids ids, MeterRegistry meters) {
    this.ids = ids;
    this.abandoned =
        Counter.builder("muster.lists.abandoned")
            .description("Lists and searches that were given up because the database took too long")
            .register(meters);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Dealings.begin();
    return true;
  }

  /// A request that was answered, be it with a refusal, shows that the database is there when it asked the database. Pages and assets of the
  /// web interface, and what is answered from memory, show nothing.
  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (failure == null && response.getStatus() < 500 && Dealings.answered()) {
      outage.worked();
    }
    Dealings.end();
  }

  /// The body of a refusal: `{"error": {"message", "code", "errors"}}`.
  static Map<String, Object> body(int code, String message, List<String> errors) {
    var error = new LinkedHashMap<String, Object>();
    error.put("message", message);
    error.put("code", code);
    error.put("errors", errors);
    return Map.of("error", error);
  }

  private static ResponseEntity<Object> answer(
      HttpStatusCode status, HttpHeaders headers, int code, String message, List<String> errors) {
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body(code, message, errors));
  }

  @ExceptionHandler(ApiException.class)
  ResponseEntity<Object> refused(ApiException refusal) {
    var headers = new HttpHeaders();
    if (refusal.retryAfter() > 0) {
      headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(refusal.retryAfter()));
    }
    return answer(
        HttpStatusCode.valueOf(refusal.status()),
        headers,
        refusal.code(),
        refusal.headline(),
        refusal.errors());
  }

  @ExceptionHandler({HttpMessageNotReadableException.class, TypeMismatchException.class})
  ResponseEntity<Object> unreadable(Exception failure) {
    LOG.debug("unreadable request", failure);
    return answer(
        HttpStatus.BAD_REQUEST,
        new HttpHeaders(),
        2001,
        "Invalid Input Provided",
        List.of("The request could not be read."));
  }

  /// The client has gone away in the middle of the answer, or a stream has come to its end: there is nobody to tell.
  @ExceptionHandler({AsyncRequestNotUsableException.class, AsyncRequestTimeoutException.class})
  @SuppressWarnings("NullAway") // no answer at all is what the framework takes null for
  @Nullable ResponseEntity<Object> nobodyThere(Exception gone) {
    LOG.trace("the client is gone", gone);
    return null;
  }

  @ExceptionHandler({
    CannotGetJdbcConnectionException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<Object> databaseAway(Exception failure, HttpServletRequest request) {
    outage.failed(failure);
    return nothingDone(request.getMethod())
        ? refused(ApiException.databaseAway())
        : look("The database cannot be reached any more.");
  }

  @ExceptionHandler(QuestionTooLong.class)
  ResponseEntity<Object> tooLong(QuestionTooLong given) {
    LOG.warn("a list was given up: {}", given.getMessage());
    abandoned.increment();
    return answer(
        HttpStatus.SERVICE_UNAVAILABLE,
        new HttpHeaders(),
        2000,
        "Service Unavailable",
        List.of(
            given.getMessage()
                + ", so this list was given up. Ask for less: a shorter time, one service, or a"
                + " longer word."));
  }

  /// The database failed in the middle.
  private ResponseEntity<Object> inBetween(RuntimeException failure, String method) {
    outage.failed(failure);
    boolean nothingDone = nothingDone(method);
    if (nothingDone && DatabaseFailures.rolledBack(failure)) {
      return refused(
          ApiException.unchanged(
              "Others were changing the same thing at the same moment. Nothing was changed; try"
                  + " again."));
    }
    String words = "The database went away or was too busy in between.";
    return reads(method) ? refused(ApiException.unchanged(words + " Try again.")) : look(words);
  }

  private static boolean reads(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  /// Whether what failed was all that the request did: the first of several transactions may have been committed.
  private static boolean nothingDone(String method) {
    return reads(method) || !Dealings.changed();
  }

  /// Only where nothing can have been done is the client asked to repeat it, for many clients do so by themselves, and a page that is sent
  /// twice wakes people twice.
  private static ResponseEntity<Object> look(String words) {
    return answer(
        HttpStatus.SERVICE_UNAVAILABLE,
        new HttpHeaders(),
        2000,
        "Service Unavailable",
        List.of(words + " Look whether it was done before you try again."));
  }

  @ExceptionHandler(Exception.class)
  @Nullable ResponseEntity<Object> other(Exception failure, HttpServletRequest request) {
    if (failure instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
      return known(failure, known);
    }
    if (failure instanceof IOException) {
      return nobodyThere(failure);
    }
    if (failure instanceof RuntimeException runtime && DatabaseFailures.passing(runtime)) {
      return inBetween(runtime, request.getMethod());
    }
    String unkept = unkept(failure);
    if (unkept != null) {
      LOG.debug("a request holds what cannot be kept", failure);
      return answer(
          HttpStatus.BAD_REQUEST,
          new HttpHeaders(),
          2001,
          "Invalid Input Provided",
          List.of(unkept));
    }
    String id = ids.next('E');
    LOG.error("{}: a request failed", id, failure);
    return answer(
        HttpStatus.INTERNAL_SERVER_ERROR,
        new HttpHeaders(),
        2000,
        "Internal Server Error",
        List.of("Something went wrong on the server. The log has it under " + id + "."));
  }

  /// What PostgreSQL cannot keep of what was given, when it came in by a way that does not look for it; null for any other failure. See
  /// its appendix on error codes.
  private static @Nullable String unkept(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refused && refused.getSQLState() != null) {
        return switch (refused.getSQLState()) {
          case "22021", "22P05" ->
              "The request holds a character that cannot be kept, such as NUL.";
          case "22008" -> "The request holds a time that is too early or too late to be kept.";
          default -> null;
        };
      }
    }
    return null;
  }

  private static ResponseEntity<Object> known(Exception failure, ErrorResponse known) {
    HttpStatusCode status = known.getStatusCode();
    String message =
        status instanceof HttpStatus named ? named.getReasonPhrase() : "Invalid Input Provided";
    return switch (status.value()) {
      case 404 ->
          answer(status, new HttpHeaders(), 2100, message, List.of("There is nothing here."));
      case 405 ->
          answer(
              status,
              known.getHeaders(),
              2101,
              message,
              List.of(
                  failure instanceof HttpRequestMethodNotSupportedException method
                      ? "The method %s is not offered here.".formatted(method.getMethod())
                      : "This method is not offered here."));
      default -> answer(status, known.getHeaders(), 2001, message, List.of(detail(known)));
    };
  }

  private static String detail(ErrorResponse known) {
    String detail = known.getBody().getDetail();
    return detail == null ? "The request could not be read." : detail;
  }
}
