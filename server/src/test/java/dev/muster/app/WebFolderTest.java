package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/// The web server works inside the data folder.
class WebFolderTest {
  @Test
  void leavesNothingAmongTheSystemsTemporaryFiles(@TempDir Path data) throws IOException {
    var factory = new TomcatServletWebServerFactory(0);

    new WebFolder(data).customize(factory);

    var server = factory.getWebServer();
    try {
      server.start();
      try (Stream<Path> inside = Files.walk(data.resolve("web"))) {
        assertThat(inside).hasSizeGreaterThan(1);
      }
      assertThat(factory.getSettings().getDocumentRoot()).isEqualTo(data.resolve("web").toFile());
    } finally {
      server.destroy();
    }
  }
}
