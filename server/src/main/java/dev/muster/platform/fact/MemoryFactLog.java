package dev.muster.platform.fact;

import dev.muster.platform.db.MemoryTable;
import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The fact log in memory, for simulations. Keeps events as text too, so that what cannot be written or read back is found out.
public final class MemoryFactLog implements FactLog {
  private record Said(String type, String body, Instant at) {}

  private final MemoryTransactions transactions;
  private final Consumer<String> wake;
  private final MemoryTable<String, Long> lasts;
  private final MemoryTable<String, Said> facts;
  private final MemoryTable<String, Long> readings;
  private final MemoryTable<String, Parked> parked;

  /// @param wake told the topic of what was committed; see {@link dev.muster.platform.engine.Engine#wake(String)}
  public MemoryFactLog(MemoryTransactions transactions, Consumer<String> wake) {
    this.transactions = transactions;
    this.wake = wake;
    this.lasts = new MemoryTable<>(transactions);
    this.facts = new MemoryTable<>(transactions);
    this.readings = new MemoryTable<>(transactions);
    this.parked = new MemoryTable<>(transactions);
  }

  private static String key(Place place) {
    return place.topic() + "\n" + place.lane();
  }

  private static Place place(String key) {
    List<String> parts = key.lines().toList();
    return new Place(parts.get(0), Integer.parseInt(parts.get(1)));
  }

  private static String key(Place place, long sequence) {
    return "%s\n%019d".formatted(key(place), sequence);
  }

  private static String reading(String reader, Place place) {
    return reader + "\n" + key(place);
  }

  @Override
  public <E> void append(Topic<E> topic, int lane, Instant at, List<? extends E> events) {
    if (events.isEmpty()) {
      return;
    }
    if (!transactions.active()) {
      throw new IllegalStateException("a fact outside of a transaction");
    }
    var place = new Place(topic.name(), lane);
    long sequence = last(topic, lane);
    for (E event : events) {
      facts.put(key(place, ++sequence), new Said(topic.type(event), topic.body(event), at));
    }
    lasts.put(key(place), sequence);
    transactions.afterCommit(() -> wake.accept(topic.name()));
  }

  @Override
  public List<Fact> read(Topic<?> topic, int lane, long after, int most) {
    var place = new Place(topic.name(), lane);
    return transactions.inTransaction(() -> {
      var read = new ArrayList<Fact>();
      long last = last(topic, lane);
      for (long sequence = after + 1; sequence <= last && read.size() < most; sequence++) {
        Said said = facts.get(key(place, sequence));
        if (said != null) {
          read.add(
              new Fact(
                  topic.name(), lane, sequence, said.at(), topic.event(said.type(), said.body())));
        }
      }
      return read;
    });
  }

  @Override
  public List<Fact> read(List<Stretch> stretches, int most) {
    var read = new ArrayList<Fact>();
    for (Stretch stretch : stretches) {
      long wanted = Math.min(most, stretch.until() - stretch.after());
      read.addAll(read(stretch.topic(), stretch.lane(), stretch.after(), (int) wanted));
    }
    return read;
  }

  @Override
  public long last(Topic<?> topic, int lane) {
    return Objects.requireNonNullElse(lasts.get(key(new Place(topic.name(), lane))), 0L);
  }

  @Override
  public Map<Place, Long> lasts(Set<String> topics) {
    var answer = new HashMap<Place, Long>();
    lasts
        .entries()
        .forEach(entry -> {
          Place place = place(entry.getKey());
          if (topics.contains(place.topic())) {
            answer.put(place, entry.getValue());
          }
        });
    return answer;
  }

  @Override
  public long position(String reader, Topic<?> topic, int lane) {
    String key = reading(reader, new Place(topic.name(), lane));
    return transactions.inTransaction(() -> {
      Long position = readings.get(key);
      if (position == null) {
        readings.put(key, 0L);
      }
      return position == null ? 0L : position;
    });
  }

  @Override
  public Map<Place, Long> positions(String reader, Collection<Place> places) {
    var positions = new HashMap<Place, Long>();
    transactions.run(() -> {
      for (Place place : places) {
        Long known = readings.get(reading(reader, place));
        if (known == null) {
          readings.put(reading(reader, place), 0L);
        }
        positions.put(place, known == null ? 0L : known);
      }
    });
    return positions;
  }

  @Override
  public void advance(String reader, Map<Place, Long> positions) {
    positions.forEach((place, sequence) -> readings.put(reading(reader, place), sequence));
  }

  @Override
  public void advance(String reader, Topic<?> topic, int lane, long sequence) {
    readings.put(reading(reader, new Place(topic.name(), lane)), sequence);
  }

  @Override
  public List<Lag> lags() {
    return transactions.inTransaction(() ->
        readings.entries().stream()
            .map(entry -> {
              List<String> parts = entry.getKey().lines().toList();
              var place = new Place(parts.get(1), Integer.parseInt(parts.get(2)));
              long last = Objects.requireNonNullElse(lasts.get(key(place)), 0L);
              return new Lag(parts.get(0), place, last - entry.getValue());
            })
            .toList());
  }

  @Override
  public void park(String reader, Fact fact, String why, Instant at) {
    Unreadable text =
        fact.event() instanceof Unreadable unreadable
            ? unreadable
            : new Unreadable(
                fact.event().getClass().getSimpleName(), Json.write(fact.event()), why);
    parked.put(
        reader + "\n" + key(fact.place(), fact.sequence()),
        new Parked(reader, fact.place(), fact.sequence(), text.type(), text.body(), why, at));
  }

  @Override
  public List<Parked> parked(int offset, int limit) {
    return parked.all().stream()
        .sorted(Comparator.comparing(Parked::parkedAt).reversed())
        .skip(offset)
        .limit(limit)
        .toList();
  }

  @Override
  public @Nullable Parked unpark(String reader, Place place, long sequence) {
    return transactions.<@Nullable Parked>inTransaction(() -> {
      String key = reader + "\n" + key(place, sequence);
      Parked found = parked.get(key);
      if (found != null) {
        parked.remove(key);
      }
      return found;
    });
  }

  @Override
  public int forget(Instant saidBefore, int most) {
    return transactions.inTransaction(() -> {
      var behind = new HashMap<Place, Long>();
      readings
          .entries()
          .forEach(entry -> {
            List<String> parts = entry.getKey().lines().toList();
            behind.merge(
                new Place(parts.get(1), Integer.parseInt(parts.get(2))),
                entry.getValue(),
                Math::min);
          });
      int count = 0;
      for (Map.Entry<String, Said> fact : facts.entries()) {
        List<String> parts = fact.getKey().lines().toList();
        var place = new Place(parts.get(0), Integer.parseInt(parts.get(1)));
        long sequence = Long.parseLong(parts.get(2));
        if (count < most
            && sequence <= behind.getOrDefault(place, Long.MAX_VALUE)
            && fact.getValue().at().isBefore(saidBefore)) {
          facts.remove(fact.getKey());
          count++;
        }
      }
      return count;
    });
  }
}
