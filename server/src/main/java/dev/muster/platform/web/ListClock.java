package dev.muster.platform.web;

import dev.muster.platform.db.ListTime;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Whatever is asked for page by page has to be answered in the time that lists have.
final class ListClock implements HandlerInterceptor {
  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    ListTime.end();
    if (request.getMethod().equals("GET")
        && handler instanceof HandlerMethod method
        && Arrays.stream(method.getMethodParameters())
            .anyMatch(parameter -> parameter.getParameterType() == Paging.class)) {
      ListTime.begin();
    }
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    ListTime.end();
  }
}
