package dev.muster.signal.drop;

import dev.muster.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name that a file has while it is worked on: all that has to be known of it after a crash.
///
/// @param first when it was taken, in milliseconds; what it says came to the tape no earlier
/// @param name what it was called, perhaps shortened
record Claim(long first, String name) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})-(.+)", Pattern.DOTALL);

  /// Names of files have 255 bytes at most, of which what Muster puts around them needs some 40.
  private static final int NAME_BYTES = 180;

  private static final int NAME_BEGINNING = 40;

  /// What that name says; null when it is none of these.
  static @Nullable Claim read(String file) {
    Matcher form = FORM.matcher(file);
    return form.matches() ? new Claim(Long.parseLong(form.group(1)), form.group(2)) : null;
  }

  String file() {
    return first + "-" + name;
  }

  /// The name as it is; one that would not fit is shortened, and still unlike others.
  static String fit(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES
        ? name
        : name.substring(
                0,
                name.offsetByCodePoints(
                    0, Math.min(NAME_BEGINNING, name.codePointCount(0, name.length()))))
            + "~"
            + Sha256.hex(name, 8);
  }
}
