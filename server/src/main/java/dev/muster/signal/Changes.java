package dev.muster.signal;

import dev.muster.platform.fact.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The changes that were made to services.
public interface Changes {
  Topic<SignalEvent> TOPIC =
      Topic.of(
          "signal",
          SignalEvent.class,
          event ->
              switch (event) {
                case SignalEvent.ChangeRecorded recorded -> recorded.changeId();
              });

  /// Lanes of the topic.
  int LANES = 1;

  /// What to look for; an empty list and a null do not narrow.
  ///
  /// @param since happened at or after
  /// @param until happened before
  record Filter(
      List<String> serviceIds,
      List<String> integrationIds,
      @Nullable Instant since,
      @Nullable Instant until) {
    public Filter {
      serviceIds = List.copyOf(serviceIds);
      integrationIds = List.copyOf(integrationIds);
    }
  }

  /// Stores a change and says so, in one transaction.
  void record(Change change);

  Optional<Change> change(String id);

  /// Newest first.
  List<Change> search(Filter filter, int offset, int limit);

  /// How many there are, counted up to 10,000 and no further.
  long count(Filter filter);
}
