package dev.muster.mobilize;

import dev.muster.catalog.ServiceLoad;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keeps responses. All writes run in the caller's transaction.
interface ResponseRepository {
  /// Adds it.
  ///
  /// @return false when there is one for that incident already; nothing was changed
  boolean add(ResponseState state);

  /// Writes one that is held.
  void save(ResponseState state);

  /// Holds those responses until the end of the transaction, in the order of their ids; unknown ones are left out.
  Map<String, ResponseState> hold(Collection<String> incidentIds);

  /// The same without holding them.
  Map<String, ResponseState> states(Collection<String> incidentIds);

  Optional<Response> byNumber(long number);

  List<Response> search(ResponseFilter filter, int offset, int limit);

  long count(ResponseFilter filter);

  /// Open responses whose next step was due before that moment, longest overdue first.
  List<ResponseState> overdue(Instant before, int most);

  /// Load by service id.
  Map<String, ServiceLoad.Load> loads(Collection<String> serviceIds);
}
