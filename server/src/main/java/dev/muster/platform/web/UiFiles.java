package dev.muster.platform.web;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.resource.PathResourceResolver;

/// The web interface's files. Its addresses are made in the browser, so an address without a file is the start page; files whose
/// names carry a hash of their content may be kept for ever.
@RestController
@io.swagger.v3.oas.annotations.Hidden
final class UiFiles {
  private static final String FOLDER = "dev/muster/ui/";

  private static final Resource INDEX = new ClassPathResource(FOLDER + "index.html");

  static void register(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/ui/assets/**")
        .addResourceLocations("classpath:/" + FOLDER + "assets/")
        .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    registry
        .addResourceHandler("/ui/**")
        .addResourceLocations("classpath:/" + FOLDER)
        .setCacheControl(CacheControl.noCache())
        .resourceChain(true)
        .addResolver(new FallBack());
  }

  @GetMapping({"/ui", "/ui/"})
  ResponseEntity<Resource> start() {
    if (!INDEX.exists()) {
      throw new ApiException(
          404, 2100, "Not Found", java.util.List.of("This build is without the web interface."));
    }
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
        .cacheControl(CacheControl.noCache())
        .body(INDEX);
  }

  private static final class FallBack extends PathResourceResolver {
    @Override
    protected @Nullable Resource getResource(String path, Resource location) throws IOException {
      Resource file = super.getResource(path, location);
      if (file != null) {
        return file;
      }
      boolean namesFile = path.substring(path.lastIndexOf('/') + 1).contains(".");
      return !namesFile && INDEX.exists() ? INDEX : null;
    }
  }
}
