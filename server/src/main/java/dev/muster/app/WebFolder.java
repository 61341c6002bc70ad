package dev.muster.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;

/// Gives the web server its working folder inside the data folder. By itself it makes two new ones among the system's temporary files
/// at every start, and a process that is killed leaves them there for ever.
final class WebFolder implements WebServerFactoryCustomizer<TomcatWebServerFactory> {
  private final Path folder;

  /// @param data the data folder of the house
  WebFolder(Path data) {
    this.folder = data.toAbsolutePath().resolve("web");
  }

  @Override
  public void customize(TomcatWebServerFactory factory) {
    try {
      Files.createDirectories(folder); // a missing one is not used
    } catch (IOException e) {
      throw new UncheckedIOException("the folder %s cannot be made".formatted(folder), e);
    }
    factory.setBaseDirectory(folder.toFile());
    if (factory instanceof ConfigurableServletWebServerFactory servlets) {
      // Nothing is served from it: pages and files come from the classes.
      servlets.setDocumentRoot(folder.toFile());
    }
  }
}
