package dev.muster.platform.outbound;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes down what it is given, and answers what it was told to answer; otherwise it hands everything over.
public final class FakeCarrier implements Carrier {
  private final String channel;
  private final int atOnce;
  private final Deque<Delivery> answers = new ArrayDeque<>();
  private final List<Parcel> carried = new ArrayList<>();
  private @Nullable Consumer<Parcel> meanwhile;

  public FakeCarrier(String channel, int atOnce) {
    this.channel = channel;
    this.atOnce = atOnce;
  }

  public synchronized FakeCarrier answer(Delivery... next) {
    answers.addAll(List.of(next));
    return this;
  }

  /// Runs that during every delivery.
  public synchronized void meanwhile(Consumer<Parcel> work) {
    meanwhile = work;
  }

  /// Ids of what was carried, in order.
  public synchronized List<String> carried() {
    return carried.stream().map(Parcel::id).toList();
  }

  @Override
  public String channel() {
    return channel;
  }

  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    Consumer<Parcel> work;
    Delivery answer;
    synchronized (this) {
      carried.add(parcel);
      work = meanwhile;
      answer = answers.poll();
    }
    if (work != null) {
      work.accept(parcel);
    }
    return answer == null ? new Delivery.Handed("ok") : answer;
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(15);
  }

  @Override
  public int atOnce() {
    return atOnce;
  }
}
