package dev.muster.platform.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What two people edit at once is not replaced unasked: a request says with `If-Match` which version it was begun on.
public final class IfMatch {
  private IfMatch() {}

  /// Refuses to replace what has been changed since it was read.
  ///
  /// @param said the header; null or `*` replaces whatever is there
  /// @param version of what is there
  /// @param what is replaced, as a sentence begins with it: "The rules have"
  /// @throws ApiException 412
  public static void check(@Nullable String said, String version, String what) {
    String read = said == null ? "*" : said.strip().replace("\"", "");
    if (!read.equals("*") && !read.equals(version)) {
      throw new ApiException(
          412,
          2001,
          "Precondition Failed",
          List.of(
              what
                  + " been changed since then. Nothing was saved: look again, or leave out 'If-Match' to replace what is there."));
    }
  }
}
