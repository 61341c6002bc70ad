package dev.muster.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/// Keeps the API document packed once it was made, which costs seconds of CPU and some megabytes. It depends on nothing but the build
/// and this house's own address, so the launcher has a trial start make it into a file, and then no house makes one.
final class KeptDocument extends OncePerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(KeptDocument.class);

  /// Stands in the file where the document names the server.
  private static final URI ANY = URI.create("muster:any");

  private final URI server;
  private final @Nullable Path file;
  private final boolean trial;
  private volatile @Nullable Packed kept;

  /// @param tag changes with the document
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Packed(byte[] bytes, String tag) {
    static Packed of(byte[] document) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(document);
        return new Packed(
            pack(document), "\"" + HexFormat.of().formatHex(digest).substring(0, 32) + "\"");
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }
  }

  /// @param server the address that the document names
  /// @param file where the document of this build is; null for nowhere
  /// @param trial whether it is to be written there
  KeptDocument(URI server, @Nullable Path file, boolean trial) {
    this.server = server;
    this.file = file;
    this.trial = trial;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Packed document = kept;
    if (document == null) {
      document = read();
    }
    if (document == null && request.getMethod().equals("GET")) {
      var made = new ContentCachingResponseWrapper(response);
      chain.doFilter(request, made);
      if (made.getStatus() != HttpServletResponse.SC_OK) {
        made.copyBodyToResponse();
        return;
      }
      document = keep(made.getContentAsByteArray());
      response.resetBuffer();
    }
    if (document != null && (request.getMethod().equals("GET") || isHead(request))) {
      answer(document, request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean isHead(HttpServletRequest request) {
    return request.getMethod().equals("HEAD");
  }

  private static void answer(
      Packed document, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.ETAG, document.tag());
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    if (known != null && known.contains(document.tag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    byte[] bytes;
    if (takesPacked(request)) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
      bytes = document.bytes();
    } else {
      bytes = unpack(document.bytes());
    }
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    if (!isHead(request)) {
      response.getOutputStream().write(bytes);
    }
  }

  private static boolean takesPacked(HttpServletRequest request) {
    String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    if (accepted == null) {
      return false;
    }
    for (String one : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = one.strip().split("\\s*;\\s*q\\s*=\\s*", 2);
      if (parts[0].equals("gzip")) {
        return parts.length < 2 || !parts[1].matches("0(\\.0*)?");
      }
    }
    return false;
  }

  private Packed keep(byte[] made) {
    if (trial && file != null) {
      write(made, file);
    }
    Packed document = Packed.of(made);
    kept = document;
    return document;
  }

  private void write(byte[] made, Path target) {
    String document = new String(made, StandardCharsets.UTF_8);
    String named = named(server);
    int at = document.indexOf(named);
    if (at < 0 || document.indexOf(named, at + 1) >= 0) {
      LOG.warn("The API document is not kept, as it does not name its server once");
      return;
    }
    try {
      Files.write(
          target, pack(document.replace(named, named(ANY)).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException unwritable) {
      LOG.warn("The API document is not kept: {}", unwritable.toString());
    }
  }

  private @Nullable Packed read() {
    if (trial || file == null) {
      return null;
    }
    try {
      String document = new String(unpack(Files.readAllBytes(file)), StandardCharsets.UTF_8);
      String named = named(ANY);
      if (document.contains(named)) {
        Packed read =
            Packed.of(document.replace(named, named(server)).getBytes(StandardCharsets.UTF_8));
        kept = read;
        return read;
      }
      LOG.warn("{} is no API document; it is made anew", file);
    } catch (IOException unreadable) {
      LOG.warn("The API document is made anew: {}", unreadable.toString());
    }
    return null;
  }

  private static String named(URI server) {
    return "\"servers\":[{\"url\":\"" + server + "\"}]";
  }

  private static byte[] pack(byte[] plain) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }
}
