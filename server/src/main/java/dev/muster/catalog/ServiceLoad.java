package dev.muster.catalog;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is going on at services right now. The room that owns incidents offers it as a bean; the catalog derives a service's status from it.
public interface ServiceLoad {
  /// @param triggered open incidents that nobody has acknowledged
  /// @param acknowledged open incidents that somebody works on
  /// @param lastIncidentAt when the newest incident was created; null when there never was one
  record Load(int triggered, int acknowledged, @Nullable Instant lastIncidentAt) {
    public static final Load NONE = new Load(0, 0, null);
  }

  /// The load by service id; a service that is left out has none.
  Map<String, Load> loads(Collection<String> serviceIds);
}
