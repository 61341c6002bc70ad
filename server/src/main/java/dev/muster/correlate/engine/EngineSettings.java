package dev.muster.correlate.engine;

/// How sure the engine must be, in log-odds (0 is as probable as not, 2.2 is nine in ten).
///
/// @param join of an alert belonging to a cluster
/// @param inertia by how much another cluster must be more probable for an alert to move there
/// @param bridge from which an alert that sits in one cluster is evidence for another
/// @param merge of two clusters being one, when that hides no incident worth speaking of; below even odds, since as many pairs as
///     possible are right, by F1, when all are put together that are more probable than half of the F1 that is reached (Lipton, Elkan
///     and Naryanaswamy, Optimal Thresholding of Classifiers to Maximize F1 Measure, 2014): two in five at .8
/// @param part of the two parts of a cluster being two troubles, likewise
/// @param lead how much more it takes to open a cluster as an incident before everything is known
/// @param open of a cluster being an incident, once its alerts had their time, where the past says nothing of it
public record EngineSettings(
    double join,
    double inertia,
    double bridge,
    double merge,
    double part,
    double lead,
    double open) {
  /// What works well on storms of many kinds.
  public static EngineSettings defaults() {
    return new EngineSettings(0, 0.5, -1.5, -0.4, 5, 1.2, 0.8);
  }

  /// With which the past is rehearsed: two groups become one only from even odds on. What is learned of groups with many wrong merges in
  /// them is too shy to join alerts to any.
  static EngineSettings rehearsal() {
    return new EngineSettings(0, 0.5, -1.5, 0, 5, 1.2, 0.8);
  }
}
