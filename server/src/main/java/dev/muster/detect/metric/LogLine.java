package dev.muster.detect.metric;

import java.util.HashMap;
import java.util.Map;

/// A line of a log. NUL characters, which PostgreSQL cannot keep, become U+FFFD.
///
/// @param severity `fatal`, `error`, `warn`, `info`, `debug`, `trace`, or empty when unknown
/// @param resource what wrote it: labels such as `service`, `host`
public record LogLine(long millis, String severity, String body, Map<String, String> resource) {
  public LogLine {
    severity = clean(severity);
    body = clean(body);
    for (Map.Entry<String, String> label : resource.entrySet()) {
      if (label.getKey().indexOf('\0') >= 0 || label.getValue().indexOf('\0') >= 0) {
        resource = cleaned(resource);
        break;
      }
    }
  }

  private static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  private static Map<String, String> cleaned(Map<String, String> resource) {
    var all = new HashMap<String, String>();
    resource.forEach((name, value) -> all.put(clean(name), clean(value)));
    return all;
  }
}
