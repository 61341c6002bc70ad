package dev.muster.correlate.engine.numbers;

import dev.muster.kernel.Hashes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How long alerts last until they clear, those of incidents and noise apart, as evidence of which of both one is: the logarithm of the
/// ratio of two discrete-time survival estimates (chance of clearing within each span for what lasted up to it), by kind of alert,
/// drawn towards its monitor, and that towards all. Where a monitor never says that something cleared, it says nothing.
public final class Lasting {
  /// Where the spans end, in milliseconds after the arrival.
  private static final long[] EDGES = {
    2 * 60_000L, 4 * 60_000L, 7 * 60_000L, 11 * 60_000L, 18 * 60_000L, 30 * 60_000L, 60 * 60_000L
  };

  /// So many of a kind count as much as its monitor as a whole, and of a monitor as all together.
  private static final double STRENGTH = 12;

  private static final long ALL = 0x5eed;
  private static final int MOST = 200_000;

  /// Of so many kinds of alert it is kept at hand what their lasting says; the same are asked for again and again.
  private static final int KEPT = 1 << 11;

  private final Tallies spans;
  private final @Nullable Said[] kept = new @Nullable Said[KEPT];
  private boolean asked;

  /// What the lasting of a kind of alert says; complete when it is made, since several threads may look for it.
  private static final class Said {
    private final long kind;
    private final long monitor;
    private final int without;

    /// By span: the evidence of having lasted up to it, and that of clearing within it.
    private final double[] upTo = new double[EDGES.length + 1];

    private final double[] within = new double[EDGES.length];

    private Said(Lasting lasting, long kind, long monitor, int without) {
      this.kind = kind;
      this.monitor = monitor;
      this.without = without;
      for (int span = 0; span < EDGES.length; span++) {
        double incident = lasting.chance(kind, monitor, false, span, without);
        double noise = lasting.chance(kind, monitor, true, span, without);
        within[span] = Math.log(incident / noise);
        upTo[span + 1] = upTo[span] + Math.log((1 - incident) / (1 - noise));
      }
    }
  }

  /// Nothing is known yet.
  public Lasting() {
    this(new Tallies(MOST));
  }

  private Lasting(Tallies spans) {
    this.spans = spans;
  }

  /// Takes note of an alert of the past.
  ///
  /// @param lasted milliseconds until it cleared for the first time; {@link Long#MAX_VALUE} when it never did as far as is known
  public void add(long kind, long monitor, boolean noise, long lasted, int fold) {
    forgetSaid();
    for (int span = 0; span < EDGES.length; span++) {
      boolean cleared = lasted <= EDGES[span];
      for (long what : new long[] {kind, monitor, ALL}) {
        spans.add(key(what, noise, span), cleared, fold, 1);
      }
      if (cleared) {
        return;
      }
    }
  }

  private static long key(long what, boolean noise, int span) {
    return Hashes.of(what, span + (noise ? 100 : 200));
  }

  /// Evidence of being part of an incident rather than noise: log-odds to be added to what is believed otherwise.
  ///
  /// @param lasted milliseconds until it cleared for the first time, or its age when it has not
  /// @param cleared whether it has
  /// @param without stretch of the past that is left out, or {@link Tallies#ALL}
  public double evidence(long kind, long monitor, long lasted, boolean cleared, int without) {
    Said said = said(kind, monitor, without);
    int span = 0;
    while (span < EDGES.length && lasted > EDGES[span]) {
      span++;
    }
    return span < EDGES.length && cleared ? said.upTo[span] + said.within[span] : said.upTo[span];
  }

  private Said said(long kind, long monitor, int without) {
    int at = (int) Hashes.mix(kind + without) & (KEPT - 1);
    Said known = kept[at];
    if (known != null
        && known.kind == kind
        && known.monitor == monitor
        && known.without == without) {
      return known;
    }
    var said = new Said(this, kind, monitor, without);
    kept[at] = said;
    asked = true;
    return said;
  }

  private void forgetSaid() {
    if (asked) {
      Arrays.fill(kept, null);
      asked = false;
    }
  }

  private double chance(long kind, long monitor, boolean noise, int span, int without) {
    double all = chance(key(ALL, noise, span), without, 0.02);
    return chance(key(kind, noise, span), without, chance(key(monitor, noise, span), without, all));
  }

  private double chance(long key, int without, double prior) {
    double cleared = spans.yes(key, without);
    double stayed = spans.no(key, without);
    return (cleared + STRENGTH * prior) / (cleared + stayed + STRENGTH);
  }

  /// See {@link Tallies#forgetStretches}.
  void forgetStretches() {
    forgetSaid();
    spans.forgetStretches();
  }

  /// As bytes; {@link #read} makes the same of them.
  public void write(DataOutput out) throws IOException {
    spans.write(out);
  }

  /// What {@link #write} wrote.
  public static Lasting read(DataInput in) throws IOException {
    return new Lasting(Tallies.read(in, MOST));
  }
}
