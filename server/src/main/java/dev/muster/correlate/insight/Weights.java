package dev.muster.correlate.insight;

import java.util.Arrays;

/// A number for each of some things of a topology, without an object for any of them: what cries around an incident are a thousand
/// things, and each look at it lays them out anew.
final class Weights {
  /// The number of no thing.
  private static final int NONE = -1;

  private static final int SMALLEST = 16;

  private int[] things = {};
  private double[] weights = {};
  private int size;

  /// How many things have one.
  int size() {
    return size;
  }

  boolean has(int thing) {
    return size > 0 && things[slot(thing)] == thing;
  }

  /// The thing's number, or that one when it has none.
  double get(int thing, double otherwise) {
    if (size == 0) {
      return otherwise;
    }
    int at = slot(thing);
    return things[at] == thing ? weights[at] : otherwise;
  }

  /// Adds to the thing's number.
  void add(int thing, double weight) {
    int at = make(thing);
    weights[at] = Double.isNaN(weights[at]) ? weight : weights[at] + weight;
  }

  /// Keeps the larger of the thing's number and that one.
  void most(int thing, double weight) {
    int at = make(thing);
    weights[at] = Double.isNaN(weights[at]) ? weight : Math.max(weights[at], weight);
  }

  /// Keeps the smaller of the thing's number and that one.
  void least(int thing, double weight) {
    int at = make(thing);
    weights[at] = Double.isNaN(weights[at]) ? weight : Math.min(weights[at], weight);
  }

  /// Is given things with their numbers.
  @FunctionalInterface
  interface Each {
    void accept(int thing, double weight);
  }

  /// Goes through the things that have a number, in their order.
  void inOrder(Each each) {
    long[] sorted = new long[size];
    int found = 0;
    for (int at = 0; at < things.length; at++) {
      if (things[at] != NONE) {
        sorted[found++] = (long) things[at] << 32 | at;
      }
    }
    Arrays.sort(sorted);
    for (long one : sorted) {
      each.accept((int) (one >> 32), weights[(int) one]);
    }
  }

  /// The same in any order, for what does not depend on it.
  void inAnyOrder(Each each) {
    for (int at = 0; at < things.length; at++) {
      if (things[at] != NONE) {
        each.accept(things[at], weights[at]);
      }
    }
  }

  private int make(int thing) {
    if (2 * size >= things.length) {
      grow();
    }
    int at = slot(thing);
    if (things[at] == NONE) {
      things[at] = thing;
      weights[at] = Double.NaN;
      size++;
    }
    return at;
  }

  private void grow() {
    int[] before = things;
    double[] had = weights;
    things = new int[Math.max(SMALLEST, 2 * before.length)];
    weights = new double[things.length];
    Arrays.fill(things, NONE);
    for (int i = 0; i < before.length; i++) {
      if (before[i] != NONE) {
        int at = slot(before[i]);
        things[at] = before[i];
        weights[at] = had[i];
      }
    }
  }

  /// Where a thing is, or would be.
  private int slot(int thing) {
    int mask = things.length - 1;
    int mixed = thing * 0x9e3779b9;
    int at = (mixed ^ (mixed >>> 15)) & mask;
    while (things[at] != NONE && things[at] != thing) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
