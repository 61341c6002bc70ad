package dev.muster.signal.hook;

import dev.muster.kernel.Ids;
import dev.muster.platform.secret.Proof;
import dev.muster.signal.Guard;
import java.time.Instant;

/// Shuts every door but that of webhooks for integrations that ask for a proof, and notes who stood before it.
final class HookGuard implements Guard {
  private final LiveHooks hooks;
  private final CallLog log;
  private final Ids ids;

  HookGuard(LiveHooks hooks, CallLog log, Ids ids) {
    this.hooks = hooks;
    this.log = log;
    this.ids = ids;
  }

  @Override
  public Demand of(String integrationId) {
    Hook hook = hooks.of(integrationId);
    return hook.lost().contains(Hook.Part.PROOF)
        ? Demand.UNKNOWN
        : hook.proof().kind() == Proof.Kind.NONE ? Demand.NOTHING : Demand.PROOF;
  }

  @Override
  public void turnedAway(String integrationId, Instant at, int status, String words, byte[] body) {
    log.note(
        new Call(
            ids.next('H'),
            integrationId,
            at,
            Call.Outcome.UNPROVEN,
            status,
            words,
            null,
            null,
            null,
            Call.beginning(body)));
  }
}
