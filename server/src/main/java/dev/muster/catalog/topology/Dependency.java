package dev.muster.catalog.topology;

/// One entity rests on another: when `to` fails, `from` may suffer.
///
/// @param from id of what suffers
/// @param to id of what is rested on
/// @param kind in what way, in the words of where the topology came from; an open list
/// @param confidence how sure we are of it, above 0 up to 1
public record Dependency(String from, String to, String kind, double confidence) {
  /// The kind of those that people entered between services of this house.
  public static final String OF_SERVICES = "service_dependency";

  public Dependency {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "confidence must be above 0 and at most 1, but is " + confidence);
    }
  }
}
