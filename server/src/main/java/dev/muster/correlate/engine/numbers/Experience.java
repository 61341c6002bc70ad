package dev.muster.correlate.engine.numbers;

import dev.muster.kernel.Hashes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the past says of kinds of alert, of things, and of pairs of both, as counts. Bounded; some 100 bytes a key.
public final class Experience {
  private static final int MOST = 200_000;

  /// How often what was noise.
  public final Tallies kinds;

  public final Tallies kindsHere;
  public final Tallies places;
  public final Tallies kindHours;
  public final Tallies tools;

  /// How often alerts with a mark, such as an error code, were noise.
  public final Tallies marks;

  /// Which kinds of alert belong together, which kinds of way connect what belongs together, which services suffer together.
  public final Tallies affinities;

  public final Tallies ways;
  public final Tallies services;

  /// Which kinds of alert near each other were one incident, and which were noise that happened to meet.
  public final Tallies company;

  /// How long alerts last.
  public final Lasting lasting;

  /// In which incidents a kind of alert at a service took part, and in which anything of a place.
  public final Precedents precedents;

  /// What people said of two cases; the oldest go when there are too many.
  private final Map<Long, Said> said = new LinkedHashMap<>();

  /// By case: the cases that people said belong together with it.
  private final Map<Long, List<Long>> partners = new HashMap<>();

  /// @param when the second since 1970 in which a person said so: positive that both belong together, negative that they do not
  private record Said(long one, long two, long when) {}

  private static final int MOST_SAID = 20_000;

  /// Log-odds of noise, and of a candidate pair to belong together, over everything.
  public double noiseRate;

  public double pairRate;

  /// Log-odds from which on a cluster is called an incident; null when the past says nothing of it.
  public @Nullable Double open;

  /// Whether days of the week are told apart: each was seen. A day that was not would be taken for one that was.
  public boolean weekdays;

  /// Whether hours of the day are told apart: each was seen on several days. What happened once at an hour would be taken for a habit.
  public boolean hours;

  /// How many pairs of alerts an incident has on average.
  public double pairsOfIncident = 100;

  /// Log-odds of company to be an incident, over everything.
  public double companyRate;

  public Experience() {
    this(
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Tallies(MOST),
        new Lasting(),
        new Precedents());
  }

  private Experience(
      Tallies kinds,
      Tallies kindsHere,
      Tallies places,
      Tallies kindHours,
      Tallies tools,
      Tallies marks,
      Tallies affinities,
      Tallies ways,
      Tallies services,
      Tallies company,
      Lasting lasting,
      Precedents precedents) {
    this.kinds = kinds;
    this.kindsHere = kindsHere;
    this.places = places;
    this.kindHours = kindHours;
    this.tools = tools;
    this.marks = marks;
    this.affinities = affinities;
    this.ways = ways;
    this.services = services;
    this.company = company;
    this.lasting = lasting;
    this.precedents = precedents;
  }

  /// A person said of two cases that they belong together, or that they do not; what was said last counts.
  public void say(long one, long two, boolean together, long second) {
    long pair = pair(one, two);
    Said before = said.remove(pair);
    if (before != null && Math.abs(before.when) > second) {
      said.put(pair, before);
      return;
    }
    said.put(pair, new Said(one, two, together ? second : -second));
    if (before != null) {
      part(before);
    }
    if (together) {
      partners.computeIfAbsent(one, key -> new ArrayList<>(2)).add(two);
      if (one != two) {
        partners.computeIfAbsent(two, key -> new ArrayList<>(2)).add(one);
      }
    }
    if (said.size() > MOST_SAID) {
      Said oldest = said.remove(said.keySet().iterator().next());
      if (oldest != null) {
        part(oldest);
      }
    }
  }

  private void part(Said old) {
    if (old.when > 0) {
      partners.getOrDefault(old.one, new ArrayList<>()).remove(old.two);
      partners.getOrDefault(old.two, new ArrayList<>()).remove(old.one);
    }
  }

  private static long pair(long one, long two) {
    return one < two ? Hashes.of(one, two) : Hashes.of(two, one);
  }

  /// When a person said of two cases that they belong together; negative when that they do not; 0 when nobody said anything.
  public long said(long one, long two) {
    Said what = said.isEmpty() ? null : said.get(pair(one, two));
    return what == null ? 0 : what.when;
  }

  /// The cases that people said belong together with that one.
  public List<Long> partners(long one) {
    return partners.getOrDefault(one, List.of());
  }

  /// Of how many pairs people said something.
  public int saidOf() {
    return said.size();
  }

  /// Forgets of which stretch of the past it knows what; that matters only while learning.
  public void forgetStretches() {
    for (Tallies each : all()) {
      each.forgetStretches();
    }
    lasting.forgetStretches();
  }

  private Tallies[] all() {
    return new Tallies[] {
      kinds, kindsHere, places, kindHours, tools, marks, affinities, ways, services, company
    };
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(said.size());
    for (Said each : said.values()) {
      out.writeLong(each.one);
      out.writeLong(each.two);
      out.writeLong(each.when);
    }
    out.writeDouble(noiseRate);
    out.writeDouble(pairRate);
    out.writeDouble(companyRate);
    out.writeDouble(pairsOfIncident);
    out.writeDouble(open == null ? Double.NaN : open);
    out.writeBoolean(weekdays);
    out.writeBoolean(hours);
    for (Tallies each : all()) {
      each.write(out);
    }
    lasting.write(out);
    precedents.write(out);
  }

  public static Experience read(DataInput in) throws IOException {
    var said = new ArrayList<Said>();
    for (int left = in.readInt(); left > 0; left--) {
      said.add(new Said(in.readLong(), in.readLong(), in.readLong()));
    }
    double noiseRate = in.readDouble();
    double pairRate = in.readDouble();
    double companyRate = in.readDouble();
    double pairsOfIncident = in.readDouble();
    double open = in.readDouble();
    boolean weekdays = in.readBoolean();
    boolean hours = in.readBoolean();
    var experience =
        new Experience(
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Tallies.read(in, MOST),
            Lasting.read(in),
            Precedents.read(in));
    experience.noiseRate = noiseRate;
    said.forEach(each -> experience.say(each.one, each.two, each.when > 0, Math.abs(each.when)));
    experience.pairRate = pairRate;
    experience.companyRate = companyRate;
    experience.pairsOfIncident = pairsOfIncident;
    experience.open = Double.isNaN(open) ? null : open;
    experience.weekdays = weekdays;
    experience.hours = hours;
    return experience;
  }
}
