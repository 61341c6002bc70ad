package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class KeptDocumentTest {
  private static final URI TRIAL = URI.create("http://localhost:41234");
  private static final URI HOUSE = URI.create("https://api.example.com");

  @TempDir Path folder;

  private int made;
  private int status = 200;

  private static String document(URI server) {
    return "{\"openapi\":\"3.1.0\",\"paths\":{\"/über\":{}},\"servers\":[{\"url\":\""
        + server
        + "\"}]}";
  }

  /// Asks a house for its document, which is at that address if it has to make one.
  private MockHttpServletResponse ask(
      KeptDocument kept, URI server, String method, String... headers) throws Exception {
    var request = new MockHttpServletRequest(method, "/openapi.json");
    for (int i = 0; i < headers.length; i += 2) {
      request.addHeader(headers[i], headers[i + 1]);
    }
    var response = new MockHttpServletResponse();
    kept.doFilter(
        request,
        response,
        new MockFilterChain() {
          @Override
          public void doFilter(
              jakarta.servlet.ServletRequest asked, jakarta.servlet.ServletResponse answer)
              throws IOException {
            made++;
            ((jakarta.servlet.http.HttpServletResponse) answer).setStatus(status);
            answer.setContentType("application/json");
            answer.getOutputStream().write(document(server).getBytes(StandardCharsets.UTF_8));
          }
        });
    return response;
  }

  private static String text(MockHttpServletResponse response) {
    return new String(response.getContentAsByteArray(), StandardCharsets.UTF_8);
  }

  private static KeptDocument house(@Nullable Path file) {
    return new KeptDocument(HOUSE, file, false);
  }

  @Test
  void is_made_once_and_told_by_its_tag() throws Exception {
    var kept = house(null);
    MockHttpServletResponse first = ask(kept, HOUSE, "GET");
    assertThat(text(first)).isEqualTo(document(HOUSE));
    assertThat(first.getContentType()).isEqualTo("application/json");
    MockHttpServletResponse again = ask(kept, HOUSE, "GET");
    assertThat(text(again)).isEqualTo(document(HOUSE));
    String tag = again.getHeader("ETag");
    assertThat(tag).isNotNull().isEqualTo(first.getHeader("ETag"));
    MockHttpServletResponse known = ask(kept, HOUSE, "GET", "If-None-Match", tag);
    assertThat(known.getStatus()).isEqualTo(304);
    assertThat(known.getContentAsByteArray()).isEmpty();
    MockHttpServletResponse head = ask(kept, HOUSE, "HEAD");
    assertThat(head.getContentAsByteArray()).isEmpty();
    assertThat(head.getContentLength()).isEqualTo(first.getContentAsByteArray().length);
    assertThat(made).isEqualTo(1);
  }

  @Test
  void goes_packed_to_whoever_takes_it_so() throws Exception {
    var kept = house(null);
    MockHttpServletResponse packed = ask(kept, HOUSE, "GET", "Accept-Encoding", "br, gzip;q=0.8");
    assertThat(packed.getHeader("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.getHeader("Vary")).isEqualTo("Accept-Encoding");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.getContentAsByteArray()))) {
      assertThat(in.readAllBytes()).isEqualTo(document(HOUSE).getBytes(StandardCharsets.UTF_8));
    }
    MockHttpServletResponse plain = ask(kept, HOUSE, "GET", "Accept-Encoding", "gzip;q=0, br");
    assertThat(plain.getHeader("Content-Encoding")).isNull();
    assertThat(text(plain)).isEqualTo(document(HOUSE));
  }

  @Test
  void what_went_wrong_is_not_kept() throws Exception {
    var kept = house(null);
    status = 503;
    assertThat(ask(kept, HOUSE, "GET").getStatus()).isEqualTo(503);
    status = 200;
    assertThat(ask(kept, HOUSE, "GET").getStatus()).isEqualTo(200);
    assertThat(made).isEqualTo(2);
  }

  @Test
  void a_trial_makes_it_for_houses_at_other_addresses() throws Exception {
    Path file = folder.resolve("api");
    assertThat(text(ask(new KeptDocument(TRIAL, file, true), TRIAL, "GET")))
        .isEqualTo(document(TRIAL));
    assertThat(text(ask(house(file), HOUSE, "GET"))).isEqualTo(document(HOUSE));
    assertThat(ask(house(file), HOUSE, "HEAD").getContentLength()).isPositive();
    assertThat(made).isEqualTo(1);
  }

  @Test
  void without_a_sound_file_it_is_made() throws Exception {
    Path file = folder.resolve("api");
    assertThat(text(ask(house(file), HOUSE, "GET"))).isEqualTo(document(HOUSE));
    Files.writeString(file, "no document");
    assertThat(text(ask(house(file), HOUSE, "GET"))).isEqualTo(document(HOUSE));
    assertThat(made).isEqualTo(2);
  }

  @Test
  void a_document_that_does_not_name_its_server_is_not_written() throws Exception {
    Path file = folder.resolve("api");
    ask(new KeptDocument(TRIAL, file, true), HOUSE, "GET");
    assertThat(file).doesNotExist();
  }
}
