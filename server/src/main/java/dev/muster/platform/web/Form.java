package dev.muster.platform.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fields of a form, as browsers and many tools post them (`application/x-www-form-urlencoded`). Pure.
public final class Form {
  private Form() {}

  /// True when the header `Content-Type` says that the body is a form.
  public static boolean is(@Nullable String contentType) {
    return contentType != null
        && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
  }

  /// The fields in their order; of a field that is given more than once the first.
  ///
  /// @throws IllegalArgumentException when the body is not encoded as a form
  public static Map<String, String> fields(byte[] body) {
    var fields = new LinkedHashMap<String, String>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return Collections.unmodifiableMap(fields);
  }
}
