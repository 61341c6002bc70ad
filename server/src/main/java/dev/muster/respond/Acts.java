package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Response;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What people do to incidents by other ways than the REST API, in the running actor's name and with the same checks.
public interface Acts {
  /// The incident with that id or number.
  ///
  /// @throws dev.muster.platform.web.ApiException 404 when there is none
  Incident incident(String idOrNumber);

  /// The same for a person who is about to change it.
  ///
  /// @throws dev.muster.platform.web.ApiException 404 when there is none, 403 when the actor may not, 400 when an account token names nobody
  Incident incidentToChange(String idOrNumber);

  /// The response to an incident; waits a moment for one that is just being made.
  ///
  /// @throws dev.muster.platform.web.ApiException 404 when there is none
  Response response(Incident incident);

  /// Runs changes in one transaction, again when it had to give way to another one.
  <T extends @Nullable Object> T together(Supplier<T> work);

  /// Asks one thing of the response to an incident.
  ///
  /// @param why in the actor's words; null when nothing was said
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when the state forbids it
  Response change(Incident incident, Command command, @Nullable String why);

  /// Writes a note.
  ///
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when there are too many
  void note(Incident incident, String content);
}
