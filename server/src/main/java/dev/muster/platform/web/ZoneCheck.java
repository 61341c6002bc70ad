package dev.muster.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/// Refuses a `time_zone` that is none before anything is done: no answer can be written in it, and UTC in its place would be read as
/// the zone that was asked for.
final class ZoneCheck implements HandlerInterceptor {
  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    String query = request.getQueryString();
    if (query != null && query.contains("time_zone=")) {
      Query.parse(query).zone();
    }
    return true;
  }
}
