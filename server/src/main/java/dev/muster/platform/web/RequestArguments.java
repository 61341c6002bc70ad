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
/// it claims. A body that may be left out is declared as nullable.
final class RequestArguments implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == Query.class || type == Paging.class || type == Body.class;
  }

  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders)
      throws IOException {
    var request = (HttpServletRequest) webRequest.getNativeRequest();
    if (parameter.getParameterType() == Body.class) {
      byte[] body = request.getInputStream().readAllBytes();
      return body.length == 0 && parameter.isOptional() ? null : Body.parse(body);
    }
    Query query = Query.parse(request.getQueryString());
    if (request.getAttribute(Query.KEPT_TO_TEAMS) instanceof List<?> teams) {
      query = query.keptTo(teams.stream().map(String::valueOf).toList());
    }
    return parameter.getParameterType() == Query.class ? query : Paging.of(query);
  }
}
