package dev.muster.respond.webhook;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where subscriptions are kept.
interface SubscriptionRepository {
  void save(Subscription subscription);

  Optional<Subscription> find(String id);

  /// The same, held against other writers until the end of the transaction.
  Optional<Subscription> hold(String id);

  List<Subscription> all();

  /// Oldest first.
  ///
  /// @param filter only these; null for all
  /// @param filterId only with that service or team; null for all
  List<Subscription> list(
      Subscription.@Nullable Filter filter, @Nullable String filterId, int offset, int limit);

  long count(Subscription.@Nullable Filter filter, @Nullable String filterId);

  boolean delete(String id);
}
