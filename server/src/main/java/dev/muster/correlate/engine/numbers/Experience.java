package dev.muster.correlate.engine.numbers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// What the past says of kinds of alert, of things, and of pairs of both, as counts. Bounded; some 100 bytes a key.
public final class Experience {
  private static final int MOST = 200_000;

  /// How often what was noise.
  public final Tallies kinds;

  public final Tallies kindsHere;
  public final Tallies places;
  public final Tallies kindHours;
  public final Tallies tools;

  /// Which kinds of alert belong together, which kinds of way connect what belongs together, which services suffer together.
  public final Tallies affinities;

  public final Tallies ways;
  public final Tallies services;

  /// Log-odds of noise, and of a candidate pair to belong together, over everything.
  public double noiseRate;

  public double pairRate;

  public Experience() {
    this(
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST));
  }

  private Experience(
      Tallies kinds,
      Tallies kindsHere,
      Tallies places,
      Tallies kindHours,
      Tallies tools,
      Tallies affinities,
      Tallies ways,
      Tallies services) {
    this.kinds = kinds;
    this.kindsHere = kindsHere;
    this.places = places;
    this.kindHours = kindHours;
    this.tools = tools;
    this.affinities = affinities;
    this.ways = ways;
    this.services = services;
  }

  public void write(DataOutput out) throws IOException {
    out.writeDouble(noiseRate);
    out.writeDouble(pairRate);
    for (Tallies each :
        new Tallies[] {kinds, kindsHere, places, kindHours, tools, affinities, ways, services}) {
      each.write(out);
    }
  }

  public static Experience read(DataInput in) throws IOException {
    double noiseRate = in.readDouble();
    double pairRate = in.readDouble();
    var experience =
        new Experience(
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST));
    experience.noiseRate = noiseRate;
    experience.pairRate = pairRate;
    return experience;
  }
}
