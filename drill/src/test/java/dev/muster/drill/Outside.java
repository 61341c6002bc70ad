package dev.muster.drill;

import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The world around the house: takes what leaves by mail, phone and chat, and writes it down.
public final class Outside {
  /// Ways by which people are paged.
  public static final Set<String> PAGING =
      Set.of("email", "sms", "phone", "whatsapp", "push", "browser", "hook");

  /// Something that left the house.
  public record Sent(Instant at, String channel, String address, Parcel parcel) {
    @Override
    public String toString() {
      return "%s %s to %s about %s".formatted(at, channel, address, parcel.about());
    }
  }

  private final InstantSource clock;
  private final List<Sent> sent = new ArrayList<>();
  private final List<Sent> recoveries = new ArrayList<>();
  private BiFunction<Parcel, Integer, @Nullable Delivery> weather = (_, _) -> null;

  public Outside(InstantSource clock) {
    this.clock = clock;
  }

  /// What the outside answers instead of taking a parcel; null to take it.
  public synchronized void weather(BiFunction<Parcel, Integer, @Nullable Delivery> answers) {
    weather = answers;
  }

  /// Everything that was taken, oldest first.
  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  /// Letters that say what is over; they page nobody.
  public synchronized List<Sent> recoveries() {
    return List.copyOf(recoveries);
  }

  /// Forgets what was sent before.
  public synchronized void clear() {
    sent.clear();
  }

  private synchronized Delivery take(Parcel parcel, int attempt) {
    Delivery answer = weather.apply(parcel, attempt);
    if (answer == null) {
      boolean goodNews = parcel.about().startsWith("recovered:");
      (goodNews ? recoveries : sent)
          .add(new Sent(clock.instant(), parcel.channel(), parcel.address(), parcel));
      return new Delivery.Handed("drill-" + (sent.size() + recoveries.size()));
    }
    return answer;
  }

  /// Stands in for a real carrier and keeps its limits.
  public Carrier inPlaceOf(Carrier real) {
    return new Carrier() {
      @Override
      public String channel() {
        return real.channel();
      }

      @Override
      public Delivery carry(Parcel parcel, int attempt) {
        return take(parcel, attempt);
      }

      @Override
      public Duration timeout() {
        return real.timeout();
      }

      @Override
      public Duration patience() {
        return real.patience();
      }

      @Override
      public int atOnce() {
        return real.atOnce();
      }
    };
  }
}
