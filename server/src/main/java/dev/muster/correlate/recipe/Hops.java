package dev.muster.correlate.recipe;

/// How far two entities are from each other.
@FunctionalInterface
public interface Hops {
  /// Nothing is near anything but itself.
  Hops UNKNOWN = (one, other, _) -> one.equals(other) ? 0 : -1;

  /// Fewest dependencies between the two, in either direction; -1 when there are more than `most`.
  int between(String one, String other, int most);

  /// In that topology. What more than so many dependencies touch is not passed through: nearly everything is near it.
  static Hops in(dev.muster.catalog.topology.Topology topology) {
    return (one, other, most) -> {
      int a = topology.indexOf(one);
      int b = topology.indexOf(other);
      return a < 0 || b < 0 ? (one.equals(other) ? 0 : -1) : topology.hops(a, b, most, HUB);
    };
  }

  /// Dependencies beyond which an entity is not passed through.
  int HUB = 100;
}
