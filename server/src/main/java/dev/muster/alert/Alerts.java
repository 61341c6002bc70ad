package dev.muster.alert;

import dev.muster.platform.fact.Topic;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The desk of the alert room. Queries come from the database. Commands are written down durably in the caller's transaction and
/// carried out by the alert's lane right after the commit, so that an alert has one writer.
public interface Alerts {
  Topic<AlertEvent> TOPIC = Topic.of("alert", AlertEvent.class, AlertEvent::alertId);

  /// Lanes of the topic. Fixed: the lane of a key must not change while facts of it are about.
  int LANES = 4;

  Optional<Alert> alert(String id);

  /// Alerts by id; ids that do not exist are left out.
  Map<String, Alert> alerts(Collection<String> ids);

  /// Whose they are: the integration by the alert's id. Unknown alerts and those made by hand are left out.
  Map<String, String> integrations(Collection<String> ids);

  /// Newest first.
  ///
  /// @param limit ask for one more than a page to learn whether there are more
  List<Alert> search(AlertFilter filter, int offset, int limit);

  /// A page of alerts.
  ///
  /// @param searchedAll whether older ones that would belong to this page can be ruled out. A search for words has a time of its own,
  ///     which is not enough when they are too short to be looked up, or are in so many alerts of which so few have what else is asked;
  ///     and for a while after a storm, or after the first start of a version that indexes words anew, the older of those that wait to
  ///     be indexed are not found.
  /// @param searchedBackTo what was first seen before was not searched, so a search until then goes on; null when nothing is left, or
  ///     when what is left waits to be indexed
  record Found(List<Alert> alerts, boolean searchedAll, @Nullable Instant searchedBackTo) {}

  /// The same as {@link #search}, and whether everything was searched.
  Found find(AlertFilter filter, int offset, int limit);

  /// How many there are, counted up to 10,000 and no further; empty when words were looked for and not all could be searched in the time
  /// that {@link #find} has: what was found by then depends on how busy the machine is.
  OptionalLong count(AlertFilter filter);

  /// Resolves open alerts; those that are resolved already are left alone.
  ///
  /// @param reason why, in plain words
  void resolve(Collection<String> ids, Actor by, String reason, Instant now);

  /// Lets open alerts page that are kept quiet or wait for their own end; others are left alone.
  ///
  /// @param why in plain words
  void release(Collection<String> ids, String why, Instant now);

  /// Opens an alert by hand.
  ///
  /// @return its id
  String open(NewAlert alert, Actor by, Instant now);

  /// The lane of a key's facts, 0..{@link #LANES} - 1.
  ///
  /// @param integrationId null for alerts made by hand
  static int lane(@Nullable String integrationId, String dedupKey) {
    int hash = 31 * (integrationId == null ? 0 : integrationId.hashCode()) + dedupKey.hashCode();
    hash ^= hash >>> 16; // short keys differ in their low bits only
    return Math.floorMod((hash * 0x9E3779B9) >>> 16, LANES);
  }
}
