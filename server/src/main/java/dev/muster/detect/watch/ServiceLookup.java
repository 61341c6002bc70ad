package dev.muster.detect.watch;

import java.util.Map;

/// Says whose a measurement is.
@FunctionalInterface
public interface ServiceLookup {
  /// The service that the labels name, else that of the integration; empty when there is neither.
  String of(Map<String, String> labels, String integrationId);
}
