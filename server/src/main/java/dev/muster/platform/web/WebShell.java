package dev.muster.platform.web;

import dev.muster.kernel.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.models.OpenAPI;
import java.nio.file.Path;
import java.util.List;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Wires the shell around all REST resources. Needs {@link WebSettings}, {@link Links} and {@link Ids} from the app.
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/muster/platform/web/web.properties")
public class WebShell {
  /// System property of the launcher: where the API document of this build is, or is to be written by a trial start.
  private static final String API_DOCUMENT = "muster.api-document";

  private static final String TRIAL = "muster.trial";

  @Bean
  Directory directory(Links links) {
    return new Directory(links);
  }

  @Bean
  RateLimits rateLimits(MeterRegistry meters) {
    return new RateLimits(meters);
  }

  @Bean
  RestErrors restErrors(Ids ids, MeterRegistry meters) {
    return new RestErrors(ids, meters);
  }

  @Bean
  FilterRegistrationBean<WebGuard> webGuard(WebSettings settings, Ids ids) {
    var registration = new FilterRegistrationBean<>(new WebGuard(settings, ids));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
    return registration;
  }

  @Bean
  UiFiles uiFiles() {
    return new UiFiles();
  }

  @Bean
  OuterErrors outerErrors() {
    return new OuterErrors();
  }

  @Bean
  OpenAPI openApi(WebSettings settings, Links links) {
    return ApiDocument.head(settings, links);
  }

  @Bean
  OperationCustomizer apiDocument() {
    return new ApiDocument();
  }

  @Bean
  WireExamples wireExamples() {
    return new WireExamples();
  }

  /// Behind sign-in, which comes before all filters without an order of their own.
  @Bean
  FilterRegistrationBean<KeptDocument> keptDocument(Links links) {
    String file = System.getProperty(API_DOCUMENT);
    var registration =
        new FilterRegistrationBean<>(
            new KeptDocument(
                links.apiBase(), file == null ? null : Path.of(file), Boolean.getBoolean(TRIAL)));
    registration.addUrlPatterns("/openapi.json");
    return registration;
  }

  @Bean
  WebMvcConfigurer restShape(RestErrors errors) {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new RequestArguments());
      }

      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(errors);
        registry.addInterceptor(new ListClock());
        registry.addInterceptor(new ZoneCheck());
      }

      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.withJsonConverter(new WebJson());
      }

      // JSON, whatever the client says it accepts: clients name a vendor's media type there that is
      // a version, not a format.
      @Override
      public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.strategies(List.of(_ -> List.of(MediaType.APPLICATION_JSON, MediaType.ALL)));
      }

      @Override
      public void addResourceHandlers(ResourceHandlerRegistry registry) {
        UiFiles.register(registry);
      }
    };
  }
}
