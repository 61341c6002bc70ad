package dev.muster.respond;

import dev.muster.catalog.Service;
import dev.muster.correlate.Incident;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Response;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What people do to incidents by other ways than the REST API, in the running actor's name and with the same checks.
public interface Acts {
  /// The longest message of a status update, in characters.
  int UPDATE_MAX = Bulletins.MESSAGE_MAX;

  /// The longest name and the longest value of a custom field, in characters.
  int FIELD_MAX = 64;

  int VALUE_MAX = 2_000;

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

  /// Opens an incident.
  ///
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when the service takes none
  Incident open(Service service, String title);

  /// Makes one incident part of another.
  ///
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when it cannot be
  void merge(Incident source, Incident into);

  /// Gives it another title.
  ///
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not
  void retitle(Incident incident, String title);

  /// Gives it to another service, whose escalation policy starts at its first level.
  ///
  /// @param why in the actor's words; null when nothing was said
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when the state forbids it
  void giveTo(Incident incident, Service service, @Nullable String why);

  /// Makes an incident of its own out of some alerts of another one, of the service that they share, or else of that of the incident that
  /// they leave.
  ///
  /// @param title null to take that of the first of them
  /// @return the new incident
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when it cannot be
  Incident split(Incident from, List<String> alertIds, @Nullable String title);

  /// Moves alerts to another incident.
  ///
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not act on both, 400 when it cannot be
  void moveAlerts(Incident from, List<String> alertIds, Incident into);

  /// A custom field with its value.
  ///
  /// @param byId who gave the value; null when an event rule did
  record Field(String name, String value, @Nullable String byId) {}

  List<Field> fields(Incident incident);

  /// Gives a custom field a value, which the timeline notes.
  ///
  /// @param value null to take it away
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when there are too many
  void setField(Incident incident, String name, @Nullable String value);

  /// Takes back that a person, or whoever an escalation policy finds, was asked to help, where nobody has answered yet.
  ///
  /// @param policy true when the target is a policy
  /// @return how many people need not answer any more
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 404 when nobody asked that target
  int takeBack(Incident incident, boolean policy, String targetId);

  /// Says for the actor whether it was worth telling somebody.
  ///
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not
  void judge(Incident incident, boolean worth);

  /// Asks a person, or whoever an escalation policy finds, to help.
  ///
  /// @param policy true when the target is a policy
  /// @param message in the actor's words; may be empty
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when it cannot be
  void callForHelp(Incident incident, boolean policy, String targetId, String message);

  /// Answers for the actor who was asked to help.
  ///
  /// @param callId the request that is answered; null for those that wait for an answer, or the newest when none waits
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 404 when nobody has asked the actor, 400 when the
  ///     request was taken back
  void answerCall(Incident incident, @Nullable String callId, boolean joins);

  /// Tells everybody who follows the incident how it stands.
  ///
  /// @param message up to {@link #UPDATE_MAX} characters
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when it is too long
  void update(Incident incident, String message);

  /// Keeps the actor up to date from now on, or no more. Everybody may who sees the incident.
  ///
  /// @return false when that was so before
  boolean follow(Incident incident, boolean follows);

  /// Writes a note.
  ///
  /// @throws dev.muster.platform.web.ApiException 403 when the actor may not, 400 when there are too many
  void note(Incident incident, String content);
}
