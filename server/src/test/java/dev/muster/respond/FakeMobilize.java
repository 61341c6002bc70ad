package dev.muster.respond;

import dev.muster.correlate.Declared;
import dev.muster.correlate.Incident;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Notification;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.ResponseFilter;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Responses that a test puts in.
public final class FakeMobilize implements Mobilize {
  public final Map<String, Response> responses = new HashMap<>();

  @Override
  public boolean isKept(String incidentId) {
    return false;
  }

  @Override
  public Optional<Response> response(String incidentId) {
    return Optional.ofNullable(responses.get(incidentId));
  }

  @Override
  public Optional<Response> byNumber(long number) {
    return responses.values().stream().filter(one -> one.number() == number).findAny();
  }

  @Override
  public Map<String, Response> responses(Collection<String> incidentIds) {
    var found = new HashMap<String, Response>();
    incidentIds.forEach(id -> response(id).ifPresent(one -> found.put(id, one)));
    return found;
  }

  @Override
  public List<Response> search(ResponseFilter filter, int offset, int limit) {
    return List.copyOf(responses.values());
  }

  @Override
  public long count(ResponseFilter filter) {
    return responses.size();
  }

  @Override
  public Response begin(Incident incident, Instant now) {
    throw new UnsupportedOperationException("this test begins no response");
  }

  @Override
  public Map<String, Response> changeAll(List<Change> changes, Actor actor, Instant now) {
    throw new UnsupportedOperationException("this test gives no commands");
  }

  @Override
  public Optional<Declared.Parted> parting(String incidentId, Instant since) {
    return Optional.empty();
  }

  @Override
  public List<Notification> notifications(String incidentId) {
    return List.of();
  }

  @Override
  public void hold(Collection<String> incidentIds) {
    // one at a time here: nobody else is there to wait for
  }
}
