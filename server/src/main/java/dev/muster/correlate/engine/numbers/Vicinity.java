package dev.muster.correlate.engine.numbers;

import dev.muster.catalog.topology.Topology;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What lies near an entity, and how. Distance is the cost of the cheapest way: one for every dependency, more for passing through
/// something that much hangs on, because two things that only share a hub have little to do with each other. The way may lead
/// through entities that have no alert of their own. Ways longer than {@value #FAR} and more than {@value #MOST} entities are cut off. For
/// any number of threads.
public final class Vicinity {
  public static final float FAR = 5.2f;
  public static final int MOST = 600;

  /// Being a part of a service costs this much, whatever the inventory says of it otherwise.
  private static final float PART = 0.6f;

  /// From here on a degree makes passing through dearer.
  private static final double HUB = 5;

  /// Entities whose surroundings are remembered, before all are forgotten: about 600 x 13 bytes each, so at most some 100 MB.
  private static final int REMEMBERED = 12_000;

  private final Topology topology;
  private final int kinds;
  private final AtomicReferenceArray<@Nullable Near> memo;

  // under the lock of this, as is everything that is searched with

  private int remembered;

  private final float[] cost;
  private final byte[] down;
  private final byte[] up;
  private final int[] way;
  private final int[] touched;
  private final long[] heap;
  private int touchedCount;
  private int heapSize;

  /// What is near, nearest first; the entity itself is the first.
  public static final class Near {
    private final int[] entity;
    private final float[] cost;
    private final byte[] down;
    private final byte[] up;
    private final int[] way;
    private final short[] within;
    private int[] below = {};
    private byte[] depth = {};

    private Near(int[] entity) {
      this.entity = entity;
      this.cost = new float[entity.length];
      this.down = new byte[entity.length];
      this.up = new byte[entity.length];
      this.way = new int[entity.length];
      this.within = new short[entity.length];
    }

    public int size() {
      return entity.length;
    }

    /// What it rests on, directly or over one or two more steps, itself included; must not be changed.
    public int[] below() {
      return below;
    }

    /// Of each of {@link #below()}: how many steps down; must not be changed.
    public byte[] depth() {
      return depth;
    }

    public int entity(int i) {
      return entity[i];
    }

    /// Of the cheapest way.
    public float cost(int i) {
      return cost[i];
    }

    /// How many entities are at least as near, itself included: company at that distance is the less telling, the more there are.
    public int within(int i) {
      return within[i];
    }

    /// Steps of that way from something to what it rests on.
    public int down(int i) {
      return down[i];
    }

    /// Steps the other way round.
    public int up(int i) {
      return up[i];
    }

    /// What kind of way: a number for the kinds and directions of up to two steps, the first and the last of a longer one.
    public int way(int i) {
      return way[i];
    }
  }

  /// By topology, for as long as anybody holds what was asked for.
  private static final Map<Topology, WeakReference<Vicinity>> KNOWN = new WeakHashMap<>();

  /// What is near what in that topology, the same one for all who ask while it is held: an engine that learns beside one that decides
  /// would otherwise remember all of it once more.
  public static Vicinity shared(Topology topology) {
    synchronized (KNOWN) {
      WeakReference<Vicinity> held = KNOWN.get(topology);
      Vicinity known = held == null ? null : held.get();
      if (known == null) {
        known = new Vicinity(topology);
        KNOWN.put(topology, new WeakReference<>(known));
      }
      return known;
    }
  }

  Vicinity(Topology topology) {
    this.topology = topology;
    this.kinds = 2 * topology.dependencyKinds().size() + 3;
    int n = topology.size();
    memo = new AtomicReferenceArray<>(n);
    cost = new float[n];
    Arrays.fill(cost, Float.MAX_VALUE);
    down = new byte[n];
    up = new byte[n];
    way = new int[n];
    touched = new int[n];
    heap = new long[8 * MOST + 64 + n];
  }

  /// How many kinds of way there are.
  public int ways() {
    return kinds * kinds * 2;
  }

  public Near of(int entity) {
    Near known = memo.get(entity);
    return known == null ? searched(entity) : known;
  }

