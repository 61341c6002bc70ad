package dev.muster.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/// The doors that need no account: machines bring a routing key, links bring a signature, and some things anybody may know.
final class PublicPaths {
  private static final Set<String> EXACT =
      Set.of(
          "/v2/enqueue",
          "/v2/change/enqueue",
          "/health",
          "/ready",
          "/metrics",
          "/about",
          "/sign_in",
          "/first_sign_in",
          "/ui",
          "/error");

  private static final List<String> BELOW = List.of("/generic/", "/integrations/", "/ui/", "/l/");

  private PublicPaths() {}

  static boolean holds(HttpServletRequest request) {
    String path = request.getRequestURI();
    return EXACT.contains(path)
        // an address with a dot or a semicolon in it may be read differently further inside
        || (path.indexOf(';') < 0
            && !path.contains("..")
            && BELOW.stream().anyMatch(path::startsWith));
  }
}
