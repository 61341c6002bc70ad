package dev.muster.mobilize.reach;

import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Form;
import java.util.Map;

/// A door at which the telephone provider alone may knock: with a form that it has signed.
abstract class ProviderDoor implements Annex {
  private final ProviderProof proof;

  ProviderDoor(ProviderProof proof) {
    this.proof = proof;
  }

  /// What is answered to a form that the provider has signed.
  abstract Answer proven(Request request, Map<String, String> form);

  /// Counts one that it has not.
  abstract void unproven();

  @Override
  public final Answer tooLarge(String path, int limit) {
    return refusal(413, "The body is larger than " + limit + " bytes.");
  }

  @Override
  public final Answer answer(Request request) {
    if (!request.method().equals("POST")) {
      return refusal(405, "Use POST.").with("Allow", "POST");
    }
    Map<String, String> form;
    try {
      form = Form.fields(request.body());
    } catch (IllegalArgumentException malformed) {
      return refusal(400, "The body is no form.");
    }
    if (!proof.holds(request, form)) {
      unproven();
      return refusal(401, "The signature is missing or does not fit.");
    }
    return proven(request, form);
  }

  static Answer refusal(int status, String why) {
    return Answer.json(status, Json.write(Map.of("error", why)));
  }
}
