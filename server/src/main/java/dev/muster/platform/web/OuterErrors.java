package dev.muster.platform.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What fails outside of every resource, in the same shape.
@RestController
@Hidden
final class OuterErrors implements ErrorController {
  @RequestMapping("/error")
  ResponseEntity<Map<String, Object>> error(HttpServletRequest request) {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : 404;
    HttpStatus known = HttpStatus.resolve(status);
    HttpStatus answer = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
    return ResponseEntity.status(answer)
        .contentType(MediaType.APPLICATION_JSON)
        .body(
            RestErrors.body(
                answer == HttpStatus.NOT_FOUND ? 2100 : answer.is4xxClientError() ? 2001 : 2000,
                answer.getReasonPhrase(),
                List.of()));
  }
}