  private synchronized Near searched(int entity) {
    Near known = memo.get(entity);
    if (known == null) {
      if (remembered++ == REMEMBERED) {
        for (int i = 0; i < memo.length(); i++) {
          memo.set(i, null);
        }
        remembered = 1;
      }
      known = search(entity);
      memo.set(entity, known);
    }
    return known;
  }

  private Near search(int start) {
    touchedCount = 0;
    heapSize = 0;
    reach(start, 0, 0, 0, 0);
    int[] found = new int[MOST];
    int count = 0;
    while (heapSize > 0 && count < MOST) {
      long top = pop();
      int at = (int) (top & 0xffffffffL);
      float distance = Float.intBitsToFloat((int) (top >>> 32));
      if (distance > cost[at]) {
        continue;
      }
      found[count++] = at;
      double hub = Math.max(0, Math.log(topology.degree(at) / HUB) / Math.log(2)) * 0.7;
      float pass = at == start ? distance : (float) (distance + hub);
      if (pass + PART > FAR) {
        continue;
      }
      step(at, pass, topology.dependencies(at), topology.dependencyKindsOf(at), true);
      step(at, pass, topology.dependants(at), topology.dependantKindsOf(at), false);
      int service = topology.serviceOf(at);
      if (service >= 0 && service != at) {
        reach(service, pass + PART, down[at], up[at] + 1, extend(way[at], steps(at), kinds - 1));
      }
      if (service == at) {
        for (int part : topology.partsOf(at)) {
          reach(part, pass + PART, down[at] + 1, up[at], extend(way[at], steps(at), kinds - 2));
        }
      }
    }
    var near = new Near(Arrays.copyOf(found, count));
    for (int i = 0; i < count; i++) {
      near.cost[i] = cost[found[i]];
      near.down[i] = down[found[i]];
      near.up[i] = up[found[i]];
      near.way[i] = way[found[i]];
    }
    for (int i = count - 1; i >= 0; i--) {
      boolean tied = i + 1 < count && near.cost[i] == near.cost[i + 1];
      near.within[i] = tied ? near.within[i + 1] : (short) (i + 1);
    }
    int[] below = new int[count];
    byte[] depth = new byte[count];
    int rests = 0;
    for (int i = 0; i < count; i++) {
      if (near.up[i] == 0 && near.down[i] <= 3) {
        depth[rests] = near.down[i];
        below[rests++] = found[i];
      }
    }
    near.below = Arrays.copyOf(below, rests);
    near.depth = Arrays.copyOf(depth, rests);
    for (int i = 0; i < touchedCount; i++) {
      cost[touched[i]] = Float.MAX_VALUE;
    }
    return near;
  }

  private int steps(int at) {
    return down[at] + up[at];
  }

  private void step(int at, float pass, int[] ends, int[] endKinds, boolean downwards) {
    for (int i = 0; i < ends.length; i++) {
      int code = 1 + 2 * endKinds[i] + (downwards ? 0 : 1);
      reach(
          ends[i],
          pass + 1,
          down[at] + (downwards ? 1 : 0),
          up[at] + (downwards ? 0 : 1),
          extend(way[at], steps(at), code));
    }
  }

  private int extend(int before, int stepsBefore, int code) {
    if (stepsBefore == 0) {
      return code;
    }
    int first = before % kinds;
    return first + kinds * code + (stepsBefore >= 2 ? kinds * kinds : 0);
  }

  private void reach(int entity, float distance, int downs, int ups, int by) {
    if (distance > FAR || distance >= cost[entity] || heapSize >= heap.length) {
      return;
    }
    if (cost[entity] == Float.MAX_VALUE) {
      touched[touchedCount++] = entity;
    }
    cost[entity] = distance;
    down[entity] = (byte) downs;
    up[entity] = (byte) ups;
    way[entity] = by;
    push(((long) Float.floatToIntBits(distance) << 32) | entity);
  }

  private void push(long item) {
    int i = heapSize++;
    while (i > 0 && heap[(i - 1) >> 1] > item) {
      heap[i] = heap[(i - 1) >> 1];
      i = (i - 1) >> 1;
    }
    heap[i] = item;
  }

  private long pop() {
    long top = heap[0];
    long last = heap[--heapSize];
    int i = 0;
    while (2 * i + 1 < heapSize) {
      int child = 2 * i + 1;
      if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = last;
    return top;
  }
}
