package dev.muster.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/// Hands resources what they read from a request: its {@link Query}, its {@link Paging}, its {@link Body}, whatever content type
/// it claims.
final class RequestArguments implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == Query.class || type == Paging.class || type == Body.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    var request = (HttpServletRequest) webRequest.getNativeRequest();
    if (parameter.getParameterType() == Body.class) {
      return Body.parse(request.getInputStream().readAllBytes());
    }
    Query query = Query.parse(request.getQueryString());
    if (request.getAttribute(Query.KEPT_TO_TEAMS) instanceof List<?> teams) {
      query = query.keptTo(teams.stream().map(String::valueOf).toList());
    }
    return parameter.getParameterType() == Query.class ? query : Paging.of(query);
  }
}
